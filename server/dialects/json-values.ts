import { AppError } from '#server/lib/app-error.ts'

export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The object that it is, or an empty one: what providers send is read leniently. */
export function objectFrom(value: unknown): JsonObject {
  return isObject(value) ? value : {}
}

/** The list that it is, or an empty one. */
export function listFrom(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

/** The text that it is, or none. */
export function textFrom(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function numberFrom(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** The members that are not among those; undefined: there are none. Null ones count as not said. */
export function restOf(object: JsonObject, known: readonly string[]): JsonObject | undefined {
  const rest = Object.entries(object).filter(
    ([name, value]) => !known.includes(name) && value !== undefined && value !== null,
  )
  return rest.length > 0 ? Object.fromEntries(rest) : undefined
}

/** The members that say something: neither undefined nor null. */
export function said<T extends object>(object: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const kept: { [K in keyof T]?: NonNullable<T[K]> } = { ...object }
  for (const name in kept) if ((kept[name] ?? null) === null) delete kept[name]
  return kept
}

/** What a caller sent is read strictly: each of these throws `invalid_request` with the field. Null is “not said”. */
export function needObject(value: unknown, param: string): JsonObject {
  if (isObject(value)) return value
  throw wrong(param, 'it must be an object')
}

export function needList(value: unknown, param: string): unknown[] {
  if (Array.isArray(value)) return value
  throw wrong(param, 'it must be an array')
}

export function needText(value: unknown, param: string): string {
  if (typeof value === 'string') return value
  throw wrong(param, 'it must be a string')
}

export function mayText(value: unknown, param: string): string | null {
  return value === undefined || value === null ? null : needText(value, param)
}

export function mayNumber(value: unknown, param: string): number | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'number') return value
  throw wrong(param, 'it must be a number')
}

export function mayBoolean(value: unknown, param: string): boolean | null {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value
  throw wrong(param, 'it must be true or false')
}

export function mayObject(value: unknown, param: string): JsonObject | null {
  return value === undefined || value === null ? null : needObject(value, param)
}

export function wrong(param: string, why: string): AppError {
  return new AppError('invalid_request', `“${param}” is wrong: ${why}.`, { param })
}

/** This provider cannot be asked, since its dialect has no words for it. Another may have: nobody was called yet. */
export class CannotSay extends AppError {}

/** For what would change what is asked, were it left out: no provider of this dialect can be asked for it. */
export function cannotSay(param: string, what: string): CannotSay {
  const message = `“${param}”: ${what} cannot be asked of this model's provider. Leave it out, or choose another model.`
  return new CannotSay('invalid_request', message, { param })
}
