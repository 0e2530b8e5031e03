export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [name: string]: JsonValue }

/**
 * One text for one value (RFC 8785): members by the UTF-16 units of their names, no white space, strings and numbers as
 * ECMAScript writes them. Throws for what JSON cannot say, and for halves of characters.
 */
export function canonicalJson(value: JsonValue): string {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new TypeError('A text has half a character.')
    return JSON.stringify(value)
  }
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new TypeError('Not a JSON number.')
  if (value === null || typeof value !== 'object') return JSON.stringify(value)
  if (isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.keys(value)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((name) => `${canonicalJson(name)}:${canonicalJson(value[name] ?? null)}`)
  return `{${members.join(',')}}`
}

function isArray(value: object): value is readonly JsonValue[] {
  return Array.isArray(value)
}
