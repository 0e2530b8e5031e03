import {
  broken,
  Uid,
  ValueRecord,
  ValueSet,
  type Asked,
  type Entity,
  type Value,
} from './values.ts'

/** What Cedar's operators do, each with its errors. Source: docs.cedarpolicy.com/policies/syntax-operators.html */

export function longOf(value: Value): number {
  return typeof value === 'number' ? value : broken()
}

export function setOf(value: Value): ValueSet {
  return value instanceof ValueSet ? value : broken()
}

export function uidIn(value: Value): Uid {
  return value instanceof Uid ? value : broken()
}

/** In itself, and in what it belongs to: one of them, or one of a set of them. */
export function isIn(uid: Uid, place: Value, asked: Asked): boolean {
  const places = place instanceof ValueSet ? place.items.map(uidIn) : [uidIn(place)]
  const parents = entityOf(uid, asked)?.parents ?? []
  return places.some((one) => isUid(one, uid) || parents.some((parent) => isUid(parent, one)))
}

export function isUid(a: Uid, b: Uid): boolean {
  return a.type === b.type && a.id === b.id
}

export function containsAll(set: ValueSet, others: ValueSet): boolean {
  return others.items.every((one) => set.has(one))
}

export function containsAny(set: ValueSet, others: ValueSet): boolean {
  return others.items.some((one) => set.has(one))
}

export function attributeOf(value: Value, name: string, asked: Asked): Value {
  return fieldsOf(value, asked)?.fields.get(name) ?? broken()
}

/** `context has a.b.c`: each in the one before it. */
export function hasAttributes(value: Value, path: readonly string[], asked: Asked): boolean {
  let at = value
  for (const name of path) {
    const next = fieldsOf(at, asked)?.fields.get(name)
    if (next === undefined) return false
    at = next
  }
  return true
}

/** Undefined: it is about somebody or something of whom nothing is known. */
function fieldsOf(value: Value, asked: Asked): ValueRecord | undefined {
  if (value instanceof ValueRecord) return value
  return value instanceof Uid ? entityOf(value, asked)?.attrs : broken()
}

function entityOf(uid: Uid, { principal, resource }: Asked): Entity | undefined {
  if (isUid(uid, principal.uid)) return principal
  return isUid(uid, resource.uid) ? resource : undefined
}
