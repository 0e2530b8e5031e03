import type { Database, Sql, TransactionSql } from './database.ts'
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
  /** Of this organisation alone; absent: of all, also of those that do not exist yet. */
  tenantId?: string
  log: Log
  /** Reads anew what the topic is about, for the organisation. Called after every change of any process. */
  topics: Record<string, (tenantId: string) => Promise<void>>
  /** A message can be lost with its connection, so the numbers are looked at as well. */
  pollMs?: number
  /** True: no other process uses the database, and ours knows its own changes. */
  isSole?: boolean
}

/**
 * Watches for changes by other processes: within milliseconds by notification, within `pollMs` whatever happens. Begin to
 * watch, then read: a change in between is heard of. All that watch one database share one look at it.
 */
export async function watchRevisions(options: RevisionWatchOptions): Promise<() => Promise<void>> {
  const { database, log } = options
  // Without notifications looking is all there is; on one machine it costs a fraction of a millisecond.
  const { pollMs = database.sharing === 'machine' ? 200 : 1000 } = options
  if (options.isSole ?? database.sharing === 'sole') return async () => undefined
  const look = lookouts.get(database) ?? createLookout(database, log)
  lookouts.set(database, look)
  return look.join(options, pollMs)
}

/** One for each open database, as long as somebody watches it. */
const lookouts = new WeakMap<Database, Lookout>()

interface Lookout {
  join(options: RevisionWatchOptions, pollMs: number): Promise<() => Promise<void>>
}

/** By `tenant topic`. */
type Revisions = ReadonlyMap<string, string>

interface Watch {
  options: RevisionWatchOptions
  /** What it has read anew already. */
  known: Map<string, string>
}

function createLookout(database: Database, log: Log): Lookout {
  const watches = new Set<Watch>()
  let seen: { sum: string; revisions: Revisions } | undefined
  let isBehind = false
  let working: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let timerMs = Infinity
  let listening: Promise<{ unlisten(): Promise<void> } | undefined> | undefined

  const check = async () => {
    try {
      const sum = await readSum(database.sql)
      if (seen?.sum === sum && !isBehind) return
      const revisions = await readRevisions(database.sql)
      seen = { sum, revisions }
      isBehind = false
      for (const watch of watches) {
        if (!(await tell(watch, revisions))) isBehind = true
      }
    } catch (error) {
      log.warn('revisions.not_read', { error })
    }
  }
  const look = () => (working = working.then(() => (watches.size > 0 ? check() : undefined)))
  const leave = async (watch: Watch) => {
    watches.delete(watch)
    if (watches.size === 0) {
      clearInterval(timer)
      timerMs = Infinity
      const told = listening
      listening = undefined
      await (await told)?.unlisten().catch(() => undefined)
    }
    await working
  }
  return {
    async join(options, pollMs) {
      const known = new Map(await readRevisions(database.sql))
      const watch = { options, known }
      watches.add(watch)
      if (pollMs < timerMs) {
        clearInterval(timer)
        timerMs = pollMs
        timer = setInterval(() => void look(), pollMs).unref()
      }
      if (database.sharing === 'network') await (listening ??= listen(database, look, log))
      return () => leave(watch)
    },
  }
}

/** False: something could not be read anew, and is out of date still. */
async function tell({ options, known }: Watch, now: Revisions): Promise<boolean> {
  const { topics, tenantId: only, log } = options
  let isCurrent = true
  for (const [name, revision] of now) {
    if (known.get(name) === revision) continue
    const [tenantId = '', topic = ''] = name.split(' ')
    const reread = only === undefined || only === tenantId ? topics[topic] : undefined
    try {
      await reread?.(tenantId)
      known.set(name, revision)
    } catch (error) {
      log.warn('revisions.not_read', { topic, error })
      isCurrent = false
    }
  }
  return isCurrent
}

/** A pooler between us and Postgres may not pass notifications on: then looking has to do. */
async function listen(database: Database, look: () => Promise<unknown>, log: Log) {
  try {
    return await database.sql.listen(CHANNEL, () => void look())
  } catch (error) {
    log.info('revisions.not_notified', { reason: messageOf(error) })
    return undefined
  }
}

/** Revisions only go up, so that any change changes their sum: one row, however many organisations there are. */
async function readSum(sql: Sql): Promise<string> {
  const [row] = await sql<{ sum: string }[]>`
    select count(*) || ' ' || coalesce(sum(revision), 0) as sum from revisions`
  return row?.sum ?? ''
}

async function readRevisions(sql: Sql): Promise<Revisions> {
  const rows = await sql<{ name: string; revision: string }[]>`
    select tenant_id || ' ' || topic as name, revision::text as revision from revisions`
  return new Map(rows.map(({ name, revision }) => [name, revision]))
}
