import type { MessageStatus, Usage } from '#wire/conversations.ts'
import type { ApiError } from '#wire/errors.ts'
import type { MessagePart } from '#wire/message-parts.ts'
import { REASONING_GAP, type RunEvent } from '#wire/runs.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { openRows, sealerFor } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import { fromArchive, sumOf, toArchive, type ArchivedEvent } from './run-archive.ts'

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

/** The run is not this process's any more: it was ended by another, or its conversation is gone. Nothing was written. */
export class RunLost extends Error {}

export type RunEventsStore = ReturnType<typeof createRunEventsStore>

/** The events of runs. A row of `runs_in_flight` is the right to write: without it every write is refused. */
export function createRunEventsStore(database: Database) {
  return {
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
    async read(
      { tenantId, runId }: { tenantId: string; runId: string },
      after = 0,
    ): Promise<{ events: RunEvent[]; isEnded: boolean } | undefined> {
      return database.withTenant(tenantId, async (sql) => {
        const [run] = await sql<EndedRow[]>`
          select runs.id, runs.message_id, runs.base_length, runs.base_reasoning_length, runs.archive,
            case when archive is null then '' else messages.text end as text,
            case when archive is null then '' else messages.reasoning end as reasoning
          from runs join messages
            on messages.tenant_id = runs.tenant_id and messages.id = runs.message_id
          where runs.id = ${runId}`
        if (!run) return undefined
        await openRows(sql, SEALED.runs, [run])
        await openRows(sql, WORDS_OF_RUN, [run])
        if (run.archive) {
          const events = fromArchive(run.archive, {
            text: run.text.slice(run.base_length),
            reasoning: run.reasoning.slice(run.base_reasoning_length),
          })
          return { events: events.slice(after), isEnded: true }
        }
        const rows = await sql<{ event: RunEvent }[]>`
          select run_id, sequence, event from run_events
          where run_id = ${runId} and sequence > ${after} order by sequence`
        await openRows(sql, SEALED.runEvents, rows)
        return { events: rows.map(({ event }) => event), isEnded: false }
      })
    },
  }
}

const WORDS_OF_RUN = {
  table: SEALED.messages,
  row: ['message_id'],
  columns: { text: 'text', reasoning: 'reasoning' },
}

interface EndedRow {
  id: string
  message_id: string
  base_length: number
  base_reasoning_length: number
  archive: ArchivedEvent[] | null
  text: string
  reasoning: string
}

/** Whose answers runs write. Asked for each time: accounts may be joined meanwhile, and then they are somebody else's. */
async function findOwners(
  sql: TransactionSql,
  appends: readonly RunAppend[],
): Promise<(runId: string) => string> {
  const rows = await sql<{ id: string; owner_id: string }[]>`
    select runs.id, owner_id from runs join conversations on conversations.id = runs.conversation_id
    where runs.id = any (${appends.map(({ runId }) => runId)}::uuid[])`
  const owners = new Map(rows.map(({ id, owner_id: ownerId }) => [id, ownerId]))
  return (runId) => {
    const ownerId = owners.get(runId)
    if (ownerId === undefined) throw new RunLost('Its conversation is gone')
    return ownerId
  }
}

async function appendAll(
  sql: TransactionSql,
  processId: number,
  appends: readonly RunAppend[],
): Promise<void> {
  const ownerOf = await findOwners(sql, appends)
  const rows: { run_id: string; sequence: number; event: RunEvent }[] = []
  for (const { runId, events, ending } of appends) {
    if (ending !== null) continue
    const seal = await sealerFor(sql, SEALED.runEvents, ownerOf(runId))
    for (const event of events) {
      const { sequence } = event
      rows.push({ run_id: runId, sequence, ...seal(`${runId} ${sequence}`, { event }) })
    }
  }
  if (rows.length > 0) {
    const { count } = await sql`
      insert into run_events (tenant_id, run_id, sequence, event)
      select mine.tenant_id, mine.run_id, new.sequence, new.event
      from jsonb_to_recordset(${sql.json(rows)}) as new (run_id uuid, sequence int, event jsonb)
      join runs_in_flight mine on mine.run_id = new.run_id and mine.process_id = ${processId}`
    if (count !== rows.length) throw new RunLost('A run is not in flight here')
  }
  for (const { runId, ending } of appends) {
    if (ending) await endRun(sql, { processId, runId, ending, ownerId: ownerOf(runId) })
  }
  await noteAnswered(
    sql,
    appends.flatMap(({ runId, ending }) => (ending ? [runId] : [])),
  )
}

/** Their conversations have something new to read. Always locked in the same order, so that no two processes wait for each other. */
async function noteAnswered(sql: TransactionSql, runIds: readonly string[]): Promise<void> {
  if (runIds.length === 0) return
  await sql`
    with answered as (
      select conversations.id from conversations
      where id in (select conversation_id from runs where id = any (${[...runIds]}::uuid[]))
      order by id for update
    )
    update conversations set answered_at = now() from answered
    where conversations.id = answered.id`
}

interface Ending {
  processId: number
  runId: string
  ending: RunEnding
  ownerId: string
}

/** The message gets its text, the run its archive, and the rows of its events go. */
async function endRun(
  sql: TransactionSql,
  { processId, runId, ending, ownerId }: Ending,
): Promise<void> {
  const { status, events, lang, usage, error } = ending
  const { count } = await sql`
    delete from runs_in_flight where run_id = ${runId} and process_id = ${processId}`
  if (count === 0) throw new RunLost('The run is not in flight here')
  const last = events.at(-1)
  const sum = sumOf(events)
  const { reasoningMs, omittedMessages } = sum
  const origin = (last && 'origin' in last && last.origin) || null
  const messageId = await findWritten(sql, runId)
  const { text, reasoning, parts } = await sealWritten(sql, { messageId, ownerId, sum })
  const sealRun = await sealerFor(sql, SEALED.runs, ownerId)
  const { archive } = sealRun(runId, { archive: toArchive(events) })
  await Promise.all([
    sql`update runs set status = ${status}, ended_at = now(),
          finish_reason = ${last?.type === 'finished' ? last.reason : null},
          archive = ${sql.json(archive)}
        where id = ${runId}`,
    sql`update messages set text = ${text}, status = ${status}, reasoning = ${reasoning},
          reasoning_ms = coalesce(reasoning_ms + ${reasoningMs}::int, reasoning_ms, ${reasoningMs}),
          omitted_messages = ${omittedMessages}, parts = ${sql.json(parts)},
          origin = coalesce(${origin && sql.json(origin)}, origin),
          lang = coalesce(${lang}, lang), usage = ${usage && sql.json(usage)},
          error = ${error && sql.json({ ...error })}
        where id = ${messageId}`,
    sql`delete from run_events where run_id = ${runId}`,
  ])
}

async function findWritten(sql: TransactionSql, runId: string): Promise<string> {
  const [row] = await sql<{ message_id: string }[]>`
    select message_id from runs where id = ${runId}`
  if (!row) throw new RunLost('Its conversation is gone')
  return row.message_id
}

interface Words {
  text: string
  reasoning: string
  parts: MessagePart[]
}

/** What was in the message before, and what the run adds, sealed as one. */
async function sealWritten(
  sql: TransactionSql,
  { messageId, ownerId, sum }: { messageId: string; ownerId: string; sum: Words },
): Promise<Words> {
  const rows = await sql<(Words & { id: string })[]>`
    select id, text, reasoning, parts from messages where id = ${messageId} for update`
  const [before] = await openRows(sql, SEALED.messages, rows)
  if (!before) throw new RunLost('Its message is gone')
  const seal = await sealerFor(sql, SEALED.messages, ownerId)
  const gap = before.reasoning === '' || sum.reasoning === '' ? '' : REASONING_GAP
  return seal(messageId, {
    text: before.text + sum.text,
    reasoning: before.reasoning + gap + sum.reasoning,
    parts: [...before.parts, ...sum.parts],
  })
}
