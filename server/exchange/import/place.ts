import type { Classification } from '#wire/classification.ts'
import { stricter } from '#wire/classification.ts'
import { derivedId } from './derived-ids.ts'
import type { ImportedConversation } from './imported.ts'
import type { Owner, Placed } from './import-store.ts'

export interface Placing {
  owner: Owner
  /** What the person chose for all of the file. */
  classification: Classification
  nowMs: number
}

/** Gives a conversation and its messages their ids and times. The same file always gets the same ids. */
export function place(conversation: ImportedConversation, placing: Placing): Placed {
  const { owner, classification, nowMs } = placing
  const { source, sourceId, classification: said } = conversation
  const names = [owner.tenantId, owner.ownerId, source, sourceId]
  const times = conversation.messages.flatMap(({ atMs }) => past(atMs, nowMs) ?? [])
  const createdMs = past(conversation.createdMs, nowMs) ?? times[0] ?? null
  const updatedMs = past(conversation.updatedMs, nowMs) ?? times.at(-1) ?? createdMs
  const known = new Map<string, { id: string; ms: number; atMs: number; depth: number }>()
  const siblings = new Map<string | null, number>()
  const messages = conversation.messages.map((message) => {
    const parent = message.parentId === null ? undefined : known.get(message.parentId)
    const own = past(message.atMs, nowMs)
    // After its parent and its elder siblings, whatever the file says: ids are what orders a conversation.
    const elder = siblings.get(message.parentId) ?? 0
    siblings.set(message.parentId, elder + 1)
    const ms = Math.max((parent?.ms ?? createdMs ?? 0) + 1, own ?? 0) + elder
    const atMs = own ?? parent?.atMs ?? createdMs ?? nowMs
    const id = derivedId(ms, [...names, message.sourceId])
    const depth = (parent?.depth ?? 0) + 1
    known.set(message.sourceId, { id, ms, atMs, depth })
    return { ...message, id, parent: parent?.id ?? null, depth, at: new Date(atMs) }
  })
  return {
    conversation,
    id: derivedId(createdMs ?? 0, names),
    classification: said === null ? classification : stricter(said, classification),
    messages,
    createdAt: new Date(createdMs ?? nowMs),
    updatedAt: new Date(updatedMs ?? nowMs),
  }
}

/** What is to come has not been said yet. */
const past = (ms: number | null, nowMs: number) => (ms !== null && ms <= nowMs ? ms : null)
