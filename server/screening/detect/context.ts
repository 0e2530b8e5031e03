import { createWordLists } from './word-lists.ts'
import {
  IP_WORDS,
  NUMBERS_OF_PEOPLE,
  NUMBERS_OF_THINGS,
  PAYMENT_CARD_WORDS,
  PHONE_WORDS,
  VERSION_WORDS,
} from './words-of-numbers.ts'
import {
  BIRTH_WORDS,
  IDENTITY_CARD_WORDS,
  LICENCE_WORDS,
  PASSPORT_WORDS,
  PLATE_WORDS,
} from './words-of-papers.ts'

const LISTS = createWordLists([
  BIRTH_WORDS,
  IDENTITY_CARD_WORDS,
  IP_WORDS,
  LICENCE_WORDS,
  NUMBERS_OF_PEOPLE,
  NUMBERS_OF_THINGS,
  PASSPORT_WORDS,
  PAYMENT_CARD_WORDS,
  PHONE_WORDS,
  PLATE_WORDS,
  VERSION_WORDS,
])

/** Where a candidate stands. */
export interface Surroundings {
  text: string
  start: number
  end: number
  /** The name of the field that the text is the value of; empty: it has none. */
  hint: string
  /** What stands there in lower case, once somebody has asked. */
  before?: string
  after?: string
}

const BEFORE = 72
const AFTER = 28
const BLOCK = 256
/** A word may begin before a block ends. */
const LONGEST_WORD = 32

/** Which words stand about where the scan is: asked again for each of many numbers side by side. */
let blockText = ''
let block = -1
let lowered = ''
let lists = 0
const inBlock = new Map<readonly string[], boolean>()

export function surroundingsOf(
  text: string,
  start: number,
  { end, hint }: { end: number; hint: string },
): Surroundings {
  return { text, start, end, hint }
}

/**
 * How near the words are, as characters between; Infinity: none of them is there. What is behind counts as farther. Short
 * words must stand alone, longer ones may be part of a compound.
 */
export function distanceTo(words: readonly string[], around: Surroundings): number {
  const { text, start, end, hint } = around
  const isHinted = hint !== '' && start < BEFORE
  if (!isHinted && !isNearby(words, text, start)) return Infinity
  const before = (around.before ??= beforeOf(around))
  const after = (around.after ??= text.slice(end, end + AFTER).toLowerCase())
  let nearest = Infinity
  for (const word of words) {
    const at = lastWord(before, word)
    if (at >= 0) nearest = Math.min(nearest, before.length - at - word.length)
    else if (nearest === Infinity && firstWord(after, word) >= 0) nearest = 30 + after.indexOf(word)
  }
  return nearest
}

/** The same of what is before alone; Infinity also where another number stands between. */
export function distanceBefore(words: readonly string[], around: Surroundings): number {
  const near = distanceTo(words, { ...around, after: '' })
  if (near === Infinity) return near
  const { before = beforeOf(around) } = around
  return /\d{2}/.test(near === 0 ? '' : before.slice(-near)) ? Infinity : near
}

function beforeOf({ text, start, hint }: Surroundings): string {
  const before = text.slice(Math.max(0, start - BEFORE), start).toLowerCase()
  if (start >= BEFORE || hint === '') return before
  return `${hint.replaceAll(/[_-]/g, ' ').toLowerCase()}: ${before}`
}

/** Whether any of the words stands in the block of text around, roughly. */
export function isNearby(words: readonly string[], text: string, start: number): boolean {
  const at = Math.floor(start / BLOCK)
  if (at !== block || text !== blockText) {
    blockText = text
    block = at
    inBlock.clear()
    lowered = text
      .slice(Math.max(0, at * BLOCK - BEFORE), (at + 1) * BLOCK + AFTER + 2 * LONGEST_WORD)
      .toLowerCase()
    lists = LISTS.maskOf(lowered)
  }
  const bit = LISTS.bitOf(words)
  if (bit !== 0) return (lists & bit) !== 0
  const known = inBlock.get(words)
  if (known !== undefined) return known
  const isThere = words.some((word) => lowered.includes(word))
  inBlock.set(words, isThere)
  return isThere
}

/** Nothing that was said is kept longer than it is looked at. */
export function forgetSurroundings(): void {
  blockText = ''
  lowered = ''
  block = -1
}

/** So short a word stands alone; one a little longer begins a word, whatever its ending. */
const SHORT = 3
const STEM = 5

function lastWord(text: string, word: string): number {
  for (
    let at = text.lastIndexOf(word);
    at >= 0;
    at = at === 0 ? -1 : text.lastIndexOf(word, at - 1)
  ) {
    if (standsAlone(text, at, word)) return at
  }
  return -1
}

function firstWord(text: string, word: string): number {
  const at = text.indexOf(word)
  return at >= 0 && standsAlone(text, at, word) ? at : -1
}

function standsAlone(text: string, at: number, word: string): boolean {
  if (word.length > STEM) return true
  if (isLetter(text, at - 1)) return false
  return word.length > SHORT || !isLetter(text, at + word.length)
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return (code >= 97 && code <= 122) || (code >= 0xc0 && code < 0x2000)
}
