import { AppError } from '#server/lib/app-error.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import { changeDirectory } from '../directory/changes-store.ts'

/** Where something is a person's: it becomes the other's. */
interface Place {
  table: string
  column: string
  /** There may be one for each person and these: where the other has one, theirs stays and this one goes. */
  oncePer?: readonly string[]
  /** Only rows of people, where others may stand there. */
  kind?: string
}

/** All of it; a test compares this with the tables that there are. */
export const JOINED: readonly Place[] = [
  { table: 'person_keys', column: 'person_id' },
  { table: 'conversations', column: 'owner_id' },
  { table: 'search_entries', column: 'owner_id' },
  { table: 'folders', column: 'owner_id' },
  { table: 'folder_members', column: 'member_id', oncePer: ['folder_id', 'member_kind'] },
  { table: 'attachment_files', column: 'owner_id', oncePer: ['fingerprint'] },
  { table: 'attachments', column: 'owner_id' },
  { table: 'conversation_shares', column: 'owner_id' },
  { table: 'conversation_shares', column: 'recipient_id' },
  { table: 'share_visits', column: 'person_id', oncePer: ['share_id'] },
  { table: 'answer_choices', column: 'person_id', oncePer: ['question_id'] },
  { table: 'answer_ratings', column: 'person_id', oncePer: ['message_id'] },
  { table: 'wording_proposals', column: 'person_id', oncePer: ['language', 'message_id'] },
  { table: 'queued_messages', column: 'owner_id', oncePer: ['idempotency_key'] },
  { table: 'library_items', column: 'owner_id' },
  { table: 'library_versions', column: 'author_id' },
  { table: 'library_favourites', column: 'person_id', oncePer: ['item_id'] },
  { table: 'preferences', column: 'person_id', oncePer: [] },
  { table: 'memories', column: 'person_id' },
  { table: 'memory_proposals', column: 'person_id' },
  { table: 'plain_texts', column: 'owner_id' },
  { table: 'plain_texts', column: 'reviewer_id' },
  { table: 'plain_texts', column: 'signed_by' },
  { table: 'plain_text_decisions', column: 'decided_by' },
  { table: 'playgrounds', column: 'owner_id' },
  { table: 'keys', column: 'owner_id', kind: 'owner_kind' },
  { table: 'provider_resources', column: 'owner_id', kind: 'owner_kind' },
  { table: 'provider_resources', column: 'principal_id' },
  { table: 'budgets', column: 'subject_id', kind: 'subject_kind', oncePer: ['period'] },
  { table: 'limits', column: 'subject_id', kind: 'subject_kind', oncePer: ['metric'] },
  { table: 'usage_requests', column: 'owner_id', kind: 'owner_kind' },
  { table: 'usage_requests', column: 'principal_id' },
  { table: 'request_log', column: 'principal_id' },
  { table: 'answer_approvals', column: 'requested_by' },
  { table: 'answer_approvals', column: 'decided_by' },
  { table: 'literacy_completions', column: 'person_id', oncePer: ['module'] },
  { table: 'rights_requests', column: 'person_id' },
  { table: 'group_members', column: 'person_id', oncePer: ['group_id'] },
  { table: 'role_grants', column: 'holder_id', kind: 'holder_kind', oncePer: ['role'] },
  { table: 'identities', column: 'person_id' },
]

/** How much there is of what people look for first. */
export interface JoinCounts {
  conversations: number
  files: number
  keys: number
  groups: number
}

export interface Joining {
  tenantId: string
  /** Ends. */
  fromId: string
  /** Has all of it afterwards. */
  toId: string
}

export type JoinStore = ReturnType<typeof createJoinStore>

/** Two accounts of one person become one. */
export function createJoinStore(database: Database) {
  return {
    count: (tenantId: string, personId: string): Promise<JoinCounts> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<JoinCounts[]>`
          select (select count(*)::int from conversations
                    where owner_id = ${personId} and deleted_at is null) as conversations,
                 (select count(*)::int from attachments where owner_id = ${personId}) as files,
                 (select count(*)::int from keys
                    where owner_kind = 'person' and owner_id = ${personId}) as keys,
                 (select count(*)::int from group_members where person_id = ${personId}) as groups`
        return row ?? { conversations: 0, files: 0, keys: 0, groups: 0 }
      }),

    /** All or nothing. Throws `conflict` where something of either is under a legal hold, or one of them is to be erased. */
    join: (joining: Joining): Promise<void> =>
      changeDirectory(database, joining.tenantId, async (sql) => {
        const { tenantId, fromId, toId } = joining
        // Both stay as they are until the end: an erasure of either waits, or was first.
        const people = await sql`
          select from people where id in (${fromId}, ${toId}) order by id for update`
        if (people.length < 2) throw new AppError('conflict', 'One of these accounts is gone.')
        await refuseHeld(sql, joining)
        await refuseErased(sql, joining)
        for (const place of JOINED) await move(sql, place, joining)
        // Sessions, passwords, passkeys and codes go with it.
        await sql`delete from people where id = ${fromId}`
        for (const topic of ['keys', 'allowances']) await noteRevision(sql, tenantId, topic)
        await noteEvent(sql, tenantId, {
          action: 'person.join',
          resource: { kind: 'person', id: toId },
          outcome: 'done',
          facts: { from: fromId },
        })
      }),
  }
}

async function refuseHeld(sql: TransactionSql, { fromId, toId }: Joining): Promise<void> {
  const [held] = await sql`
    select from holds where lifted_at is null and (until is null or until > now())
      and (subject_id in (${fromId}, ${toId})
        or subject_id in (select id from conversations where owner_id = ${fromId})) limit 1`
  if (!held) return
  const message = 'Something of these accounts is under a legal hold, so that they stay two. Ask'
  throw new AppError('conflict', `${message} whoever placed it.`)
}

/** Whoever granted it would erase what the person has kept in the other one as well. */
async function refuseErased(sql: TransactionSql, { fromId, toId }: Joining): Promise<void> {
  const [asked] = await sql`
    select from rights_requests where kind = 'erase' and status in ('open', 'approved')
      and person_id in (${fromId}, ${toId}) limit 1`
  if (!asked) return
  const message = 'One of these accounts has asked to be erased. Withdraw that, or wait until it is'
  throw new AppError('conflict', `${message} decided.`)
}

async function move(
  sql: TransactionSql,
  { table, column, oncePer, kind }: Place,
  { fromId, toId }: Joining,
): Promise<void> {
  const at = sql(column)
  const isPersons = kind === undefined ? sql`` : sql`and ${sql(kind)} = 'person'`
  if (oncePer) {
    const others = oncePer.map((name) => sql`and other.${sql(name)} = mine.${sql(name)}`)
    const same = others.reduce((all, one) => sql`${all} ${one}`, sql``)
    await sql`
      delete from ${sql(table)} mine where mine.${at}::text = ${fromId} ${isPersons}
        and exists (select from ${sql(table)} other where other.${at}::text = ${toId} ${same})`
  }
  const type = TEXTS.has(`${table}.${column}`) ? sql`text` : sql`uuid`
  await sql`
    update ${sql(table)} set ${at} = ${toId}::${type} where ${at}::text = ${fromId} ${isPersons}`
}

/** Columns that hold names of others as well. */
const TEXTS = new Set([
  'keys.owner_id',
  'provider_resources.owner_id',
  'budgets.subject_id',
  'limits.subject_id',
  'usage_requests.owner_id',
])
