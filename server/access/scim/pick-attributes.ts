import { findName, isObject, parseAttributePath, type JsonObject } from './attribute-path.ts'

interface Wish {
  /** Only these; a list, or one separated by commas. */
  attributes?: string | string[] | undefined
  /** All but these. */
  excludedAttributes?: string | string[] | undefined
}

/** What is always there (RFC 7643, section 3.1). */
const ALWAYS = ['schemas', 'id']

/** The part of a resource that was asked for (RFC 7644, section 3.9). */
export function pickAttributes(resource: JsonObject, wish: Wish): JsonObject {
  const only = toPaths(wish.attributes)
  if (only.length > 0) {
    const kept: JsonObject = {}
    for (const path of [...ALWAYS.map((name) => [name]), ...only]) copy(resource, kept, path)
    return kept
  }
  const without = toPaths(wish.excludedAttributes).filter(([name = '']) => !ALWAYS.includes(name))
  if (without.length === 0) return resource
  const kept = structuredClone(resource)
  for (const path of without) drop(kept, path)
  return kept
}

function toPaths(given: string | string[] | undefined): string[][] {
  const texts = typeof given === 'string' ? given.split(',') : (given ?? [])
  return texts.flatMap((text) => {
    const path = parseAttributePath(text.trim())
    return path && path.length > 0 ? [path] : []
  })
}

function copy(from: JsonObject, to: JsonObject, [name = '', ...rest]: string[]): void {
  const own = findName(from, name)
  const value = own === undefined ? undefined : from[own]
  if (own === undefined || value === undefined) return
  if (rest.length === 0) to[own] = value
  else if (isObject(value)) {
    const before = to[own]
    const inner = isObject(before) ? before : {}
    to[own] = inner
    copy(value, inner, rest)
  } else if (Array.isArray(value)) {
    to[own] = value.map((one) => {
      const part: JsonObject = {}
      if (isObject(one)) copy(one, part, rest)
      return part
    })
  }
}

function drop(from: JsonObject, [name = '', ...rest]: string[]): void {
  const own = findName(from, name)
  if (own === undefined) return
  const value = from[own]
  if (rest.length === 0) delete from[own]
  else if (isObject(value)) drop(value, rest)
  else if (Array.isArray(value)) for (const one of value) if (isObject(one)) drop(one, rest)
}
