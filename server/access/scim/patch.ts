import { z } from 'zod'
import {
  ENTERPRISE_SCHEMA,
  findName,
  isObject,
  memberOf,
  parseAttributePath,
  type Json,
  type JsonObject,
} from './attribute-path.ts'
import { matches, parseFilter, type Filter } from './filter.ts'
import { ScimError } from './scim-error.ts'

/** RFC 7644, section 3.5.2. Entra ID writes `Add` and `Replace`. */
export const PatchRequest = z.looseObject({
  Operations: z
    .array(
      z.looseObject({
        op: z
          .string()
          .toLowerCase()
          .pipe(z.enum(['add', 'replace', 'remove'])),
        path: z.string().max(1000).nullish(),
        value: z.json().optional(),
      }),
    )
    .min(1)
    .max(1000),
})
export type PatchRequest = z.infer<typeof PatchRequest>
type Operation = PatchRequest['Operations'][number]

interface Target {
  /** From the outside in; `some` is on the first of them. */
  names: string[]
  /** Which values of a several-valued attribute; null: the attribute as a whole. */
  some: Filter | null
}

/** The resource as it is after the operations; the given one stays as it was. Throws ScimError. */
export function applyPatch(resource: JsonObject, { Operations }: PatchRequest): JsonObject {
  const changed = structuredClone(resource)
  for (const operation of Operations) apply(changed, operation)
  return changed
}

function apply(resource: JsonObject, { op, path, value }: Operation): void {
  if (path === undefined || path === null || path === '') {
    if (op === 'remove') throw new ScimError(400, 'What is to be removed needs a path.', 'noTarget')
    if (!isObject(value)) {
      throw new ScimError(400, 'Without a path the value must be an object.', 'invalidValue')
    }
    // Okta and Entra ID put paths where names of attributes belong: {"name.givenName": "Zoë"}.
    for (const [name, one] of Object.entries(value)) {
      const target = parseTarget(name)
      if (target) change(resource, target, { op, value: one })
    }
    return
  }
  const target = parseTarget(path)
  if (!target) return
  if (op === 'remove') return remove(resource, target, value)
  if (value === undefined) throw new ScimError(400, `“${path}” needs a value.`, 'invalidValue')
  change(resource, target, { op, value })
}

/** Null: of an extension that we do not have, which is not an error (RFC 7644, section 3.3). */
function parseTarget(path: string): Target | null {
  const [, before = path, filter, after = ''] = /^([^[]+)\[(.*)\](?:\.([\w$-]+))?$/.exec(path) ?? []
  const names = parseAttributePath(before)
  if (!names && /^urn:/i.test(path)) return null
  if (!names || names.length === 0) throw new ScimError(400, `“${path}” is no path.`, 'invalidPath')
  if (filter === undefined) return { names, some: null }
  return { names: after === '' ? names : [...names, after], some: parseFilter(filter) }
}

type Change = { op: 'add' | 'replace'; value: Json }

function change(resource: JsonObject, { names, some }: Target, { op, value }: Change): void {
  if (some) return changeSome(resource, { names, some }, { op, value })
  const [name = '', ...rest] = names
  const own = findName(resource, name) ?? name
  const before = resource[own]
  if (rest.length > 0) {
    const inner = isObject(before) ? before : {}
    resource[own] = inner
    return change(inner, { names: rest, some }, { op, value })
  }
  if (own === ENTERPRISE_SCHEMA && isObject(value)) {
    const inner = isObject(before) ? before : {}
    resource[own] = inner
    for (const [key, one] of Object.entries(value))
      change(inner, { names: [key], some }, { op, value: one })
  } else if (op === 'add' && Array.isArray(before)) resource[own] = withAdded(before, value)
  else if (isObject(before) && isObject(value)) resource[own] = { ...before, ...value }
  else resource[own] = value
}

/** What is there already is not there twice (section 3.5.2.1); one primary value at most. */
function withAdded(before: Json[], value: Json): Json[] {
  const added = Array.isArray(value) ? value : [value]
  const fresh = added.filter((one) => !before.some((old) => isSame(old, one)))
  const isNewPrimary = fresh.some((one) => isObject(one) && memberOf(one, 'primary') === true)
  const kept = before.map((one) =>
    isNewPrimary && isObject(one) ? { ...one, primary: false } : one,
  )
  return [...kept, ...fresh]
}

function isSame(a: Json, b: Json): boolean {
  if (!isObject(a) || !isObject(b)) return a === b
  const [left, right] = [memberOf(a, 'value'), memberOf(b, 'value')]
  return left !== undefined && left === right && memberOf(a, 'type') === memberOf(b, 'type')
}

function changeSome(
  resource: JsonObject,
  { names, some }: { names: string[]; some: Filter },
  { value }: Change,
): void {
  const [name = '', part] = names
  const own = findName(resource, name) ?? name
  const before = resource[own]
  const values = Array.isArray(before) ? before : []
  const meant = values.filter((one) => isObject(one) && matches(some, one))
  if (meant.length === 0) {
    // The standard would refuse; Entra ID means: make it.
    const made = madeBy(some)
    if (!made)
      throw new ScimError(400, `Nothing in “${name}” is what the filter means.`, 'noTarget')
    resource[own] = [...values, put(made, part, value)]
    return
  }
  resource[own] = values.map((one) =>
    isObject(one) && meant.includes(one) ? put(one, part, value) : one,
  )
}

function put(object: JsonObject, part: string | undefined, value: Json): JsonObject {
  if (part !== undefined) return { ...object, [findName(object, part) ?? part]: value }
  return isObject(value) ? { ...object, ...value } : { ...object, value }
}

/** The value that a filter of equalities describes; undefined: it says more than that. */
function madeBy(filter: Filter): JsonObject | undefined {
  if (filter.kind === 'compare' && filter.comparison === 'eq' && filter.path.length === 1) {
    return { [filter.path[0] ?? '']: filter.value }
  }
  if (filter.kind !== 'and') return undefined
  const [left, right] = [madeBy(filter.left), madeBy(filter.right)]
  return left && right && { ...left, ...right }
}

/** @param value Entra ID names members to remove by value, without a filter. */
function remove(resource: JsonObject, { names, some }: Target, value: Json | undefined): void {
  const [name = '', ...rest] = names
  const own = findName(resource, name)
  if (own === undefined) return
  const before = resource[own]
  if (some || (Array.isArray(before) && value !== undefined && rest.length === 0)) {
    if (!Array.isArray(before)) return
    const isMeant = some ? (one: Json) => isObject(one) && matches(some, one) : isNamedBy(value)
    const [part] = rest
    const left =
      part === undefined
        ? before.filter((one) => !isMeant(one))
        : before.map((one) => (isMeant(one) && isObject(one) ? without(one, part) : one))
    resource[own] = left
    return
  }
  if (rest.length === 0) delete resource[own]
  else if (isObject(before)) remove(before, { names: rest, some }, value)
}

function isNamedBy(value: Json | undefined): (one: Json) => boolean {
  const named = Array.isArray(value) ? value : [value ?? null]
  return (one) => named.some((wanted) => isSameValue(one, wanted))
}

function isSameValue(one: Json, wanted: Json): boolean {
  const valueOf = (json: Json) => (isObject(json) ? memberOf(json, 'value') : json)
  return valueOf(one) === valueOf(wanted)
}

function without(object: JsonObject, part: string): JsonObject {
  const own = findName(object, part)
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== own))
}
