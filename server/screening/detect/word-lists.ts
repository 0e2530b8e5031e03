/**
 * Tells in one pass over a text which of many lists of words it may have a word of: by the first four letters of each. Most
 * numbers of a text have none near them, and are then done with.
 */
export interface WordLists {
  /** Bits of the lists that the text has a word of. */
  maskOf(text: string): number
  /** The bit of a list; 0: it is none of these. */
  bitOf(words: readonly string[]): number
}

const SIZE = 1 << 14
const LETTERS = 4

/** @param lists At most 30. */
export function createWordLists(lists: readonly (readonly string[])[]): WordLists {
  const bits = new Map(lists.map((words, index) => [words, 1 << index]))
  const isStart = new Uint8Array(SIZE)
  const byStart = new Map<number, { word: string; bit: number }[]>()
  const short: { word: string; bit: number }[] = []
  for (const [words, bit] of bits) {
    for (const word of words) {
      if (word.length < LETTERS) short.push({ word, bit })
      else {
        const slot = slotOf(word, 0)
        isStart[slot] = 1
        byStart.set(slot, [...(byStart.get(slot) ?? []), { word, bit }])
      }
    }
  }
  return {
    maskOf(text) {
      let mask = 0
      for (let at = 0; at + LETTERS <= text.length; at += 1) {
        const slot = slotOf(text, at)
        if (isStart[slot] === 0) continue
        for (const { word, bit } of byStart.get(slot) ?? []) {
          if ((mask & bit) === 0 && text.startsWith(word, at)) mask |= bit
        }
      }
      for (const { word, bit } of short) if ((mask & bit) === 0 && text.includes(word)) mask |= bit
      return mask
    },
    bitOf: (words) => bits.get(words) ?? 0,
  }
}

function slotOf(text: string, at: number): number {
  const first = text.charCodeAt(at) * 31 + text.charCodeAt(at + 1)
  const second = text.charCodeAt(at + 2) * 31 + text.charCodeAt(at + 3)
  return (Math.imul(first, 9973) + Math.imul(second, 40_503)) & (SIZE - 1)
}
