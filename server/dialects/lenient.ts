import { fieldOf } from '#server/lib/field-of.ts'
import { parseJson } from '#server/lib/parse-json.ts'

/** What providers send is read leniently: a field of another kind than expected is as good as absent. */
export function textIn(value: unknown, name: string): string | undefined {
  const text = fieldOf(value, name)
  return typeof text === 'string' ? text : undefined
}

export function listIn(value: unknown, name: string): unknown[] {
  const list: unknown = fieldOf(value, name)
  return Array.isArray(list) ? list : []
}

export function numberIn(value: unknown, name: string): number | undefined {
  const number = fieldOf(value, name)
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined
}

/** Beyond this a count is nonsense, and would not fit the ledger's column. */
const MAX_COUNT = 2 ** 31 - 1

/** A number of tokens; undefined: absent, or none that makes sense. */
export function countIn(value: unknown, name: string): number | undefined {
  const count = numberIn(value, name)
  return count !== undefined && Number.isInteger(count) && count >= 0 && count <= MAX_COUNT
    ? count
    : undefined
}

/** An object that is no array; undefined: something else. */
export function asRecord(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return { ...value }
}

/** The arguments of a tool call as an object, as some dialects want them: models may write what is no JSON. */
export function argumentsFrom(text: string): Record<string, unknown> {
  const parsed = text.trim() === '' ? {} : parseJson(text)
  return asRecord(parsed) ?? { input: parsed ?? text }
}
