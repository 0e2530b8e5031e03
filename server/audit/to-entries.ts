import { canonicalJson, type Json } from './trail/canonical-json.ts'
import type { KnownPerson } from './actors-store.ts'
import type { OutboxEvent } from './outbox-event.ts'
import { leafHash } from './trail/merkle.ts'
import {
  commitTo,
  sealPrivate,
  type PrivatePart,
  type SubjectKeys,
  type TrailRecord,
} from './trail/trail-record.ts'
import type { EntryRow } from './trail-store.ts'

export interface EntryContext {
  tenantId: string
  /** Of the organisation itself: for what is nobody's in particular. */
  own: SubjectKeys
  /** By the ids that they have outside of the trail. */
  people: ReadonlyMap<string, KnownPerson>
  /** Of these people. */
  names: ReadonlySet<string>
}

export interface MadeEntry {
  row: EntryRow
  leaf: Buffer
}

/** An event as the entry with this number: people by their pseudonyms, what is private sealed beside it. */
export function toEntry(event: OutboxEvent, sequence: number, context: EntryContext): MadeEntry {
  const { actor, resource } = event
  const person = actor.kind === 'person' ? context.people.get(actor.id) : undefined
  const hidden = sealedPart(event, person?.keys ?? context.own, placeOf(context.tenantId, sequence))
  const facts = Object.entries(event.facts).map(([name, value]) => [name, hide(value, context)])
  const record: TrailRecord = {
    v: 1,
    seq: sequence,
    at: event.at,
    actor: { kind: actor.kind, id: person?.pseudonym ?? actor.id },
    action: event.action,
    resource: { kind: resource.kind, id: hideText(resource.id, context) },
    outcome: event.outcome,
    ...(facts.length > 0 && { facts: Object.fromEntries(facts) }),
    ...(event.requestId !== null && { request: event.requestId }),
    ...(hidden && { sealed: hidden.commitment }),
  }
  const text = canonicalJson({ ...record })
  const leaf = leafHash(text)
  return {
    leaf,
    row: {
      sequence,
      at: record.at,
      action: record.action,
      actor_kind: record.actor.kind,
      actor_id: record.actor.id,
      resource_kind: record.resource.kind,
      resource_id: record.resource.id,
      outcome: record.outcome,
      record: text,
      leaf: `\\x${leaf.toString('hex')}`,
      sealed: hidden?.sealed ?? null,
    },
  }
}

/** What is sealed for one entry opens at no other. */
export function placeOf(tenantId: string, sequence: number): string {
  return `${tenantId}|audit_entries|sealed|${sequence}`
}

function sealedPart({ address, reason }: OutboxEvent, keys: SubjectKeys, place: string) {
  if (address === null && reason === null) return undefined
  const part: PrivatePart = {
    ...(address !== null && { address }),
    ...(reason !== null && { reason }),
  }
  return sealPrivate(part, keys, place)
}

const EMAIL = /[^\s@]@[^\s@]+\.[^\s@]/

/** Facts are ids, counts and names of settings. What is a person's all the same does not stand in the trail. */
function hide(value: Json, context: EntryContext): Json {
  if (Array.isArray(value)) return value.map((one: Json) => hide(one, context))
  return typeof value === 'string' ? hideText(value, context) : value
}

function hideText<Text extends string | null>(
  text: Text,
  { people, names, own }: EntryContext,
): Text | string {
  if (text === null) return text
  const person = people.get(text)
  if (person) return person.pseudonym
  const isPersonal = names.has(text) || EMAIL.test(text)
  return isPersonal ? `c-${commitTo(own.commit, text)}` : text
}
