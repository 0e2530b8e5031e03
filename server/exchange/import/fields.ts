/** What a strangers' file says, read without trusting any of it. */
export type Fields = Readonly<Record<string, unknown>>

export function fieldsOf(value: unknown): Fields | undefined {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an object's members are unknown
  return isFields(value) ? value : undefined
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

export const fieldsIn = (value: unknown): Fields[] =>
  listOf(value).flatMap((one): Fields[] => {
    const fields = fieldsOf(one)
    return fields ? [fields] : []
  })

/** Without what the database cannot keep. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value.replaceAll('\u0000', '').toWellFormed() : ''
}

/** A name, an id, a title: one line. */
export function nameOf(value: unknown, maxChars = 200): string {
  const line = textOf(value)
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim()
  return line.length <= maxChars ? line : Array.from(line).slice(0, maxChars).join('')
}

export const orNull = (text: string): string | null => (text === '' ? null : text)

const LAST_MS = Date.UTC(2100, 0, 1)

/** Seconds or milliseconds since 1970, or ISO 8601; null for what is no time between 1970 and 2100. */
export function timeOf(value: unknown): number | null {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)) return between(Date.parse(value))
  if (typeof value !== 'number' && !/^\d{9,14}(?:\.\d+)?$/.test(textOf(value))) return null
  const number = Number(value)
  return between(number > 100_000_000_000 ? number : number * 1000)
}

function between(ms: number): number | null {
  return ms >= 0 && ms < LAST_MS ? Math.floor(ms) : null
}

/** JSON of anything, for showing. */
export function jsonOf(value: unknown): string {
  return typeof value === 'string' ? textOf(value) : textOf(JSON.stringify(value) ?? '')
}
