import type { Message, MessageStatus, Usage } from '#wire/conversations.ts'
import type { ApiError } from '#wire/errors.ts'
import type { RunEvent } from '#wire/runs.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { toMessage, type MessageRow } from './conversations-store.ts'
import { fromArchive, toArchive, textOf, type ArchivedEvent } from './run-archive.ts'

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
}

export interface StoredRun {
  id: string
  conversationId: string
  messageId: string
  userMessageId: string | null
  status: MessageStatus
  requestSha256: string
}

/** What a run's last event leaves behind in its message. */
export interface RunEnding {
  status: Exclude<MessageStatus, 'streaming'>
  /** Every event of the run, the last one included. */
  events: readonly RunEvent[]
  lang: string | null
  usage: Usage | null
  error: ApiError | null
}

/** Events of one run that are to be stored together, and its end, if this is it. */
export interface RunAppend {
  tenantId: string
  runId: string
  events: readonly RunEvent[]
  ending: RunEnding | null
}

export interface RunInFlight {
  tenantId: string
  runId: string
  processId: number
}

/** The run is not this process's any more: it was ended by another, or its conversation is gone. Nothing was written. */
export class RunLost extends Error {}

export type RunsStore = ReturnType<typeof createRunsStore>

/** Runs and their events. A row of `runs_in_flight` is the right to write: without it every write is refused. */
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

    /** Those of the messages that exist, in the order of the ids. */
    async findMessages(tenantId: string, ids: string[]): Promise<Message[]> {
      return database.withTenant(tenantId, async (sql) => {
        const rows = await sql<MessageRow[]>`
          select * from messages where id = any (${ids}::uuid[])`
        return ids.flatMap((id) => rows.filter((row) => row.id === id).map(toMessage))
      })
    },

    async findMessageIn(
      tenantId: string,
      conversationId: string,
      messageId: string,
    ): Promise<Message | undefined> {
      return database.withTenant(tenantId, async (sql) => {
        const rows = await sql<MessageRow[]>`
          select * from messages where conversation_id = ${conversationId} and id = ${messageId}`
        return rows.map(toMessage)[0]
      })
    },

    /** The run, if this owner has it. */
    async find(
      owner: { tenantId: string; ownerId: string },
      runId: string,
    ): Promise<StoredRun | undefined> {
      return database.withTenant(owner.tenantId, async (sql) => {
        const rows = await sql<RunRow[]>`
          select runs.* from runs join conversations
            on conversations.tenant_id = runs.tenant_id and conversations.id = runs.conversation_id
          where runs.id = ${runId} and conversations.owner_id = ${owner.ownerId}`
        return rows.map(toRun)[0]
      })
    },

    /**
     * One transaction for runs of one tenant: all of it is stored, or nothing. Throws RunLost when one of the runs is not
     * this process's.
     */
    async append(processId: number, appends: readonly RunAppend[]): Promise<void> {
      const [first] = appends
      if (!first) return
      await database.withTenant(first.tenantId, (sql) => appendAll(sql, processId, appends))
    },

    /** The stored events with a sequence above `after`, in order; undefined: there is no such run. */
    async readEvents(
      { tenantId, runId }: { tenantId: string; runId: string },
      after = 0,
    ): Promise<{ events: RunEvent[]; isEnded: boolean } | undefined> {
      return database.withTenant(tenantId, async (sql) => {
        const [run] = await sql<(RunRow & { text: string })[]>`
          select runs.*, case when archive is null then '' else messages.text end as text
          from runs join messages
            on messages.tenant_id = runs.tenant_id and messages.id = runs.message_id
          where runs.id = ${runId}`
        if (!run) return undefined
        if (run.archive) {
          const events = fromArchive(run.archive, run.text.slice(run.base_length))
          return { events: events.slice(after), isEnded: true }
        }
        const rows = await sql<{ event: RunEvent }[]>`
          select event from run_events
          where run_id = ${runId} and sequence > ${after} order by sequence`
        return { events: rows.map(({ event }) => event), isEnded: false }
      })
    },

    /** For the process that has the run, wherever it is. */
    async requestStop({ tenantId, runId }: { tenantId: string; runId: string }): Promise<void> {
      await database.withTenant(tenantId, async (sql) => {
        await sql`update runs_in_flight set stop_requested_at = now() where run_id = ${runId}`
      })
    },

    /** The runs of this process that somebody asked another process to stop. */
    async listStopRequests(processId: number): Promise<string[]> {
      const rows = await database.sql<{ run_id: string }[]>`
        select run_id from runs_in_flight
        where process_id = ${processId} and stop_requested_at is not null`
      return rows.map((row) => row.run_id)
    },

    async listInFlight(): Promise<RunInFlight[]> {
      const rows = await database.sql<{ tenant_id: string; run_id: string; process_id: number }[]>`
        select tenant_id, run_id, process_id from runs_in_flight`
      return rows.map((row) => ({
        tenantId: row.tenant_id,
        runId: row.run_id,
        processId: row.process_id,
      }))
    },

    /** Rows of ended runs are dead weight, and the embedded database has nobody who sweeps. */
    async sweep(): Promise<void> {
      await database.sql`vacuum run_events`
      await database.sql`vacuum runs_in_flight`
    },
  }
}

async function insertRun(sql: TransactionSql, run: NewRun): Promise<void> {
  const { tenantId, runId, conversationId, userMessage, answer } = run
  if (userMessage) await insertMessage(sql, run, userMessage)
  if (run.isContinued) {
    const { count } = await sql`
      update messages set status = 'streaming', run_id = ${runId}, error = null
      where id = ${answer.id} and status <> 'streaming'`
    if (count === 0) throw new RunLost('Somebody else goes on with this answer already')
  } else {
    await insertMessage(sql, run, answer)
  }
  await sql`
    insert into runs (tenant_id, id, conversation_id, message_id, user_message_id, status,
                      idempotency_key, request_sha256, base_length, created_at)
    values (${tenantId}, ${runId}, ${conversationId}, ${answer.id}, ${userMessage?.id ?? null},
            'streaming', ${run.idempotencyKey}, ${run.requestSha256}, ${answer.text.length}, now())`
  await sql`
    insert into runs_in_flight (tenant_id, run_id, process_id)
    values (${tenantId}, ${runId}, ${run.processId})`
  await sql`
    update conversations set updated_at = greatest(updated_at, ${answer.createdAt}),
      title = case when is_title_made and title = '' then coalesce(${run.title}, '') else title end
    where id = ${conversationId}`
}

async function insertMessage(sql: TransactionSql, run: NewRun, message: Message): Promise<void> {
  const { tenantId, conversationId, runId } = run
  const { id, parentId, role, text, status, modelId, lang, createdAt } = message
  await sql`
    insert into messages (tenant_id, id, conversation_id, parent_id, depth, role, text, status,
                          run_id, model_id, lang, created_at)
    values (${tenantId}, ${id}, ${conversationId}, ${parentId},
            1 + coalesce((select depth from messages where id = ${parentId}), 0),
            ${role}, ${text}, ${status}, ${role === 'assistant' ? runId : null}, ${modelId}, ${lang},
            ${createdAt})`
}

async function appendAll(
  sql: TransactionSql,
  processId: number,
  appends: readonly RunAppend[],
): Promise<void> {
  const rows = appends
    .filter(({ ending }) => ending === null)
    .flatMap(({ runId, events }) =>
      events.map((event) => ({ run_id: runId, sequence: event.sequence, event })),
    )
  if (rows.length > 0) {
    const { count } = await sql`
      insert into run_events (tenant_id, run_id, sequence, event)
      select mine.tenant_id, mine.run_id, new.sequence, new.event
      from jsonb_to_recordset(${sql.json(rows)}) as new (run_id uuid, sequence int, event jsonb)
      join runs_in_flight mine on mine.run_id = new.run_id and mine.process_id = ${processId}`
    if (count !== rows.length) throw new RunLost('A run is not in flight here')
  }
  for (const { runId, ending } of appends) {
    if (ending) await endRun(sql, { processId, runId, ending })
  }
}

/** The message gets its text, the run its archive, and the rows of its events go. */
async function endRun(
  sql: TransactionSql,
  { processId, runId, ending }: { processId: number; runId: string; ending: RunEnding },
): Promise<void> {
  const { status, events, lang, usage, error } = ending
  const { count } = await sql`
    delete from runs_in_flight where run_id = ${runId} and process_id = ${processId}`
  if (count === 0) throw new RunLost('The run is not in flight here')
  const last = events.at(-1)
  await Promise.all([
    sql`update runs set status = ${status}, ended_at = now(),
          finish_reason = ${last?.type === 'finished' ? last.reason : null},
          archive = ${sql.json(toArchive(events))}
        where id = ${runId}`,
    sql`update messages set text = text || ${textOf(events)}, status = ${status},
          lang = coalesce(${lang}, lang), usage = ${usage && sql.json(usage)},
          error = ${error && sql.json({ ...error })}
        where id = (select message_id from runs where id = ${runId})`,
    sql`delete from run_events where run_id = ${runId}`,
  ])
}

interface RunRow {
  id: string
  conversation_id: string
  message_id: string
  user_message_id: string | null
  status: MessageStatus
  request_sha256: string
  base_length: number
  archive: ArchivedEvent[] | null
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
