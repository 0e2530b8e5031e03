/** What JSON can hold. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [name: string]: Json | undefined }

/**
 * JSON in the one way of RFC 8785 (JCS): no spaces, members sorted by UTF-16 code units, numbers and strings as ECMAScript
 * writes them. Members that are undefined are left out. Throws for numbers that JSON has not.
 */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number' && !Number.isFinite(value))
    throw new Error('JSON has no such number')
  if (value === null || typeof value !== 'object') return String(value)
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`
  let text = ''
  for (const name of Object.keys(value).toSorted()) {
    const member = value[name]
    if (member === undefined) continue
    text += `${text === '' ? '' : ','}${quote(name)}:${canonicalJson(member)}`
  }
  return `{${text}}`
}

/** Half of a surrogate pair has no UTF-8, and RFC 8785 none for it. */
function quote(text: string): string {
  return JSON.stringify(text.isWellFormed() ? text : text.toWellFormed())
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value)
}
