import type { Classification } from '#wire/classification.ts'
import type { Message, MessageStatus } from '#wire/conversations.ts'
import { joinReasoning } from '#wire/runs.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { sealerFor } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import type { Owner } from './conversations-store.ts'

/** A run that is to be begun, with the messages that it adds to the tree or goes on with. */
export interface NewRun {
  tenantId: string
  runId: string
  conversationId: string
  /** Whose conversation it is. */
  principal: Pick<Principal, 'id'>
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
    /**
     * One transaction: the messages, the run, and its mark as in flight. Answers with the class that the conversation has by
     * then; undefined: it is gone.
     */
    insert: (run: NewRun): Promise<Classification | undefined> =>
      database.withTenant(run.tenantId, (sql) => insertRun(sql, run)),

    findByKey: (tenantId: string, idempotencyKey: string): Promise<StoredRun | undefined> =>
      database.withTenant(tenantId, (sql) => findRunByKey(sql, idempotencyKey)),

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

/**
 * In one go: a round trip a statement would be most of the time that a question waits. Whatever fails takes all of it back.
 * Answers with the class that the conversation now has; undefined: it is gone.
 */
async function insertRun(sql: TransactionSql, run: NewRun): Promise<Classification | undefined> {
  const { tenantId, runId, conversationId, userMessage, answer } = run
  const sealTitle = await sealerFor(sql, SEALED.conversations, run.principal.id)
  const { title } = sealTitle(conversationId, { title: run.title ?? '' })
  // Before the others are asked, which follow each other without a pause.
  const seal = await sealerFor(sql, SEALED.messages, run.principal.id)
  const [isRoom, , hasAnswer, , , [conversation]] = await Promise.all([
    hasRoom(sql, run),
    userMessage && insertMessage(sql, run, seal(userMessage.id, userMessage)),
    run.isContinued ? goOn(sql, run) : insertMessage(sql, run, seal(answer.id, answer)),
    sql`
      insert into runs (tenant_id, id, conversation_id, message_id, user_message_id, status,
                        idempotency_key, request_sha256, base_length, base_reasoning_length, created_at)
      values (${tenantId}, ${runId}, ${conversationId}, ${answer.id}, ${userMessage?.id ?? null},
              'streaming', ${run.idempotencyKey}, ${run.requestSha256}, ${answer.text.length},
              ${reasoningLengthBefore(answer)}, now())`,
    sql`
      insert into runs_in_flight (tenant_id, run_id, process_id)
      values (${tenantId}, ${runId}, ${run.processId})`,
    // Whoever makes it stricter waits for this row and then finds the run, or has been here before, and the run is told.
    sql<{ classification: Classification }[]>`
      update conversations set updated_at = greatest(updated_at, ${answer.createdAt}),
        title = case when is_title_made and title = '' then ${title} else title end
      where id = ${conversationId} returning classification`,
  ])
  if (!isRoom) {
    throw new AppError(
      'too_many_runs',
      `${run.maxRunsOfOwner} of your answers are being written already. Wait for one to end, or stop one.`,
    )
  }
  if (!hasAnswer) throw new AppError('conflict', 'This answer is being gone on with already.')
  return conversation?.classification
}

/** Whether the owner may have one more. Of two that come at once and would both be the last, one waits for the other. */
async function hasRoom(
  sql: TransactionSql,
  { conversationId, maxRunsOfOwner }: NewRun,
): Promise<boolean> {
  const [, [found]] = await Promise.all([
    sql`
      select pg_advisory_xact_lock(hashtextextended(tenant_id || ' runs of ' || owner_id, 0))
      from conversations where id = ${conversationId}`,
    // A statement of its own: it sees what whoever had the lock before has left.
    sql<{ count: number }[]>`
      select count(*)::int as count from runs_in_flight
        join runs on runs.tenant_id = runs_in_flight.tenant_id and runs.id = runs_in_flight.run_id
        join conversations on conversations.tenant_id = runs.tenant_id
          and conversations.id = runs.conversation_id
      where conversations.owner_id =
        (select owner_id from conversations where id = ${conversationId})`,
  ])
  return (found?.count ?? 0) < maxRunsOfOwner
}

async function goOn(sql: TransactionSql, { runId, answer }: NewRun): Promise<boolean> {
  const { count } = await sql`
    update messages set status = 'streaming', run_id = ${runId}, error = null
    where id = ${answer.id} and status <> 'streaming'`
  return count > 0
}

/** What goes on with thoughts leaves a blank line after them. */
function reasoningLengthBefore({ reasoning }: Message): number {
  return reasoning ? joinReasoning(reasoning.text, '.').length - 1 : 0
}

async function insertMessage(sql: TransactionSql, run: NewRun, message: Message): Promise<boolean> {
  const { tenantId, conversationId, runId } = run
  const { id, parentId, role, text, status, modelId, lang, parts = [], createdAt } = message
  await sql`
    insert into messages (tenant_id, id, conversation_id, parent_id, depth, role, text, status,
                          run_id, model_id, lang, parts, created_at)
    values (${tenantId}, ${id}, ${conversationId}, ${parentId},
            1 + coalesce((select depth from messages where id = ${parentId}), 0),
            ${role}, ${text}, ${status}, ${role === 'assistant' ? runId : null}, ${modelId}, ${lang},
            ${sql.json(parts)}, ${createdAt})`
  return true
}

export async function findRunByKey(
  sql: TransactionSql,
  idempotencyKey: string,
): Promise<StoredRun | undefined> {
  const rows = await sql<RunRow[]>`select * from runs where idempotency_key = ${idempotencyKey}`
  return rows.map(toRun)[0]
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
