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
const CELL = 64
const CELLS = 4
/** With two cells before and two after it: as far as anybody looks. */
const BLOCK = CELL * CELLS

/** Which words stand about where the scan is: asked again for each of many numbers side by side. */
let blockText = ''
let block = -1
let lowered = ''
let lists = 0
const cellIds = new Int32Array(16).fill(-1)
const cellMasks = new Int32Array(16)
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

/** False: `distanceTo` finds none of them. */
export function mayStand(
  words: readonly string[],
  { text, start, hint }: Pick<Surroundings, 'text' | 'start' | 'hint'>,
): boolean {
  return (hint !== '' && start < BEFORE) || isNearby(words, text, start)
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
    if (text !== blockText) cellIds.fill(-1)
    blockText = text
    block = at
    inBlock.clear()
    lowered = ''
    lists = maskAround(text, at)
  }
  const bit = LISTS.bitOf(words)
  if (bit !== 0) return (lists & bit) !== 0
  const known = inBlock.get(words)
  if (known !== undefined) return known
  lowered ||= text
    .slice(Math.max(0, (at * CELLS - 2) * CELL), (at * CELLS + 6) * CELL)
    .toLowerCase()
  const isThere = words.some((word) => lowered.includes(word))
  inBlock.set(words, isThere)
  return isThere
}

/** Blocks share the cells between them, each of which is read once. */
function maskAround(text: string, at: number): number {
  let mask = 0
  for (let cell = Math.max(0, at * CELLS - 2); cell <= at * CELLS + 5; cell += 1) {
    const slot = cell % cellIds.length
    if (cellIds[slot] !== cell) {
      cellIds[slot] = cell
      cellMasks[slot] = LISTS.maskOf(text, cell * CELL, (cell + 1) * CELL)
    }
    mask |= cellMasks[slot] ?? 0
  }
  return mask
}

/** Nothing that was said is kept longer than it is looked at. */
export function forgetSurroundings(): void {
  blockText = ''
  block = -1
  lowered = ''
  cellIds.fill(-1)
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
