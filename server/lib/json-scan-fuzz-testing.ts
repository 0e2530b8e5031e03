import { isDeepStrictEqual } from 'node:util'
import { AppError } from './app-error.ts'
import { scanObject } from './json-scan.ts'

/**
 * One random text, whole or with a small wound, read by the scanner and by JSON.parse. Returns what is wrong, or undefined.
 * Two things the scanner refuses on purpose: a name that comes twice, and deep nesting.
 */
export function checkRandomJson(random: () => number): string | undefined {
  const below: Below = (limit) => Math.floor(random() * limit)
  const whole = JSON.stringify(anObject(below, 4), null, below(3))
  const text = below(5) === 0 ? whole : mutated(whole, below)
  const said = membersOf(text)
  if (said.refusal !== undefined && /twice|nesting/.test(said.refusal)) return undefined
  const expected = parse(text)
  if (!expected && said.refusal !== undefined) return undefined
  // As objects: JavaScript puts names that are numbers first.
  const isSame =
    said.members?.length === Object.keys(expected ?? {}).length &&
    isDeepStrictEqual(Object.fromEntries(said.members), expected)
  return isSame ? undefined : `read otherwise by JSON.parse: ${JSON.stringify(text)}`
}

function membersOf(text: string): { refusal?: string; members?: [string, unknown][] } {
  const bytes = Buffer.from(text)
  try {
    const { members } = scanObject(bytes)
    return {
      members: members.map(({ name, start, end }) => [
        name,
        JSON.parse(bytes.toString('utf8', start, end)),
      ]),
    }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid_json') throw error
    return { refusal: error.message }
  }
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(text).toString())
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}

type Below = (limit: number) => number

const STRINGS = [
  '',
  'model',
  'stream',
  'a"b\\c',
  'ž\u0000\u001f',
  '👩🏽‍🚀',
  '\ud800',
  '/\b\f',
  '{"model":"x"}',
]
const NUMBERS = [0, -0.5, 1e300, 1e-7, 42, -1, 123456789.25]

function anObject(random: Below, depth: number): Record<string, unknown> {
  const entries = Array.from({ length: random(6) }, (_, index) => [
    `${STRINGS[random(STRINGS.length)]}${index}`,
    aValue(random, depth - 1),
  ])
  return Object.fromEntries(entries)
}

function aValue(random: Below, depth: number): unknown {
  const kind = random(depth > 0 ? 6 : 4)
  if (kind === 0) return STRINGS[random(STRINGS.length)]
  if (kind === 1) return NUMBERS[random(NUMBERS.length)]
  if (kind === 2) return [true, false, null][random(3)]
  if (kind === 3) return 'x'.repeat(random(20))
  if (kind === 4) return anObject(random, depth)
  return Array.from({ length: random(4) }, () => aValue(random, depth - 1))
}

const SCRAPS = [
  '"',
  '\\',
  ',',
  ':',
  '{',
  '}',
  '[',
  ']',
  '0',
  '-',
  '.',
  'e',
  '+',
  'u',
  'null',
  ' ',
  '\n',
  '\t',
  '\u0001',
  'é',
  '\u00a0',
  '/',
]

function mutated(text: string, random: Below): string {
  const at = random(text.length + 1)
  const scrap = SCRAPS[random(SCRAPS.length)] ?? ''
  return text.slice(0, at) + (random(3) ? scrap : '') + text.slice(at + random(3))
}
