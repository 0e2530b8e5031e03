import { createHash } from 'node:crypto'
import type { HeldFate } from '#wire/rights.ts'
import { AppError } from '#server/lib/app-error.ts'
import { destroyKeyOf } from '#server/lib/database-texts.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { isTheirs } from './holdings-store.ts'

export interface Erased {
  counts: { kind: string; count: number; fate: HeldFate }[]
  /** SHA-256 of the ids of what has gone, sorted, one a line. */
  idsSha256: string
}

export interface Erasing {
  personId: string
  /** What the ledger and the records know them by from now on. */
  pseudonym: string
  /** Within the same transaction: what proves it. */
  certify: (sql: TransactionSql, erased: Erased) => Promise<void>
}

/** What every process forgets when it hears of it. */
export const ERASED_TOPIC = 'erased'

/**
 * Takes a person out of an organisation, in one transaction. What was counted stays, under a pseudonym. Throws `not_found`;
 * `conflict` where something of it is held, or where nobody else is owner.
 */
export async function erasePerson(
  database: Database,
  tenantId: string,
  erasing: Erasing,
): Promise<Erased> {
  const { personId, pseudonym, certify } = erasing
  return database.withTenant(tenantId, async (sql) => {
    // Its row is locked until the end: of two owners who go at once, the second is the last one.
    await noteRevision(sql, tenantId, 'directory')
    const [person] = await sql<{ name: string }[]>`
      select name from people where id = ${personId} for update`
    if (!person) throw new AppError('not_found', 'There is no such person.')
    await refuseHeld(sql, personId)
    await refuseLastOwner(sql, personId)
    const tally = createTally()
    await eraseWords(sql, personId, tally)
    await erasePrepared(sql, personId, tally)
    await eraseCalls(sql, { tenantId, personId, pseudonym }, tally)
    await eraseNames(sql, { personId, pseudonym, name: person.name })
    await eraseAccount(sql, personId, tally)
    const erased = tally.sum()
    await certify(sql, erased)
    for (const topic of ['keys', 'allowances', ERASED_TOPIC]) {
      await noteRevision(sql, tenantId, topic)
    }
    await noteEvent(sql, tenantId, {
      action: 'person.erase',
      resource: { kind: 'person', id: personId },
      outcome: 'done',
      facts: Object.fromEntries(erased.counts.map(({ kind, count }) => [kind, count])),
    })
    // For good, and for back-ups as well. Last, when all else has gone well: a hold on what is somebody else's may have refused it.
    await destroyKeyOf(sql, personId)
    return erased
  })
}

async function refuseHeld(sql: TransactionSql, personId: string): Promise<void> {
  const held = await isPersonHeld(sql, personId)
  if (!held) return
  throw new AppError(
    'conflict',
    'Something of this person is under a legal hold, so that nothing is erased. Lift the hold first, or wait for its end.',
  )
}

/** Themself, or one of their conversations. */
export async function isPersonHeld(sql: TransactionSql, personId: string): Promise<boolean> {
  const found = await sql`
    select 1 from holds where lifted_at is null and (until is null or until > now())
      and (subject_id = ${personId}
        or subject_id in (select id from conversations where owner_id = ${personId})) limit 1`
  return found.length > 0
}

async function refuseLastOwner(sql: TransactionSql, personId: string): Promise<void> {
  const owners = await sql<{ id: string }[]>`
    select distinct people.id from role_grants
    left join group_members on holder_kind = 'group' and group_id = holder_id
    join people on people.id = case holder_kind when 'person' then holder_id else person_id end
    where role = 'owner' and status = 'active'`
  const isOwner = owners.some(({ id }) => id === personId)
  if (!isOwner || owners.length > 1) return
  throw new AppError(
    'conflict',
    'This person is the only owner of the organisation. Make somebody else an owner first.',
  )
}

type Tally = ReturnType<typeof createTally>

function createTally() {
  const counts: Erased['counts'] = []
  const ids: string[] = []
  return {
    /** Rows that went, each with its id. */
    gone(kind: string, rows: readonly { id: string }[]) {
      counts.push({ kind, count: rows.length, fate: 'erased' })
      for (const { id } of rows) ids.push(`${kind} ${id}`)
    },
    renamed(kind: string, count: number) {
      counts.push({ kind, count, fate: 'pseudonym' })
    },
    sum: (): Erased => ({ counts, idsSha256: hashOfIds(ids) }),
  }
}

export function hashOfIds(ids: readonly string[]): string {
  const text = ids
    .toSorted()
    .map((id) => `${id}\n`)
    .join('')
  return createHash('sha256').update(text).digest('hex')
}

/** What somebody prepared before they asked. What they published for others stays, and says of nobody who wrote it. */
async function erasePrepared(sql: TransactionSql, personId: string, tally: Tally): Promise<void> {
  tally.gone(
    'library',
    await sql<{ id: string }[]>`
      delete from library_items where owner_id = ${personId} returning id`,
  )
  await sql`update library_versions set author_id = null where author_id = ${personId}`
  const marks = await sql<{ id: string }[]>`
    delete from library_favourites where person_id = ${personId} returning item_id as id`
  const chosen = await sql<{ id: string }[]>`
    delete from preferences where person_id = ${personId} returning person_id as id`
  tally.gone('preferences', [...marks, ...chosen])
  tally.gone(
    'plain-texts',
    await sql<{ id: string }[]>`delete from plain_texts where owner_id = ${personId} returning id`,
  )
  tally.gone(
    'memories',
    await sql<{ id: string }[]>`
      with proposed as (delete from memory_proposals where person_id = ${personId} returning id),
        kept as (delete from memories where person_id = ${personId} returning id)
      select id from proposed union all select id from kept`,
  )
}

async function eraseWords(sql: TransactionSql, personId: string, tally: Tally): Promise<void> {
  tally.gone(
    'messages',
    await sql<{ id: string }[]>`
      select id from messages where conversation_id in (
        select id from conversations where owner_id = ${personId})`,
  )
  // By others with them, and by them with others.
  const shares = await sql<{ id: string }[]>`
    delete from conversation_shares where recipient_id = ${personId} or owner_id = ${personId}
    returning id`
  const visits = await sql<{ id: string }[]>`
    delete from share_visits where person_id = ${personId} returning share_id as id`
  tally.gone('shares', [...shares, ...visits])
  tally.gone(
    'choices',
    await sql<{ id: string }[]>`
      delete from answer_choices where person_id = ${personId} returning id`,
  )
  tally.gone(
    'ratings',
    await sql<{ id: string }[]>`
      delete from answer_ratings where person_id = ${personId} returning message_id as id`,
  )
  tally.gone(
    'wordings',
    await sql<{ id: string }[]>`
      delete from wording_proposals where person_id = ${personId} returning id`,
  )
  // Also those that were not sent yet, or lie with somebody else's conversation. What is in them goes with the last of them.
  tally.gone(
    'attachments',
    await sql<{ id: string }[]>`
      delete from attachments where owner_id = ${personId} returning id`,
  )
  tally.renamed('attachments-in-copies', await handOnFiles(sql, personId))
  await sql`delete from attachment_files where owner_id = ${personId}`
  // Messages, runs, events, pseudonyms of screening and what is known of answers go with them.
  tally.gone(
    'conversations',
    await sql<{ id: string }[]>`
      delete from conversations where owner_id = ${personId} returning id`,
  )
  // What others put into them stays with whoever it belongs to, in no folder.
  const folders = await sql<{ id: string }[]>`
    delete from folders where owner_id = ${personId} returning id`
  const memberships = await sql<{ id: string }[]>`
    delete from folder_members where member_kind = 'person' and member_id = ${personId}
    returning folder_id as id`
  tally.gone('folders', [...folders, ...memberships])
  tally.gone(
    'playgrounds',
    await sql<{ id: string }[]>`delete from playgrounds where owner_id = ${personId} returning id`,
  )
  tally.gone(
    'bodies',
    await sql<{ id: string }[]>`
      delete from request_bodies where request_id in (
        select request_id from request_log where ${isTheirs(sql, personId)})
      returning request_id as id`,
  )
  tally.gone(
    'resources',
    await sql<{ id: string }[]>`
      delete from provider_resources where owner_kind = 'person' and owner_id = ${personId}
      returning kind || ' ' || id as id`,
  )
}

/**
 * What colleagues hold a copy of, by a share that let them, is theirs as its words are: it becomes the file of the first of
 * them, under a fingerprint that says nothing of who had it. Gives how many.
 */
async function handOnFiles(sql: TransactionSql, personId: string): Promise<number> {
  const { count } = await sql`
    update attachment_files f set fingerprint = 'copy of ' || gen_random_uuid()::text, owner_id = (
      select a.owner_id from attachments a where a.file_id = f.id order by a.created_at, a.id limit 1)
    where f.owner_id = ${personId}
      and exists (select from attachments a where a.file_id = f.id)`
  return count
}

/** Numbers stay, and say of nobody whose they are. */
async function eraseCalls(
  sql: TransactionSql,
  { tenantId, personId, pseudonym }: { tenantId: string; personId: string; pseudonym: string },
  tally: Tally,
): Promise<void> {
  const log = await sql`
    update request_log set principal_id = case principal_kind when 'key' then principal_id else ${pseudonym}::uuid end,
      conversation_id = null,
      detail = replace(detail::text, ${personId}, ${pseudonym})::json
    where ${isTheirs(sql, personId)}`
  tally.renamed('requests', log.count)
  const usage = await sql`
    update usage_requests set
      principal_id = case principal_id when ${personId}::uuid then ${pseudonym}::uuid else principal_id end,
      owner_id = case owner_id when ${personId} then ${pseudonym} else owner_id end
    where principal_id = ${personId} or (owner_kind = 'person' and owner_id = ${personId})`
  tally.renamed('usage', usage.count)
  tally.gone(
    'keys',
    await sql<{ id: string }[]>`
      delete from keys where owner_kind = 'person' and owner_id = ${personId} returning id`,
  )
  await sql`
    delete from allowance_periods where tenant_id = ${tenantId} and allowance_id in (
      select id from budgets where subject_kind = 'person' and subject_id = ${personId}
      union select id from limits where subject_kind = 'person' and subject_id = ${personId})`
  const budgets = await sql<{ id: string }[]>`
    delete from budgets where subject_kind = 'person' and subject_id = ${personId} returning id`
  const limits = await sql<{ id: string }[]>`
    delete from limits where subject_kind = 'person' and subject_id = ${personId} returning id`
  tally.gone('budgets', [...budgets, ...limits])
}

/** What was decided stays decided, by somebody. */
async function eraseNames(
  sql: TransactionSql,
  { personId, pseudonym, name }: { personId: string; pseudonym: string; name: string },
): Promise<void> {
  await sql`
    update answer_approvals set requested_by = ${pseudonym}, requested_by_name = '', note = ''
    where requested_by = ${personId}`
  await sql`
    update answer_approvals set decided_by = ${pseudonym}, decided_by_name = '', decision_note = ''
    where decided_by = ${personId}`
  await sql`
    update register_versions set author_id = ${pseudonym}, author_name = ''
    where author_id = ${personId}`
  // What they reviewed for others goes back to those; what they signed stays signed, by somebody.
  await sql`
    update plain_texts set reviewer_id = null, state = case state when 'review' then 'draft' else state end
    where reviewer_id = ${personId}`
  await sql`
    update plain_texts set signed_by = ${pseudonym}, signed_by_name = '' where signed_by = ${personId}`
  await sql`
    update plain_text_decisions set decided_by = ${pseudonym}, decided_by_name = ''
    where decided_by = ${personId}`
  await sql`update use_cases set decided_by_name = '' where decided_by_name = ${name}`
  await sql`update drills set started_by = '' where started_by = ${name}`
  await sql`update retention_rules set changed_by_name = '' where changed_by_name = ${name}`
  await sql`update holds set placed_by_name = '' where placed_by = ${personId}`
  await sql`update holds set lifted_by_name = '' where lifted_by_name = ${name}`
  await sql`
    update rights_requests set person_id = ${pseudonym}, person_name = '', note = ''
    where person_id = ${personId}`
  await sql`
    update rights_requests set decided_by = ${pseudonym}, decided_by_name = ''
    where decided_by = ${personId}`
  // Versions are never changed, so that each is put back as it was but for its author.
  await sql`
    with gone as (delete from policy_versions where author_id = ${personId} returning *)
    insert into policy_versions
      (tenant_id, version, document, hash, note, author_kind, author_id, author_name, restores, created_at)
    select tenant_id, version, document, hash, note, author_kind, ${pseudonym}, '', restores, created_at
    from gone`
}

async function eraseAccount(sql: TransactionSql, personId: string, tally: Tally): Promise<void> {
  tally.gone(
    'literacy',
    await sql<{ id: string }[]>`
      delete from literacy_completions where person_id = ${personId} returning module as id`,
  )
  tally.gone(
    'sessions',
    await sql<{ id: string }[]>`select id from sessions where person_id = ${personId}`,
  )
  await sql`delete from role_grants where holder_kind = 'person' and holder_id = ${personId}`
  // Sessions, memberships, names at issuers and all that they sign in with go with it.
  tally.gone(
    'account',
    await sql<{ id: string }[]>`delete from people where id = ${personId} returning id`,
  )
}

/**
 * An embedded database leaves what was deleted on its pages until they are written anew: this does that. Postgres on a server
 * is swept by its own vacuum, and its administrator.
 */
export async function rewriteTables(database: Database): Promise<void> {
  if (database.socketPath === null) return
  for (const table of REWRITTEN) await database.sql`vacuum full ${database.sql(table)}`
}

const REWRITTEN = [
  'person_keys',
  'conversations',
  'messages',
  'attachments',
  'attachment_files',
  'attachment_pieces',
  'runs',
  'run_events',
  'runs_in_flight',
  'screening_pseudonyms',
  'conversation_shares',
  'conversation_snapshots',
  'share_visits',
  'answer_choices',
  'answer_ratings',
  'message_translations',
  'wording_proposals',
  'library_items',
  'library_versions',
  'preferences',
  'memories',
  'plain_texts',
  'plain_text_blocks',
  'plain_text_decisions',
  'memory_proposals',
  'follow_ups',
  'queued_messages',
  'folders',
  'folder_members',
  'search_entries',
  'playgrounds',
  'keys',
  'key_secrets',
  'provider_resources',
  'request_bodies',
  'request_log',
  'usage_requests',
  'sessions',
  'sso_sessions',
  'people',
  'group_members',
  'role_grants',
  'identities',
  'scim_people',
  'identity.passwords',
  'identity.passkeys',
  'identity.authenticators',
  'identity.recovery_codes',
  'identity.tickets',
  'answer_approvals',
  'register_versions',
  'policy_versions',
  'use_cases',
  'drills',
  'literacy_completions',
  'rights_requests',
  'holds',
  'audit_outbox',
  'audit_actors',
  'audit_entries',
]
