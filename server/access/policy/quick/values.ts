import type { CedarValueJson, EntityJson, TypeAndId } from '../cedar.ts'

/** Values as Cedar has them. Longs are numbers that are whole and safe: beyond that only Cedar itself counts. */
export type Value = string | number | boolean | Uid | ValueSet | ValueRecord

export class Uid {
  readonly type: string
  readonly id: string

  constructor(type: string, id: string) {
    this.type = type
    this.id = id
  }
}

export class ValueSet {
  readonly items: readonly Value[]

  constructor(items: readonly Value[]) {
    this.items = items
  }

  has(value: Value): boolean {
    return this.items.some((item) => isSame(item, value))
  }
}

export class ValueRecord {
  readonly fields: ReadonlyMap<string, Value>

  constructor(fields: ReadonlyMap<string, Value>) {
    this.fields = fields
  }
}

/** A question, as rules look at it. */
export interface Asked {
  principal: Entity
  action: Uid
  resource: Entity
  context: ValueRecord
}

/** What is known of somebody or something. Others there are none of: their attributes cannot be asked for. */
export interface Entity {
  uid: Uid
  attrs: ValueRecord
  parents: readonly Uid[]
}

/** What Cedar calls an evaluation error: the rule has neither matched nor not matched. */
export class RuleBroken extends Error {
  override name = 'RuleBroken'
}

/** Only Cedar itself can tell. */
export class AskCedar extends Error {
  override name = 'AskCedar'
}

// Where a rule breaks is not told, so one of each is enough: a stack would cost more than the evaluation.
const BROKEN = new RuleBroken('A rule broke.')
const ASK = new AskCedar('This is left to Cedar.')

export function broken(): never {
  throw BROKEN
}

export function askCedar(): never {
  throw ASK
}

export function toEntity({ uid, attrs, parents }: EntityJson): Entity {
  return { uid: uidOf(uid), attrs: toRecord(attrs), parents: parents.map((one) => uidOf(one)) }
}

export function toRecord(fields: Readonly<Record<string, CedarValueJson>>): ValueRecord {
  return new ValueRecord(
    new Map(Object.entries(fields).map(([name, value]) => [name, toValue(value)])),
  )
}

export function uidOf(uid: EntityJson['uid']): Uid {
  const { __entity: named } = '__entity' in uid ? uid : { __entity: uid }
  const { type, id } = named
  return new Uid(type, wellFormed(id))
}

/** Throws AskCedar for what there is no form of here: decimals, addresses, numbers that are too large. */
export function toValue(json: CedarValueJson): Value {
  if (typeof json === 'string') return wellFormed(json)
  if (typeof json === 'boolean') return json
  if (typeof json === 'number') return toLong(json)
  if (json === null) return askCedar()
  if (Array.isArray(json)) return new ValueSet(json.map((one) => toValue(one)))
  if ('__extn' in json) return askCedar()
  return isUidValue(json) ? uidOf(json) : toRecord(json)
}

type Fields = Extract<CedarValueJson, { [key: string]: CedarValueJson }>

function isUidValue(json: Fields | { __entity: TypeAndId }): json is { __entity: TypeAndId } {
  return '__entity' in json
}

export function toLong(value: number): number {
  // Minus zero is none of Cedar's numbers.
  return Number.isSafeInteger(value) ? value + 0 : askCedar()
}

/** Half a pair of surrogates does not get into Cedar as it is. */
function wellFormed(text: string): string {
  return text.toWellFormed()
}

/** Of different types: never. Sets by what they hold, however often. */
export function isSame(a: Value, b: Value): boolean {
  if (a === b) return true
  if (a instanceof Uid) return b instanceof Uid && a.type === b.type && a.id === b.id
  if (a instanceof ValueSet) {
    return (
      b instanceof ValueSet &&
      a.items.every((item) => b.has(item)) &&
      b.items.every((item) => a.has(item))
    )
  }
  if (!(a instanceof ValueRecord) || !(b instanceof ValueRecord)) return false
  if (a.fields.size !== b.fields.size) return false
  for (const [name, value] of a.fields) {
    const other = b.fields.get(name)
    if (other === undefined || !isSame(value, other)) return false
  }
  return true
}
