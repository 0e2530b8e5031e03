import type { Identifier } from './identifiers/identifier.ts'

/** Groups that one number may have at most: a NIR has seven. */
export const MAX_GROUPS = 8
/** Characters of the longest, with what separates its groups. */
const MAX_LENGTH = 40

/** How a candidate is written, group by group. Reused from one to the next: nothing of it may be kept. */
export interface Groups {
  count: number
  /** Where each group ends. */
  ends: Int32Array
  /** What the candidate looks like up to that end, as one number. */
  shapes: Int32Array
}

export const DIGIT = 1
export const LETTER = 2
/** ASCII: digits, letters (with `_`, which joins words), all else. */
export const CHARACTER = Uint8Array.from({ length: 128 }, (_, code) => {
  if (code >= 48 && code <= 57) return DIGIT
  if ((code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95) return LETTER
  return 0
})

/** Letters of any script, and what is written within words. */
export function isWordCode(code: number): boolean {
  if (code < 128) return CHARACTER[code] !== 0
  return code >= 0xc0 && !isWidePunctuation(code)
}

export function isWidePunctuation(code: number): boolean {
  return (
    (code >= 0x2000 && code <= 0x206f) ||
    (code >= 0x27e0 && code <= 0x2bff) ||
    (code >= 0x3000 && code <= 0x303f) ||
    code === 0xd7 ||
    code === 0xf7
  )
}

/** A space of any width, `-` (with its typographic kin), `.`, `/`, `+`; 0: it separates no groups. */
export function separatorOf(code: number): number {
  switch (code) {
    case 0x20:
    case 0xa0:
    case 0x202f:
    case 0x2009:
      return 1
    case 0x2d:
    case 0x2010:
    case 0x2011:
    case 0x2013:
      return 2
    case 0x2e:
      return 3
    case 0x2f:
      return 4
    case 0x2b:
      return 5
    default:
      return 0
  }
}

const mix = (shape: number, piece: number): number => (Math.imul(shape, 31) + piece) | 0
const SEPARATORS = ' -./+'

/** Reads the groups from `start` on: runs of letters and digits with one separator between them. */
export function readGroups(text: string, start: number, groups: Groups): void {
  const last = Math.min(text.length, start + MAX_LENGTH)
  let shape = 0
  let at = start
  groups.count = 0
  for (;;) {
    const from = at
    while (at < last) {
      const kind = kindAt(text, at)
      if (kind === 0) break
      const runStart = at
      do at += 1
      while (at < last && kindAt(text, at) === kind)
      shape = mix(shape, kind * 64 + (at - runStart))
    }
    if (at === from) return
    groups.ends[groups.count] = at
    groups.shapes[groups.count] = shape
    groups.count += 1
    if (groups.count === MAX_GROUPS || at >= last) return
    const separator = separatorOf(text.charCodeAt(at))
    if (separator === 0) return
    shape = mix(shape, 256 + separator)
    at += 1
  }
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at)
  // An underscore joins: what has one is a name.
  return code < 128 && code !== 95 ? (CHARACTER[code] ?? 0) : 0
}

export function createGroups(): Groups {
  return { count: 0, ends: new Int32Array(MAX_GROUPS), shapes: new Int32Array(MAX_GROUPS) }
}

/** As `readGroups` makes it, of `d3-d2l1`. */
export function shapeOf(written: string): number {
  let shape = 0
  for (const [, letter = '', length = '', separator = ''] of written.matchAll(
    /([dl])(\d+)|([ \-./+])/g,
  )) {
    shape = separator
      ? mix(shape, 257 + SEPARATORS.indexOf(separator))
      : mix(shape, (letter === 'd' ? DIGIT : LETTER) * 64 + Number(length))
  }
  return shape
}

/** Which identifiers are written in which shape. */
export function indexShapes(identifiers: readonly Identifier[]): Map<number, Identifier[]> {
  const index = new Map<number, Identifier[]>()
  for (const identifier of identifiers) {
    for (const written of identifier.shapes) {
      const shape = shapeOf(written)
      index.set(shape, [...(index.get(shape) ?? []), identifier])
    }
  }
  return index
}
