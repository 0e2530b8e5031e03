import type { Classification } from '#wire/classification.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { sealerFor } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import { createId } from '#server/lib/ids.ts'
import { inSlices, type SliceLimits } from '../in-slices.ts'
import { insertBeside } from './beside-import-store.ts'
import { lengthOf, type ImportedConversation, type ImportedMessage } from './imported.ts'

export interface Owner {
  tenantId: string
  ownerId: string
}

/** A conversation with the ids that it always gets. */
export interface Placed {
  conversation: ImportedConversation
  id: string
  classification: Classification
  messages: (ImportedMessage & { id: string; parent: string | null; depth: number; at: Date })[]
  createdAt: Date
  updatedAt: Date
}

/** What of it is there. */
export interface Standing {
  /** `bin`: deleted, and not gone yet. `original`: it was exported from here, and is here. */
  state: 'new' | 'here' | 'bin' | 'original'
  messageIds: ReadonlySet<string>
}

export type ImportStore = ReturnType<typeof createImportStore>

export function createImportStore(database: Database) {
  return {
    /** For each, in their order. */
    standings: (owner: Owner, placed: readonly Placed[]): Promise<Standing[]> =>
      database.withTenant(owner.tenantId, (sql) => readStandings(sql, owner, placed)),

    /** All of them or none: conversations that are new, and messages that are. */
    insert: (owner: Owner, placed: readonly Placed[], source: string): Promise<void> =>
      database.withTenant(owner.tenantId, async (sql) => {
        const folders = await findFolders(sql, owner, placed)
        let messages = 0
        for (const one of placed) {
          await insertConversation(sql, {
            owner,
            one,
            folderId: folders.get(one.conversation.folder ?? '') ?? null,
          })
          messages += await insertMessages(sql, owner, one)
          await insertBeside(sql, owner, one)
        }
        await noteEvent(sql, owner.tenantId, {
          action: 'conversation.import',
          resource: { kind: 'conversation', id: null },
          outcome: 'done',
          facts: { source, conversations: placed.length, messages },
        })
      }),
  }
}

async function readStandings(
  sql: TransactionSql,
  { ownerId }: Owner,
  placed: readonly Placed[],
): Promise<Standing[]> {
  const originals = placed.flatMap(({ conversation: { source, sourceId } }) =>
    source === 'galerne' ? [sourceId] : [],
  )
  const ids = [...placed.map(({ id }) => id), ...originals]
  const rows = await sql<{ id: string; isDeleted: boolean }[]>`
    select id, deleted_at is not null as "isDeleted" from conversations
    where id = any (${ids}::uuid[]) and owner_id = ${ownerId}`
  const known = new Map(rows.map(({ id, isDeleted }) => [id, isDeleted]))
  const messages = await sql<{ id: string; conversationId: string }[]>`
    select id, conversation_id as "conversationId" from messages
    where conversation_id = any (${placed.map(({ id }) => id)}::uuid[])`
  const byConversation = Map.groupBy(messages, ({ conversationId }) => conversationId)
  return placed.map(({ id, conversation: { source, sourceId } }): Standing => {
    const messageIds = new Set((byConversation.get(id) ?? []).map((message) => message.id))
    const isDeleted = known.get(id)
    if (isDeleted !== undefined) return { state: isDeleted ? 'bin' : 'here', messageIds }
    const isOriginal = source === 'galerne' && known.get(sourceId) === false
    return { state: isOriginal ? 'original' : 'new', messageIds }
  })
}

/** By name; one that is missing is made. Never one that others see: nobody has said that they may read what comes. */
async function findFolders(
  sql: TransactionSql,
  { tenantId, ownerId }: Owner,
  placed: readonly Placed[],
): Promise<Map<string, string>> {
  const names = [...new Set(placed.flatMap(({ conversation }) => conversation.folder ?? []))]
  if (names.length === 0) return new Map()
  const rows = await sql<{ id: string; name: string }[]>`
    select distinct on (name) id, name from folders
    where owner_id = ${ownerId} and name = any (${names})
      and not exists (select from folder_members where folder_id = folders.id)
    order by name, created_at`
  const folders = new Map(rows.map(({ id, name }) => [name, id]))
  for (const name of names) {
    if (folders.has(name)) continue
    const id = createId()
    await sql`
      insert into folders (tenant_id, id, owner_id, name, created_at, updated_at)
      values (${tenantId}, ${id}, ${ownerId}, ${name}, now(), now())`
    folders.set(name, id)
  }
  return folders
}

interface Inserting {
  owner: Owner
  one: Placed
  folderId: string | null
}

async function insertConversation(
  sql: TransactionSql,
  { owner, one, folderId }: Inserting,
): Promise<void> {
  const { conversation, id, classification, createdAt, updatedAt } = one
  const seal = await sealerFor(sql, SEALED.conversations, owner.ownerId)
  await sql`
    insert into conversations ${sql({
      tenant_id: owner.tenantId,
      id,
      owner_id: owner.ownerId,
      title: seal(id, { title: conversation.title }).title,
      is_title_made: false,
      model_id: conversation.modelId,
      classification,
      lang: conversation.lang,
      folder_id: folderId,
      pinned_at: conversation.isPinned ? updatedAt : null,
      archived_at: conversation.isArchived ? updatedAt : null,
      imported_from: conversation.source,
      created_at: createdAt,
      updated_at: updatedAt,
    })} on conflict (tenant_id, id) do nothing`
}

const ROWS_AT_A_TIME: SliceLimits = { count: 50, chars: 500_000 }

async function insertMessages(
  sql: TransactionSql,
  { tenantId, ownerId }: Owner,
  { id: conversationId, messages }: Placed,
): Promise<number> {
  const seal = await sealerFor(sql, SEALED.messages, ownerId)
  let count = 0
  for (const some of inSlices(messages, lengthOf, ROWS_AT_A_TIME)) {
    const sealed = some.map((message) => ({ ...message, ...seal(message.id, wordsOf(message)) }))
    const rows = sealed.map((message) => ({
      tenant_id: tenantId,
      id: message.id,
      conversation_id: conversationId,
      parent_id: message.parent,
      depth: message.depth,
      role: message.role,
      text: message.text,
      reasoning: message.reasoning,
      reasoning_ms: message.rest?.reasoningMs ?? null,
      omitted_messages: message.rest?.omittedMessages ?? 0,
      status: message.rest?.status ?? 'complete',
      model_id: message.modelId,
      lang: message.lang,
      parts: sql.json(message.parts),
      usage: message.rest?.usage ? sql.json(message.rest.usage) : null,
      origin: message.rest?.origin ? sql.json(message.rest.origin) : null,
      error: message.rest?.error ? sql.json(message.rest.error) : null,
      created_at: message.at,
    }))
    const inserted = await sql`
      insert into messages ${sql(rows)} on conflict (tenant_id, id) do nothing`
    count += inserted.count
  }
  return count
}

function wordsOf({ text, reasoning, parts }: ImportedMessage) {
  return { text, reasoning, parts }
}
