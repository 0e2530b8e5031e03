import { stricter, type Classification } from '#wire/classification.ts'
import { AssistantSettings, Preferences, type Memory } from '#wire/preferences.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { openRows, sealerFor } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'

export interface NewMemory {
  id: string
  text: string
  conversationId: string | null
  /** The message in which it was said; null: it was entered by hand. */
  messageId: string | null
  atMs: number
}

export interface Personal {
  settings: AssistantSettings
  preferences: Preferences
  /** Newest first. */
  memories: KeptMemory[]
}

export interface KeptMemory extends Memory {
  /**
   * Of the conversation that it was said in: the stricter of what it was then and what it is now. It stays when the
   * conversation has gone for good. Null: entered by hand.
   */
  classification: Classification | null
}

interface MemoryRow {
  id: string
  text: string
  conversation_id: string | null
  created_at: Date
  used_at: Date | null
}

/** More than that is no memory, but a document. */
export const MAX_MEMORIES = 200

export type PersonalStore = ReturnType<typeof createPersonalStore>

/** What people have set for themselves, what is remembered of them, and what their organisation lets them. */
export function createPersonalStore(database: Database) {
  const within = <T>({ tenantId }: Principal, work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(tenantId, work)

  return {
    /** All of it, in one transaction. */
    read: (principal: Principal): Promise<Personal> =>
      within(principal, (sql) => readAll(sql, principal)),

    readPreferences: (principal: Principal): Promise<Preferences> =>
      database.withTenant(principal.tenantId, (sql) => readPreferences(sql, principal)),

    savePreferences: (principal: Principal, change: Partial<Preferences>): Promise<Preferences> =>
      within(principal, async (sql) => {
        await sql`
          insert into preferences (tenant_id, person_id, chosen)
          values (${principal.tenantId}, ${principal.id}, ${JSON.stringify(change)}::text::jsonb)
          on conflict (tenant_id, person_id) do update set chosen = preferences.chosen || excluded.chosen`
        return readPreferences(sql, principal)
      }),

    saveSettings: (principal: Principal, settings: AssistantSettings): Promise<void> =>
      within(principal, (sql) => saveSettings(sql, principal, settings)),

    hasConversation: (principal: Principal, id: string): Promise<boolean> =>
      within(principal, (sql) => hasConversation(sql, principal, id)),

    /** Undefined: it was remembered from this message already, or there are too many. */
    remember: (principal: Principal, memory: NewMemory): Promise<Memory | undefined> =>
      within(principal, (sql) => remember(sql, principal, memory)),

    change: (principal: Principal, id: string, text: string): Promise<Memory | undefined> =>
      within(principal, async (sql) => {
        const seal = await sealerFor(sql, SEALED.memories, principal.id)
        const rows = await sql<MemoryRow[]>`
          update memories set text = ${seal(id, { text }).text} where id = ${id} and person_id = ${principal.id}
          returning id, text, conversation_id, created_at, used_at`
        return (await openRows(sql, SEALED.memories, rows)).map(toMemory)[0]
      }),

    /** How many have gone. `id` null: all of them. */
    forget: (principal: Principal, id: string | null): Promise<number> =>
      within(principal, async (sql) => {
        const gone = await sql`
          delete from memories where person_id = ${principal.id}
            ${id === null ? sql`` : sql`and id = ${id}`}`
        return gone.count
      }),

    noteUsed: (principal: Principal, ids: readonly string[], atMs: number): Promise<void> =>
      within(principal, async (sql) => {
        await sql`
          update memories set used_at = ${new Date(atMs)}
          where person_id = ${principal.id} and id = any(${[...ids]}::uuid[])`
      }),
  }
}

async function hasConversation(
  sql: TransactionSql,
  { id: ownerId }: Principal,
  id: string,
): Promise<boolean> {
  const found = await sql`
    select from conversations where id = ${id} and owner_id = ${ownerId} and deleted_at is null`
  return found.length > 0
}

async function remember(
  sql: TransactionSql,
  principal: Principal,
  memory: NewMemory,
): Promise<Memory | undefined> {
  const { id, conversationId, messageId, atMs } = memory
  const seal = await sealerFor(sql, SEALED.memories, principal.id)
  const { text } = seal(id, { text: memory.text })
  const rows = await sql<MemoryRow[]>`
    insert into memories (tenant_id, id, person_id, text, conversation_id, message_id, created_at,
      classification)
    select ${principal.tenantId}, ${id}, ${principal.id}, ${text}, ${conversationId},
      ${messageId}, ${new Date(atMs)},
      (select classification from conversations
       where id = ${conversationId} and owner_id = ${principal.id})
    where (select count(*) from memories where person_id = ${principal.id}) < ${MAX_MEMORIES}
    on conflict (tenant_id, message_id) do nothing
    returning id, text, conversation_id, created_at, used_at`
  return (await openRows(sql, SEALED.memories, rows)).map(toMemory)[0]
}

async function saveSettings(
  sql: TransactionSql,
  { tenantId }: Principal,
  settings: AssistantSettings,
): Promise<void> {
  await sql`
    insert into assistant_settings (tenant_id, settings)
    values (${tenantId}, ${JSON.stringify(settings)}::text::jsonb)
    on conflict (tenant_id) do update set settings = excluded.settings`
  await noteEvent(sql, tenantId, {
    action: 'assistant.change-settings',
    resource: { kind: 'organisation', id: tenantId },
    outcome: 'done',
    facts: { ...settings },
  })
}

async function readAll(sql: TransactionSql, principal: Principal): Promise<Personal> {
  // In one go: an answer waits for it.
  const [settings, preferences, memories] = await Promise.all([
    readSettings(sql),
    readPreferences(sql, principal),
    listMemories(sql, principal),
  ])
  return { settings, preferences, memories }
}

async function readSettings(sql: TransactionSql): Promise<AssistantSettings> {
  const [row] = await sql<{ settings: unknown }[]>`select settings from assistant_settings`
  return AssistantSettings.strip().parse(row?.settings ?? {})
}

async function readPreferences(sql: TransactionSql, { id }: Principal): Promise<Preferences> {
  const [row] = await sql<{ chosen: unknown }[]>`
    select chosen from preferences where person_id = ${id}`
  // What an older or a newer version has set besides is left alone.
  return Preferences.strip().parse(row?.chosen ?? {})
}

async function listMemories(sql: TransactionSql, { id }: Principal): Promise<KeptMemory[]> {
  // A conversation that is gone is no place where something was said.
  const rows = await sql<(MemoryRow & Record<'said' | 'now', Classification | null>)[]>`
    select memories.id, text, memories.created_at, used_at,
      memories.classification as said, conversations.classification as now,
      case when deleted_at is null then conversations.id end as conversation_id
    from memories left join conversations on conversations.id = memories.conversation_id
      and conversations.owner_id = memories.person_id
    where memories.person_id = ${id} order by memories.created_at desc, memories.id desc`
  await openRows(sql, SEALED.memories, rows)
  return rows.map((row) => ({ ...toMemory(row), classification: classOf(row) }))
}

function classOf({ said, now }: Record<'said' | 'now', Classification | null>) {
  return said !== null && now !== null ? stricter(said, now) : (said ?? now)
}

function toMemory(row: MemoryRow): Memory {
  return {
    id: row.id,
    text: row.text,
    conversationId: row.conversation_id,
    createdAt: row.created_at.toISOString(),
    usedAt: row.used_at?.toISOString() ?? null,
  }
}
