import type { Database, TransactionSql } from './database.ts'
import type { Log } from './log.ts'
import { messageOf } from './thrown.ts'

const CHANNEL = 'galerne_revisions'

/** Within the transaction of a change: tells every process that what is known of the topic is out of date. */
export async function noteRevision(
  sql: TransactionSql,
  tenantId: string,
  topic: string,
): Promise<void> {
  await sql`
    insert into revisions (tenant_id, topic, revision) values (${tenantId}, ${topic}, 1)
    on conflict (tenant_id, topic) do update set revision = revisions.revision + 1`
  await sql`select pg_notify(${CHANNEL}, ${`${tenantId} ${topic}`})`
}

export interface RevisionWatchOptions {
  database: Database
  tenantId: string
  log: Log
  /** Reads anew what the topic is about. Called after every change of any process. */
  topics: Record<string, () => Promise<void>>
  /** A message can be lost with its connection, so the numbers are looked at as well. */
  pollMs?: number
  /** True: no other process uses the database, and ours knows its own changes. */
  isSole?: boolean
}

/** Watches for changes by other processes: within milliseconds by notification, within `pollMs` whatever happens. */
export async function watchRevisions(options: RevisionWatchOptions): Promise<() => Promise<void>> {
  const { database, tenantId, log, topics } = options
  // Without notifications looking is all there is; on one machine it costs a fraction of a millisecond.
  const { pollMs = database.sharing === 'machine' ? 200 : 1000 } = options
  if (options.isSole ?? database.sharing === 'sole') return async () => undefined
  let known = await readRevisions(database, tenantId)
  let isClosed = false
  let working: Promise<void> = Promise.resolve()
  const check = async () => {
    try {
      const now = await readRevisions(database, tenantId)
      for (const [topic, reread] of Object.entries(topics)) {
        if (now.get(topic) !== known.get(topic)) await reread()
      }
      // Only now: what could not be read anew is out of date still.
      known = now
    } catch (error) {
      log.warn('revisions.not_read', { error })
    }
  }
  const look = () => {
    if (!isClosed) working = working.then(check)
    return working
  }
  const timer = setInterval(() => void look(), pollMs).unref()
  const listening = database.sharing === 'network' ? await listen(database, look, log) : undefined
  return async () => {
    isClosed = true
    clearInterval(timer)
    await listening?.unlisten().catch(() => undefined)
    await working
  }
}

/** A pooler between us and Postgres may not pass notifications on: then looking has to do. */
async function listen(database: Database, look: () => Promise<void>, log: Log) {
  try {
    return await database.sql.listen(CHANNEL, () => void look())
  } catch (error) {
    log.info('revisions.not_notified', { reason: messageOf(error) })
    return undefined
  }
}

async function readRevisions(database: Database, tenantId: string): Promise<Map<string, string>> {
  return database.withTenant(tenantId, async (sql) => {
    const rows = await sql<{ topic: string; revision: string }[]>`
      select topic, revision::text as revision from revisions`
    return new Map(rows.map(({ topic, revision }) => [topic, revision]))
  })
}
