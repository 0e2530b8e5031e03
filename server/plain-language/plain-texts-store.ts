import type { Classification } from '#wire/classification.ts'
import type { AnswerOrigin } from '#wire/conversations.ts'
import type { FactDecision, PlainTextState } from '#wire/plain-language.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { Difference } from './facts/compare-facts.ts'

export interface StoredHead {
  id: string
  ownerId: string
  title: string
  standardId: string
  lang: string
  classification: Classification
  state: PlainTextState
  reviewerId: string | null
  isTainted: boolean
  version: number
  readSha256: string | null
  signedByName: string | null
  signedAt: Date | null
  sourceSha256: string | null
  textSha256: string | null
  isFourEyes: boolean
  updatedAt: Date
}

export interface StoredBlock {
  id: string
  source: string
  made: string | null
  text: string
  modelId: string | null
  origin: AnswerOrigin | null
}

export interface StoredDecision {
  key: string
  decision: FactDecision
  byName: string
  at: Date
}

export interface StoredText extends StoredHead {
  blocks: StoredBlock[]
  decisions: StoredDecision[]
  opinions: Difference[]
}

export interface NewText extends Pick<
  StoredHead,
  'id' | 'title' | 'standardId' | 'lang' | 'classification' | 'isTainted'
> {
  blocks: readonly { id: string; source: string }[]
  at: Date
}

/** Of one person’s own: far more than anybody finds their way in. */
export const MAX_OWN = 500

export type PlainTextsStore = ReturnType<typeof createPlainTextsStore>

/** The tables `plain_text…`. A text is found by its owner and by whoever reviews it, and by nobody else. */
export function createPlainTextsStore(database: Database) {
  const within = <T>({ tenantId }: Principal, work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(tenantId, work)
  return {
    ...reading(within),
    ...writing(within),
    ...judging(within),
    ...ending(within),
  }
}

type Within = <T>(principal: Principal, work: (sql: TransactionSql) => Promise<T>) => Promise<T>

function reading(within: Within) {
  return {
    /** One’s own, and those that one reviews, the latest first. */
    list: (principal: Principal): Promise<StoredHead[]> =>
      within(
        principal,
        (sql) => sql<StoredHead[]>`
          select ${headColumns(sql)} from plain_texts
          where owner_id = ${principal.id} or reviewer_id = ${principal.id}
          order by updated_at desc, id desc limit ${2 * MAX_OWN}`,
      ),

    find: (principal: Principal, id: string): Promise<StoredText | undefined> =>
      within(principal, async (sql) => {
        const [head] = await sql<(StoredHead & Pick<StoredText, 'opinions'>)[]>`
          select ${headColumns(sql)}, opinions from plain_texts
          where id = ${id} and (owner_id = ${principal.id} or reviewer_id = ${principal.id})`
        if (!head) return undefined
        const blocks = await sql<StoredBlock[]>`
          select id, source, made, text, model_id as "modelId", origin
          from plain_text_blocks where text_id = ${id} order by position`
        const decisions = await sql<StoredDecision[]>`
          select key, decision, decided_by_name as "byName", decided_at as at
          from plain_text_decisions where text_id = ${id}`
        return { ...head, blocks: [...blocks], decisions: [...decisions] }
      }),
  }
}

function headColumns(sql: TransactionSql) {
  return sql`id, owner_id as "ownerId", title, standard_id as "standardId", lang, classification, state,
    reviewer_id as "reviewerId", is_tainted as "isTainted", version, read_sha256 as "readSha256",
    signed_by_name as "signedByName", signed_at as "signedAt", source_sha256 as "sourceSha256",
    text_sha256 as "textSha256", is_four_eyes as "isFourEyes", updated_at as "updatedAt"`
}

function writing(within: Within) {
  return {
    insert: (principal: Principal, text: NewText): Promise<void> =>
      within(principal, async (sql) => {
        const { tenantId, id: ownerId } = principal
        const [own] = await sql<{ count: number }[]>`
          select count(*)::int as count from plain_texts where owner_id = ${ownerId}`
        if ((own?.count ?? 0) >= MAX_OWN) {
          throw new AppError('conflict', `There is room for ${MAX_OWN} texts. Delete some first.`)
        }
        await sql`
          insert into plain_texts (tenant_id, id, owner_id, title, standard_id, lang, classification, state,
            is_tainted, version, created_at, updated_at)
          values (${tenantId}, ${text.id}, ${ownerId}, ${text.title}, ${text.standardId}, ${text.lang},
            ${text.classification}, 'draft', ${text.isTainted}, 1, ${text.at}, ${text.at})`
        const rows = text.blocks.map(({ id, source }, position) => ({
          tenant_id: tenantId,
          text_id: text.id,
          id,
          position,
          source,
          text: '',
        }))
        await sql`insert into plain_text_blocks ${sql(rows)}`
      }),

    /** A sign-off is of this standard and no other: one that is changed takes it away. */
    update: (
      principal: Principal,
      id: string,
      to: { title: string; standardId: string; lang: string; at: Date },
    ): Promise<void> =>
      within(principal, async (sql) => {
        const { title, standardId, lang, at } = to
        const changed = await sql`
          select 1 from plain_texts where id = ${id} and standard_id <> ${standardId}`
        await sql`
          update plain_texts set title = ${title}, standard_id = ${standardId}, lang = ${lang},
            version = version + case when standard_id = ${standardId} then 0 else 1 end, updated_at = ${at} where id = ${id}`
        if (changed.length > 0) await takeBack(sql, principal, id)
      }),

    /** Throws `conflict` where somebody else has changed it since; whatever was signed is not any more. */
    writeBlock: (principal: Principal, change: BlockChange): Promise<void> =>
      within(principal, async (sql) => {
        const { textId, blockId, version, text, made, at } = change
        const found = await sql`
          update plain_texts set version = version + 1, updated_at = ${at}
          where id = ${textId} and (${version}::int is null or version = ${version})
            and (owner_id = ${principal.id} or reviewer_id = ${principal.id})`
        if (found.count === 0) throw changedMeanwhile()
        const written = made
          ? await sql`
              update plain_text_blocks set text = ${text}, made = ${text}, model_id = ${made.modelId},
                origin = ${made.origin === null ? null : JSON.stringify(made.origin)}::text::jsonb
              where text_id = ${textId} and id = ${blockId}`
          : await sql`
              update plain_text_blocks set text = ${text} where text_id = ${textId} and id = ${blockId}`
        if (written.count === 0) throw new AppError('not_found', 'There is no such part.')
        await takeBack(sql, principal, textId)
      }),
  }
}

function judging(within: Within) {
  return {
    keepOpinions: (
      principal: Principal,
      id: string,
      { opinions, sha256 }: { opinions: readonly Difference[]; sha256: string },
    ): Promise<void> =>
      within(principal, async (sql) => {
        await sql`
          update plain_texts set opinions = ${JSON.stringify(opinions)}::text::jsonb,
            read_sha256 = ${sha256} where id = ${id}`
        await takeBack(sql, principal, id)
      }),

    decide: (
      principal: Principal,
      id: string,
      { key, decision, at }: { key: string; decision: FactDecision | null; at: Date },
    ): Promise<void> =>
      within(principal, async (sql) => {
        // What somebody signed was that too.
        await takeBack(sql, principal, id)
        if (decision === null) {
          await sql`delete from plain_text_decisions where text_id = ${id} and key = ${key}`
          return
        }
        await sql`
          insert into plain_text_decisions (tenant_id, text_id, key, decision, decided_by, decided_by_name, decided_at)
          values (${principal.tenantId}, ${id}, ${key}, ${decision}, ${principal.id}, ${principal.name}, ${at})
          on conflict (tenant_id, text_id, key) do update set decision = excluded.decision,
            decided_by = excluded.decided_by, decided_by_name = excluded.decided_by_name,
            decided_at = excluded.decided_at`
      }),
  }
}

export interface BlockChange {
  textId: string
  blockId: string
  /** The one that was changed; null: whichever there is, since a model writes while a person waits. */
  version: number | null
  text: string
  /** By a model; null: by a person. */
  made: { modelId: string; origin: AnswerOrigin | null } | null
  at: Date
}

export interface Signing {
  id: string
  version: number
  standardId: string
  reviewerId: string | null
  sourceSha256: string
  textSha256: string
  isFourEyes: boolean
  at: Date
}

function ending(within: Within) {
  return {
    handOver: (
      principal: Principal,
      id: string,
      { reviewerId, at }: { reviewerId: string | null; at: Date },
    ): Promise<void> =>
      within(principal, async (sql) => {
        await takeBack(sql, principal, id)
        await sql`
          update plain_texts set reviewer_id = ${reviewerId}, updated_at = ${at},
            state = ${reviewerId === null ? 'draft' : 'review'} where id = ${id}`
        await noteEvent(sql, principal.tenantId, {
          action: reviewerId === null ? 'plain-text.hand-back' : 'plain-text.hand-over',
          resource: { kind: 'plain-text', id },
          outcome: 'done',
          facts: { reviewerId },
        })
      }),

    /** Throws `conflict` where it is not the text that was read. */
    sign: (principal: Principal, signing: Signing): Promise<void> =>
      within(principal, async (sql) => {
        const { id, version, standardId, reviewerId, sourceSha256, textSha256, isFourEyes, at } =
          signing
        const signed = await sql`
          update plain_texts set state = 'signed', signed_by = ${principal.id},
            signed_by_name = ${principal.name}, signed_at = ${at}, source_sha256 = ${sourceSha256},
            text_sha256 = ${textSha256}, is_four_eyes = ${isFourEyes}, updated_at = ${at}
          where id = ${id} and version = ${version} and state <> 'signed'
            and standard_id = ${standardId} and reviewer_id is not distinct from ${reviewerId}`
        if (signed.count === 0) throw changedMeanwhile()
        await noteEvent(sql, principal.tenantId, {
          action: 'plain-text.sign',
          resource: { kind: 'plain-text', id },
          outcome: 'done',
          facts: { sourceSha256, textSha256, isFourEyes },
        })
      }),

    remove: (principal: Principal, id: string): Promise<void> =>
      within(principal, async (sql) => {
        const held = await sql`
          select 1 from holds where lifted_at is null and (until is null or until > now())
            and subject_kind = 'person' and subject_id = ${principal.id} limit 1`
        if (held.length > 0) {
          throw new AppError(
            'conflict',
            'A legal hold is on what you have stored: nothing of it can be deleted for now.',
          )
        }
        await sql`delete from plain_texts where id = ${id}`
        await noteEvent(sql, principal.tenantId, {
          action: 'plain-text.delete',
          resource: { kind: 'plain-text', id },
          outcome: 'done',
        })
      }),
  }
}

/** What was signed is another text by now. */
async function takeBack(sql: TransactionSql, principal: Principal, id: string): Promise<void> {
  const { count } = await sql`
    update plain_texts set state = case when reviewer_id is null then 'draft' else 'review' end,
      signed_by = null, signed_by_name = null, signed_at = null, source_sha256 = null, text_sha256 = null
    where id = ${id} and state = 'signed'`
  if (count === 0) return
  await noteEvent(sql, principal.tenantId, {
    action: 'plain-text.unsign',
    resource: { kind: 'plain-text', id },
    outcome: 'done',
  })
}

export function changedMeanwhile(): AppError {
  return new AppError(
    'conflict',
    'The text has changed in the meantime. Look at it again before you go on.',
  )
}
