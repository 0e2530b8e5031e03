import type { Approval, ApprovalState } from '#wire/approvals.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { openRows } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { readAnswer, type StoredAnswer } from './answers-store.ts'
import { sha256 } from './provenance.ts'

interface Row {
  id: string
  message_id: string
  conversation_id: string
  text_sha256: string
  state: ApprovalState
  requested_by: string
  requested_by_name: string
  requested_at: Date
  note: string
  is_four_eyes: boolean
  decided_by: string | null
  decided_by_name: string | null
  decided_at: Date | null
  decision_note: string
}

/** With the text as it is now; null: the answer is gone. */
type RowNow = Row & { now_text: string | null }

export interface Deciding {
  state: 'approved' | 'refused' | 'withdrawn'
  by: { id: string; name: string }
  at: Date
  note: string
  /** The text that was read; null: nobody has to have read it. */
  textSha256: string | null
}

export type Decided =
  | { outcome: 'decided'; approval: Approval; answer: StoredAnswer | undefined }
  | { outcome: 'gone' | 'not-open' | 'changed' }

export interface ApprovalSearch {
  states: readonly ApprovalState[] | null
  /** Only those that this person asked for; null: everybody's. */
  requestedBy: string | null
  after: { requestedAt: Date; id: string } | null
  limit: number
}

export type ApprovalsStore = ReturnType<typeof createApprovalsStore>

/** The table `answer_approvals`. */
export function createApprovalsStore(database: Database) {
  return {
    /** False: approval of this answer is asked for already. */
    insert: (tenantId: string, approval: Approval): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          insert into answer_approvals ${sql(toRow(tenantId, approval))}
          on conflict (tenant_id, message_id) where state = 'requested' do nothing`
        if (count === 0) return false
        await note(sql, tenantId, { id: approval.id, action: 'answer.request-approval', approval })
        return true
      }),

    /** All in one transaction: what was read is what is there, and what is decided is written down. */
    decide: (tenantId: string, id: string, decision: Deciding): Promise<Decided> =>
      database.withTenant(tenantId, (sql) => decide(sql, tenantId, { ...decision, id })),

    find: (tenantId: string, id: string): Promise<Approval | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<RowNow[]>`select * ${nowOf(sql)} where a.id = ${id}`
        return (await withTruth(sql, tenantId, rows))[0]
      }),

    /** The newest of each answer that has one. */
    ofConversation: (tenantId: string, conversationId: string): Promise<Approval[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<RowNow[]>`
          select distinct on (a.message_id) * ${nowOf(sql)}
          where a.conversation_id = ${conversationId} and a.state <> 'withdrawn'
          order by a.message_id, a.requested_at desc, a.id desc`
        return withTruth(sql, tenantId, rows)
      }),

    /** Approved, of exactly this text; undefined: nobody answers for it. */
    findApproved: (tenantId: string, messageId: string, text: string) =>
      database.withTenant(tenantId, async (sql): Promise<Approval | undefined> => {
        const [row] = await sql<Row[]>`
          select * from answer_approvals
          where message_id = ${messageId} and state = 'approved' and text_sha256 = ${sha256(text)}
          order by decided_at desc limit 1`
        return row && toApproval(row)
      }),

    list: (tenantId: string, search: ApprovalSearch): Promise<Approval[]> =>
      database.withTenant(tenantId, async (sql) => {
        const { states, requestedBy, after, limit } = search
        const rows = await sql<RowNow[]>`
          select * ${nowOf(sql)}
          where (${states === null} or a.state = any (${[...(states ?? [])]}))
            and (${requestedBy}::uuid is null or a.requested_by = ${requestedBy}::uuid)
            and (${after?.requestedAt ?? null}::timestamptz is null
                 or (a.requested_at, a.id) < (${after?.requestedAt ?? null}::timestamptz, ${after?.id ?? null}::uuid))
          order by a.requested_at desc, a.id desc limit ${limit}`
        return withTruth(sql, tenantId, rows)
      }),
  }
}

async function decide(
  sql: TransactionSql,
  tenantId: string,
  decision: Deciding & { id: string },
): Promise<Decided> {
  const { id, state, by, at, note: words, textSha256 } = decision
  const [before] = await sql<Row[]>`select * from answer_approvals where id = ${id} for update`
  if (!before) return { outcome: 'gone' }
  if (before.state !== 'requested') return { outcome: 'not-open' }
  const answer = await readAnswer(sql, before.message_id)
  const isSame = answer !== undefined && sha256(answer.text) === before.text_sha256
  const isRead = textSha256 === null || textSha256 === before.text_sha256
  if (state !== 'withdrawn' && !isSame) {
    await annul(sql, tenantId, toApproval(before))
    return { outcome: 'changed' }
  }
  if (!isRead) return { outcome: 'changed' }
  const [row] = await sql<Row[]>`
    update answer_approvals set state = ${state}, decided_by = ${by.id}, decided_by_name = ${by.name},
      decided_at = ${at}, decision_note = ${words}
    where id = ${id} returning *`
  if (!row) return { outcome: 'gone' }
  const approval = toApproval(row)
  await note(sql, tenantId, { id, action: ACTIONS[state], approval })
  return { outcome: 'decided', approval, answer }
}

const ACTIONS = {
  approved: 'answer.approve',
  refused: 'answer.refuse',
  withdrawn: 'answer.withdraw-approval',
}

function nowOf(sql: TransactionSql) {
  return sql`
    from answer_approvals a left join lateral (
      select m.text as now_text from messages m
      where m.tenant_id = a.tenant_id and m.id = a.message_id) now on true`
}

/** What is approved or asked for holds only for the text that it was about: another one makes it void, for good. */
async function withTruth(
  sql: TransactionSql,
  tenantId: string,
  rows: readonly RowNow[],
): Promise<Approval[]> {
  await openRows(
    sql,
    { table: SEALED.messages, row: ['message_id'], columns: { now_text: 'text' } },
    rows,
  )
  const approvals: Approval[] = []
  for (const row of rows) {
    const approval = toApproval(row)
    const holds = approval.state === 'approved' || approval.state === 'requested'
    // Of a deleted answer the approval is history, not void.
    const isOther = row.now_text !== null && sha256(row.now_text) !== row.text_sha256
    approvals.push(holds && isOther ? await annul(sql, tenantId, approval) : approval)
  }
  return approvals
}

async function annul(sql: TransactionSql, tenantId: string, approval: Approval): Promise<Approval> {
  await sql`update answer_approvals set state = 'void' where id = ${approval.id}`
  const annulled: Approval = { ...approval, state: 'void' }
  await note(sql, tenantId, { id: approval.id, action: 'answer.void-approval', approval: annulled })
  return annulled
}

function note(
  sql: TransactionSql,
  tenantId: string,
  { id, action, approval }: { id: string; action: string; approval: Approval },
): Promise<void> {
  const { messageId, isFourEyes, requestedBy } = approval
  return noteEvent(sql, tenantId, {
    action,
    resource: { kind: 'answer', id: messageId },
    outcome: 'done',
    facts: { approvalId: id, isFourEyes, requestedBy: requestedBy.id },
  })
}

function toApproval(row: Row): Approval {
  const { decided_by: decidedBy, decided_by_name: name } = row
  return {
    id: row.id,
    messageId: row.message_id,
    conversationId: row.conversation_id,
    state: row.state,
    textSha256: row.text_sha256,
    requestedBy: { id: row.requested_by, name: row.requested_by_name },
    requestedAt: row.requested_at.toISOString(),
    note: row.note,
    isFourEyes: row.is_four_eyes,
    decidedBy: decidedBy === null ? null : { id: decidedBy, name: name ?? '' },
    decidedAt: row.decided_at?.toISOString() ?? null,
    decisionNote: row.decision_note,
  }
}

function toRow(tenantId: string, approval: Approval): Row & { tenant_id: string } {
  return {
    tenant_id: tenantId,
    id: approval.id,
    message_id: approval.messageId,
    conversation_id: approval.conversationId,
    text_sha256: approval.textSha256,
    state: approval.state,
    requested_by: approval.requestedBy.id,
    requested_by_name: approval.requestedBy.name,
    requested_at: new Date(approval.requestedAt),
    note: approval.note,
    is_four_eyes: approval.isFourEyes,
    decided_by: null,
    decided_by_name: null,
    decided_at: null,
    decision_note: '',
  }
}
