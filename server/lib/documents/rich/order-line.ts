import createBidi from 'bidi-js'
import type { Placed } from './pdf-lines.ts'

/** Letters of Hebrew, Arabic and their kin, and signs that turn the direction. */
const TURNS = /[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff]/

export interface LineSetting {
  width: number
  isRightToLeft: boolean
  /** Of a text in the look of its part; in points. */
  widthOf: (text: string, part: Placed) => number
}

export const needsOrder = (parts: readonly Placed[], isRightToLeft: boolean): boolean =>
  isRightToLeft || parts.some(({ text }) => TURNS.test(text))

let bidi: ReturnType<typeof createBidi> | undefined

/**
 * The parts of a line as they follow each other on paper, by Unicode's rule (UAX 9): what is in one direction is one part, and
 * its letters stay in the order of speech, since whoever draws them knows theirs. A line is looked at by itself.
 */
export function orderLine(parts: readonly Placed[], setting: LineSetting): Placed[] {
  const { width, isRightToLeft, widthOf } = setting
  bidi ??= createBidi()
  const text = parts.map((part) => part.text).join('')
  const levels = bidi.getEmbeddingLevels(text, isRightToLeft ? 'rtl' : 'ltr').levels
  // Spaces at its end are nowhere between the words (rule L1).
  levels.fill(isRightToLeft ? 1 : 0, text.trimEnd().length)
  const runs = inOrder(toRuns(parts, levels)).flatMap(({ part, letters, level }) =>
    (level % 2 === 1 ? backwards(letters) : [letters]).map((shown) => ({
      ...part,
      text: shown,
      width: widthOf(shown, part),
    })),
  )
  const whole = runs.reduce((sum, run) => sum + run.width, 0)
  let x = isRightToLeft ? width - whole : 0
  return runs.map((run) => {
    const placed = { ...run, x }
    x += run.width
    return placed
  })
}

interface Run {
  part: Placed
  letters: string
  level: number
}

function toRuns(parts: readonly Placed[], levels: Uint8Array): Run[] {
  const runs: Run[] = []
  let at = 0
  for (const part of parts) {
    for (let from = 0; from < part.text.length;) {
      const level = levels[at + from] ?? 0
      let to = from + 1
      while (to < part.text.length && levels[at + to] === level) to += 1
      const last = runs.at(-1)
      const letters = part.text.slice(from, to)
      if (last?.level === level && looksLike(last.part, part)) last.letters += letters
      else runs.push({ part, letters, level })
      from = to
    }
    at += part.text.length
  }
  return runs
}

function looksLike(one: Placed, other: Placed): boolean {
  return (
    one.face === other.face &&
    one.href === other.href &&
    one.isDeleted === other.isDeleted &&
    one.isRaised === other.isRaised
  )
}

/** From the deepest level up, whatever is at least as deep is turned round (rule L2). */
function inOrder(runs: Run[]): Run[] {
  const ordered = [...runs]
  const deepest = Math.max(0, ...runs.map(({ level }) => level))
  for (let level = deepest; level > 0; level -= 1) {
    for (let from = 0; from < ordered.length; from += 1) {
      let to = from
      while (to < ordered.length && (ordered[to]?.level ?? 0) >= level) to += 1
      if (to > from) ordered.splice(from, to - from, ...ordered.slice(from, to).toReversed())
      from = to
    }
  }
  return ordered
}

/** PDFKit turns the letters of a word round, and sets words one after the other: the last comes first. */
function backwards(text: string): string[] {
  return (text.match(/[^ ]* +|[^ ]+/g) ?? []).map(mirrored).toReversed()
}

/** Brackets open to the other side (rule L4). Signs alone, whose direction nobody knows who draws them, are turned round here. */
function mirrored(text: string): string {
  const signs = Array.from(text, (sign) => bidi?.getMirroredCharacter(sign) ?? sign)
  return (TURNS.test(text) ? signs : signs.toReversed()).join('')
}
