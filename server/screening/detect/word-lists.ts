import { foldedCode, isWord } from './fold-case.ts'

/**
 * Tells in one pass over a text which of many lists of words it may have a word of, in capitals or not: by the first four letters
 * of each. Most numbers of a text have none near them, and are then done with.
 */
export interface WordLists {
  /** Bits of the lists that have a word in the text which begins between two places. */
  maskOf(text: string, start: number, end: number): number
  /** The bit of a list; 0: it is none of these. */
  bitOf(words: readonly string[]): number
}

interface Word {
  word: string
  bit: number
}

const SIZE = 1 << 14
const FIRST = 1 << 11
const LETTERS = 4

/** Words by how they begin. */
class Beginnings {
  /** Whether any word begins so: small, for it is asked of each character. */
  readonly has: Uint8Array
  private readonly words: Word[][]
  private readonly bits: Int32Array

  constructor(size: number) {
    this.has = new Uint8Array(size)
    this.bits = new Int32Array(size)
    this.words = Array.from({ length: size }, () => NO_WORDS)
  }

  add(slot: number, word: Word): void {
    this.has[slot] = 1
    this.bits[slot] = (this.bits[slot] ?? 0) | word.bit
    this.words[slot] = [...(this.words[slot] ?? NO_WORDS), word]
  }

  /** @param mask What is known to be there, which need not be looked for. */
  bitsAt(slot: number, { text, mask }: { text: string; mask: number }, at: number): number {
    if (((this.bits[slot] ?? 0) & ~mask) === 0) return 0
    const words = this.words[slot] ?? NO_WORDS
    let found = 0
    for (let index = 0; index < words.length; index += 1) {
      const one = words[index]
      if (one && isWord(text, at, one.word)) found |= one.bit
    }
    return found
  }
}

const NO_WORDS: Word[] = []

/** @param lists At most 30. */
export function createWordLists(lists: readonly (readonly string[])[]): WordLists {
  const bits = new Map(lists.map((words, index) => [words, 1 << index]))
  const long = new Beginnings(SIZE)
  const short = new Beginnings(FIRST)
  for (const [words, bit] of bits) {
    for (const word of words) {
      const codes = Array.from({ length: LETTERS }, (_, at) => foldedCode(word.charCodeAt(at) || 0))
      const [a = 0, b = 0, c = 0, d = 0] = codes
      if (word.length < LETTERS) short.add(a & (FIRST - 1), { word, bit })
      else long.add(slotOf(mix(a, b), mix(c, d)), { word, bit })
    }
  }
  return {
    maskOf(text, start, end) {
      const last = Math.min(end, text.length)
      let mask = 0
      // The folded codes of the four characters from `at` on, each read once.
      let a = codeAt(text, start)
      let b = codeAt(text, start + 1)
      let c = codeAt(text, start + 2)
      for (let at = start; at < last; at += 1) {
        const d = codeAt(text, at + 3)
        const slot = slotOf(mix(a, b), mix(c, d))
        if (long.has[slot] === 1) mask |= long.bitsAt(slot, { text, mask }, at)
        const first = a & (FIRST - 1)
        if (short.has[first] === 1) mask |= short.bitsAt(first, { text, mask }, at)
        a = b
        b = c
        c = d
      }
      return mask
    },
    bitOf: (words) => bits.get(words) ?? 0,
  }
}

function codeAt(text: string, at: number): number {
  return at < text.length ? foldedCode(text.charCodeAt(at)) : 0
}

function mix(a: number, b: number): number {
  return a * 31 + b
}

function slotOf(first: number, second: number): number {
  return (Math.imul(first, 9973) + Math.imul(second, 40_503)) & (SIZE - 1)
}
