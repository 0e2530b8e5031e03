import type { Classification } from '#wire/classification.ts'
import type { Message, MessageStatus } from '#wire/conversations.ts'
import { joinReasoning } from '#wire/runs.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { Owner } from './conversations-store.ts'

/** A run that is to be begun, with the messages that it adds to the tree or goes on with. */
export interface NewRun {
  tenantId: string
  runId: string
  conversationId: string
  processId: number
  idempotencyKey: string | null
  requestSha256: string
  /** Inserted when not null. */
  userMessage: Message | null
  /** Inserted, or, when `isContinued`, set to `streaming` again with its text as it is. */
  answer: Message
  isContinued: boolean
  /** The title for a conversation that has none. */
  title: string | null
  /** How many runs of its owner may be in flight, this one included, in all conversations and on all replicas. */
  maxRunsOfOwner: number
}

export interface StoredRun {
  id: string
  conversationId: string
  messageId: string
  userMessageId: string | null
  status: MessageStatus
  requestSha256: string
}

export type RunsStore = ReturnType<typeof createRunsStore>

/** Runs: what each was asked, and what became of it. */
export function createRunsStore(database: Database) {
  return {
    /** One transaction: the messages, the run, and its mark as in flight. */
    async insert(run: NewRun): Promise<void> {
      await database.withTenant(run.tenantId, (sql) => insertRun(sql, run))
    },

    async findByKey(tenantId: string, idempotencyKey: string): Promise<StoredRun | undefined> {
      return database.withTenant(tenantId, async (sql) => {
        const rows = await sql<RunRow[]>`
          select * from runs where idempotency_key = ${idempotencyKey}`
        return rows.map(toRun)[0]
      })
    },

    /** The run, if this owner has it, with the class of its conversation. */
    async find(
      owner: Owner,
      runId: string,
    ): Promise<(StoredRun & { classification: Classification }) | undefined> {
      return database.withTenant(owner.tenantId, async (sql) => {
        const rows = await sql<(RunRow & { classification: Classification })[]>`
          select runs.*, classification from runs join conversations
            on conversations.tenant_id = runs.tenant_id and conversations.id = runs.conversation_id
          where runs.id = ${runId} and conversations.owner_id = ${owner.ownerId}
            and conversations.deleted_at is null`
        return rows.map((row) => ({ ...toRun(row), classification: row.classification }))[0]
      })
    },
  }
}

async function insertRun(sql: TransactionSql, run: NewRun): Promise<void> {
  const { tenantId, runId, conversationId, userMessage, answer } = run
  await checkRoom(sql, run)
  if (userMessage) await insertMessage(sql, run, userMessage)
  if (run.isContinued) {
    const { count } = await sql`
      update messages set status = 'streaming', run_id = ${runId}, error = null
      where id = ${answer.id} and status <> 'streaming'`
    if (count === 0) throw new AppError('conflict', 'This answer is being gone on with already.')
  } else {
    await insertMessage(sql, run, answer)
  }
  await sql`
    insert into runs (tenant_id, id, conversation_id, message_id, user_message_id, status,
                      idempotency_key, request_sha256, base_length, base_reasoning_length, created_at)
    values (${tenantId}, ${runId}, ${conversationId}, ${answer.id}, ${userMessage?.id ?? null},
            'streaming', ${run.idempotencyKey}, ${run.requestSha256}, ${answer.text.length},
            ${reasoningLengthBefore(answer)}, now())`
  await sql`
    insert into runs_in_flight (tenant_id, run_id, process_id)
    values (${tenantId}, ${runId}, ${run.processId})`
  await sql`
    update conversations set updated_at = greatest(updated_at, ${answer.createdAt}),
      title = case when is_title_made and title = '' then coalesce(${run.title}, '') else title end
    where id = ${conversationId}`
}

/** Throws `too_many_runs`. Of two that come at once and would both be the last, one waits for the other. */
async function checkRoom(sql: TransactionSql, run: NewRun): Promise<void> {
  const { conversationId, maxRunsOfOwner } = run
  const [owner] = await sql<{ owner_id: string }[]>`
    select owner_id, pg_advisory_xact_lock(hashtextextended(tenant_id || ' runs of ' || owner_id, 0))
    from conversations where id = ${conversationId}`
  if (!owner) return
  const [found] = await sql<{ count: number }[]>`
    select count(*)::int as count from runs_in_flight
      join runs on runs.tenant_id = runs_in_flight.tenant_id and runs.id = runs_in_flight.run_id
      join conversations on conversations.tenant_id = runs.tenant_id
        and conversations.id = runs.conversation_id
    where conversations.owner_id = ${owner.owner_id}`
  if ((found?.count ?? 0) < maxRunsOfOwner) return
  throw new AppError(
    'too_many_runs',
    `${maxRunsOfOwner} of your answers are being written already. Wait for one to end, or stop one.`,
  )
}

/** What goes on with thoughts leaves a blank line after them. */
function reasoningLengthBefore({ reasoning }: Message): number {
  return reasoning ? joinReasoning(reasoning.text, '.').length - 1 : 0
}

async function insertMessage(sql: TransactionSql, run: NewRun, message: Message): Promise<void> {
  const { tenantId, conversationId, runId } = run
  const { id, parentId, role, text, status, modelId, lang, parts = [], createdAt } = message
  await sql`
    insert into messages (tenant_id, id, conversation_id, parent_id, depth, role, text, status,
                          run_id, model_id, lang, parts, created_at)
    values (${tenantId}, ${id}, ${conversationId}, ${parentId},
            1 + coalesce((select depth from messages where id = ${parentId}), 0),
            ${role}, ${text}, ${status}, ${role === 'assistant' ? runId : null}, ${modelId}, ${lang},
            ${sql.json(parts)}, ${createdAt})`
}

interface RunRow {
  id: string
  conversation_id: string
  message_id: string
  user_message_id: string | null
  status: MessageStatus
  request_sha256: string
}

function toRun(row: RunRow): StoredRun {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    messageId: row.message_id,
    userMessageId: row.user_message_id,
    status: row.status,
    requestSha256: row.request_sha256,
  }
}
