import type { ChangeConversations } from '#wire/conversations.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { assuranceColumn, type Owner } from './conversations-store.ts'

export type BulkStore = ReturnType<typeof createBulkStore>

/** What is done with several conversations at once, and with those that were deleted a while ago. */
export function createBulkStore(database: Database) {
  return {
    /** The same for several; answers with those that were changed. */
    changeAll: (owner: Owner, wanted: ChangeConversations): Promise<string[]> =>
      database.withTenant(owner.tenantId, (sql) => changeAll(sql, owner, wanted)),

    /** Deletes for good, with messages, runs and events, what has waited since before then, unless it is held. */
    purge: (tenantId: string, before: Date): Promise<number> =>
      database.withTenant(tenantId, (sql) => purgeBefore(sql, tenantId, before)),
  }
}

/** What each change sets. */
const CHANGES = {
  archive: (sql: TransactionSql) => sql`archived_at = coalesce(archived_at, now())`,
  unarchive: (sql: TransactionSql) => sql`archived_at = null`,
  pin: (sql: TransactionSql) => sql`pinned_at = coalesce(pinned_at, now())`,
  unpin: (sql: TransactionSql) => sql`pinned_at = null`,
  read: (sql: TransactionSql) => sql`read_at = now()`,
  delete: (sql: TransactionSql) => sql`deleted_at = date_trunc('milliseconds', now())`,
  restore: (sql: TransactionSql) => sql`deleted_at = null`,
} as const

async function changeAll(
  sql: TransactionSql,
  owner: Owner,
  wanted: ChangeConversations,
): Promise<string[]> {
  const { change, ids } = wanted
  const isOfDeleted = change === 'restore' || change === 'purge'
  const theirs = sql`id = any (${ids}::uuid[]) and owner_id = ${owner.ownerId}
    and deleted_at is ${isOfDeleted ? sql`not null` : sql`null`}`
  const moved = (folderId: string | null) =>
    sql`folder_id = ${folderId}, folder_assurance = ${assuranceColumn(sql, owner)}`
  const rows =
    change === 'purge'
      ? await sql<{ id: string }[]>`delete from conversations where ${theirs} returning id`
      : await sql<{ id: string }[]>`
          update conversations
          set ${change === 'move' ? moved(wanted.folderId) : CHANGES[change](sql)}
          where ${theirs} returning id`
  const noted = NOTED[change]
  for (const { id } of noted === undefined ? [] : rows) {
    const resource = { kind: 'conversation', id }
    await noteEvent(sql, owner.tenantId, { action: noted ?? '', resource, outcome: 'done' })
  }
  return rows.map(({ id }) => id)
}

/** What an auditor wants to know of. */
const NOTED: Partial<Record<ChangeConversations['change'], string>> = {
  delete: 'conversation.delete',
  restore: 'conversation.restore',
  purge: 'conversation.purge',
}

async function purgeBefore(sql: TransactionSql, tenantId: string, before: Date): Promise<number> {
  const { count } = await sql`
    delete from conversations c where deleted_at < ${before}
      and not exists (
        select from holds where lifted_at is null and (until is null or until > now())
          and ((subject_kind = 'conversation' and subject_id = c.id)
            or (subject_kind = 'person' and subject_id = c.owner_id)))`
  if (count > 0) {
    await noteEvent(sql, tenantId, {
      action: 'conversation.purge',
      resource: { kind: 'conversation', id: null },
      outcome: 'done',
      facts: { conversations: count },
    })
  }
  return count
}
