import { distanceTo, surroundingsOf, type Surroundings } from './context.ts'
import type { Finding } from './finding.ts'
import type { Identifier } from './identifiers/identifier.ts'
import { IDENTIFIERS } from './identifiers/identifiers.ts'
import { createGroups, indexShapes, isWordCode, readGroups, type Groups } from './shapes.ts'
import { NUMBERS_OF_PEOPLE, NUMBERS_OF_THINGS } from './words-of-numbers.ts'

const SHAPES = indexShapes(IDENTIFIERS)
/** Scanning never waits, so one is enough for all. */
const groups: Groups = createGroups()

/** From where on something counts. */
const SURE = 0.5

/**
 * The identifier that begins at `start`, if one does: the surest, then the longest. Neither before nor after it may anything
 * be written on.
 */
export function findIdentifier(text: string, start: number, hint: string): Finding | null {
  if (isWrittenOn(text, start - 1, -1)) return null
  readGroups(text, start, groups)
  let best: Finding | null = null
  for (let index = 0; index < groups.count; index += 1) {
    const known = SHAPES.get(groups.shapes[index] ?? 0)
    const end = groups.ends[index] ?? start
    if (!known || isWrittenOn(text, end, 1)) continue
    const compact = compactOf(text, start, end)
    let around: Surroundings | undefined
    for (const identifier of known) {
      if (!identifier.isValid(compact)) continue
      around ??= surroundingsOf(text, start, { end, hint })
      const score = scoreOf(identifier, around, index)
      if (score < SURE || (best && best.score > score)) continue
      const { kind, type, country } = identifier
      best = { kind, type, country, start, end, score }
    }
  }
  return best
}

function compactOf(text: string, start: number, end: number): string {
  return text
    .slice(start, end)
    .replaceAll(/[^\dA-Za-z]/g, '')
    .toUpperCase()
}

/** Whether a word or number goes on there: a version, a decimal, a path. */
function isWrittenOn(text: string, at: number, step: 1 | -1): boolean {
  if (at < 0 || at >= text.length) return false
  const code = text.charCodeAt(at)
  if (isWordCode(code)) return true
  const isJoint = code === 0x2e || code === 0x2c || code === 0x2d || code === 0x2f || code === 0x2b
  if (!isJoint) return code === 0x40 || code === 0x23 || code === 0x24
  const next = text.charCodeAt(at + step)
  return next >= 48 && next <= 57
}

/** @param separators How many groups are set apart: a number written as only its owner would write it is likely to be it. */
function scoreOf(
  { words, isStrong, isBare }: Identifier,
  around: Surroundings,
  separators: number,
): number {
  const own = distanceTo(words, around)
  const things = distanceTo(NUMBERS_OF_THINGS, around)
  if (own <= things && own !== Infinity) return 0.97 - Math.min(own, 70) / 1000
  if (isBare) return 0
  if (things < 24) return isStrong && own !== Infinity ? 0.6 : 0.2
  const people = distanceTo(NUMBERS_OF_PEOPLE, around)
  if (people <= things && people !== Infinity) return 0.8 - Math.min(people, 70) / 1000
  if (isStrong) return 0.75
  return separators >= 3 ? 0.6 : 0.3
}
