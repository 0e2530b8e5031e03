import type { Classification } from '#wire/classification.ts'
import type { RetentionRule, SetRetention } from '#wire/rights.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { hashOfIds } from '../people/erase-store.ts'

export interface StoredRule {
  classification: Classification
  days: number | null
  isEnabled: boolean
  changedAt: Date | null
  changedByName: string | null
}

/** What one batch took. */
export interface Batch {
  conversations: number
  messages: number
  idsSha256: string
}

type Counts = Omit<RetentionRule, 'classification' | 'days' | 'isEnabled'>

const CLASSES: readonly Classification[] = ['public', 'internal', 'restricted', 'secret']

export type RetentionStore = ReturnType<typeof createRetentionStore>

/** The table `retention_rules`, and the conversations that it is about. */
export function createRetentionStore(database: Database) {
  return {
    /** One for each class. */
    list: (tenantId: string): Promise<StoredRule[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<StoredRule[]>`
          select classification, days, is_enabled as "isEnabled", changed_at as "changedAt",
                 changed_by_name as "changedByName" from retention_rules`
        return CLASSES.map(
          (classification) =>
            rows.find((row) => row.classification === classification) ?? noRule(classification),
        )
      }),

    /** What there is of a class, and what of it is older than that; nothing is changed. */
    preview: (tenantId: string, rule: Previewed): Promise<Counts> =>
      database.withTenant(tenantId, (sql) => countOld(sql, rule)),

    set: (tenantId: string, rule: SetRetention, by: { name: string; at: Date }): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const { classification, days, isEnabled } = rule
        if (days === null) {
          await sql`delete from retention_rules where classification = ${classification}`
        } else {
          await sql`
            insert into retention_rules
              (tenant_id, classification, days, is_enabled, changed_at, changed_by_name)
            values (${tenantId}, ${classification}, ${days}, ${isEnabled}, ${by.at}, ${by.name})
            on conflict (tenant_id, classification) do update set
              days = excluded.days, is_enabled = excluded.is_enabled,
              changed_at = excluded.changed_at, changed_by_name = excluded.changed_by_name`
        }
        await noteEvent(sql, tenantId, {
          action: 'retention.set',
          resource: { kind: 'retention', id: classification },
          outcome: 'done',
          facts: { days, isEnabled: isEnabled && days !== null },
        })
      }),

    /** Texts in plain language that are older, but for those of people under a hold. Resolves with how many went. */
    deletePlainTexts: (tenantId: string, deleting: Deleting<TextBatch>): Promise<number> =>
      database.withTenant(tenantId, (sql) => deletePlainTexts(sql, tenantId, deleting)),

    /** Answers that were kept for whoever asks the same again, once their time is over, also where nobody asks any more. */
    dropAnswers: (tenantId: string): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`delete from idempotent_answers where expires_at <= now()`
      }),

    deleteSome: (tenantId: string, deleting: Deleting): Promise<Batch> =>
      database.withTenant(tenantId, (sql) => deleteSome(sql, tenantId, deleting)),
  }
}

/** What one batch took of texts in plain language. */
export interface TextBatch {
  plainTexts: number
  idsSha256: string
}

export interface Deleting<Taken = Batch> {
  classification: Classification
  /** Last used before then. */
  before: Date
  limit: number
  /** Within the same transaction, where something went. */
  certify: (sql: TransactionSql, batch: Taken) => Promise<unknown>
}

interface Previewed {
  classification: Classification
  /** Null: there is no rule. */
  before: Date | null
}

async function countOld(
  sql: TransactionSql,
  { classification, before }: Previewed,
): Promise<Counts> {
  const [all] = await sql<{ count: number }[]>`
    select count(*)::int as count from conversations where classification = ${classification}`
  const conversations = all?.count ?? 0
  const texts = await countOldTexts(sql, { classification, before })
  if (before === null) return { ...texts, conversations, expired: 0, expiredMessages: 0 }
  const [found] = await sql<{ expired: number; messages: number; held: number }[]>`
    with old as (
      select id, ${isHeld(sql)} as held from conversations c
      where classification = ${classification} and updated_at < ${before}
    )
    select count(*) filter (where not held)::int as expired,
           count(*) filter (where held)::int as held,
           (select count(*)::int from messages
            where conversation_id in (select id from old where not held)) as messages
    from old`
  const { expired = 0, messages = 0, held = 0 } = found ?? {}
  return { ...texts, conversations, expired, expiredMessages: messages, held: held + texts.held }
}

/** Of no rule none is older. */
async function countOldTexts(
  sql: TransactionSql,
  { classification, before }: Previewed,
): Promise<Pick<Counts, 'plainTexts' | 'expiredPlainTexts' | 'held'>> {
  const [found] = await sql<{ count: number; expired: number; held: number }[]>`
    with texts as (
      select updated_at < ${before} as is_old, ${isHeld(sql)} as held from plain_texts c
      where classification = ${classification}
    )
    select count(*)::int as count, count(*) filter (where is_old and not held)::int as expired,
           count(*) filter (where is_old and held)::int as held
    from texts`
  const { count = 0, expired = 0, held = 0 } = found ?? {}
  return { plainTexts: count, expiredPlainTexts: expired, held }
}

async function deletePlainTexts(
  sql: TransactionSql,
  tenantId: string,
  { classification, before, limit, certify }: Deleting<TextBatch>,
): Promise<number> {
  const gone = await sql<{ id: string }[]>`
    delete from plain_texts where id in (
      select id from plain_texts c
      where classification = ${classification} and updated_at < ${before} and not ${isHeld(sql)}
      order by updated_at limit ${limit} for update skip locked)
    returning id`
  const { length: plainTexts } = gone
  if (plainTexts === 0) return 0
  const idsSha256 = hashOfIds(gone.map(({ id }) => `plain-texts ${id}`))
  await certify(sql, { plainTexts, idsSha256 })
  await noteEvent(sql, tenantId, {
    action: 'retention.dispose',
    resource: { kind: 'retention', id: classification },
    outcome: 'done',
    facts: { plainTexts },
  })
  return plainTexts
}

/** Deletes some of what is older, never what is held nor what is being written, the oldest first. */
async function deleteSome(
  sql: TransactionSql,
  tenantId: string,
  deleting: Deleting,
): Promise<Batch> {
  const { classification, before, limit, certify } = deleting
  const due = await sql<{ id: string }[]>`
      select id from conversations c
      where classification = ${classification} and updated_at < ${before} and not ${isHeld(sql)}
        and not exists (select from runs_in_flight f join runs on runs.id = f.run_id
                        where runs.conversation_id = c.id)
      order by updated_at limit ${limit} for update skip locked`
  const ids = due.map(({ id }) => id)
  if (ids.length === 0) return { conversations: 0, messages: 0, idsSha256: hashOfIds([]) }
  const messages = await sql<{ id: string }[]>`
      select id from messages where conversation_id = any(${ids}::uuid[])`
  await sql`delete from conversations where id = any(${ids}::uuid[])`
  const idsSha256 = hashOfIds([
    ...ids.map((id) => `conversations ${id}`),
    ...messages.map(({ id }) => `messages ${id}`),
  ])
  const batch = { conversations: ids.length, messages: messages.length, idsSha256 }
  await certify(sql, batch)
  await noteEvent(sql, tenantId, {
    action: 'retention.dispose',
    resource: { kind: 'retention', id: classification },
    outcome: 'done',
    facts: { conversations: batch.conversations, messages: batch.messages },
  })
  return batch
}

/** Of a conversation or a text `c`: it, or whose it is, is under a hold. */
function isHeld(sql: TransactionSql) {
  return sql`exists (
    select from holds where lifted_at is null and (until is null or until > now())
      and ((subject_kind = 'conversation' and subject_id = c.id)
        or (subject_kind = 'person' and subject_id = c.owner_id)))`
}

function noRule(classification: Classification): StoredRule {
  return { classification, days: null, isEnabled: false, changedAt: null, changedByName: null }
}
