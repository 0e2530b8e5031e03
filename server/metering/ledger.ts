import type { Log } from '#server/lib/log.ts'
import { codeOf, messageOf } from '#server/lib/thrown.ts'
import type { UsageRecord } from './accounts.ts'
import type { LedgerFile, LedgerMark } from './ledger-file.ts'
import type { OpenCall } from './open-call.ts'
import { createTurns, type Turns } from './turns.ts'

/** The database side of the ledger; usage-store.ts has the SQL. */
export interface LedgerStore {
  /** Writes what is not there yet, with what it takes from budgets. Throws what Postgres says. */
  write(tenantId: string, entries: LedgerEntry[]): Promise<void>
}

/** One finished request on its way into the database. */
export interface LedgerEntry {
  record: UsageRecord
  /** The process that made the call: whose leases it was paid from. */
  holder: string
}

export interface Ledger {
  /**
   * The request is committed when this returns: its line is with the operating system, so that no death of this process
   * loses it. It reaches the database soon after, once. Never throws and never waits.
   */
  record(record: UsageRecord): void
  /** A call goes out that will cost something: if nothing more is heard of it, its cost is estimated. */
  begin(call: OpenCall): LedgerMark
  /** Why nothing can be recorded now, for people; null: all is well. While there is a reason, no call may be made. */
  readonly problem: string | null
  /** Records that the database does not have yet. */
  waiting(): number
  /** Resolves when all that was recorded before is in the database, or cannot be written now. */
  flush(): Promise<void>
  /** Writes what is left; what cannot be stays in the file for the next start. */
  close(): Promise<void>
}

export interface LedgerOptions {
  store: LedgerStore
  file: LedgerFile
  /** Takes what no database will ever take, for people to look at. */
  deadLetters: (entry: LedgerEntry, reason: string) => void
  processId: string
  log: Log
  /** How long a record may wait for others, so that many become one transaction. */
  flushAfterMs?: number
  /** Wait before a batch that could not be written is tried again; also before a full disk is. */
  retryAfterMs?: number
  /** Records that are kept in memory; those beyond wait in the file alone. */
  maxInMemory?: number
  /** Lets nobody else use the authority on budgets while a batch is written and noted. */
  turns?: Turns
  /** After a batch is in the database, within the same turn. */
  onWritten?: (entries: LedgerEntry[]) => void
}

const BATCH_ROWS = 500
/** So much may wait for the database; beyond it calls are refused rather than the memory eaten. */
const MAX_WAITING = 200_000
/** A record is a kilobyte in memory: those beyond are read from the file when it is their turn. */
const MAX_IN_MEMORY = 5000

const DATABASE_AWAY = 'The database has not taken any records for a long time. Look at its log.'

interface Waiting {
  /** Absent: in the file alone. */
  record?: UsageRecord
  /** Undefined: in memory alone, because the disk took no more. */
  mark: LedgerMark | undefined
}

/** Write-ahead file first, then the database in batches, by one writer. */
export function createLedger(options: LedgerOptions): Ledger {
  const { file, log, flushAfterMs = 250, retryAfterMs = 2000 } = options
  const { maxInMemory = MAX_IN_MEMORY } = options
  const queue: { waiting: Waiting[] } = { waiting: [] }
  let diskProblem: string | null = null
  let timer: NodeJS.Timeout | undefined
  let diskTimer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  let isClosed = false

  const schedule = (ms: number) => {
    if (!isClosed) timer ??= setTimeout(() => void flush(), ms).unref()
  }
  const writeNow = async () => {
    clearTimeout(timer)
    timer = undefined
    if (!(await writeAll(queue, options))) schedule(retryAfterMs)
  }
  // Batches go in one after the other.
  const flush = () => (writing = writing.then(writeNow))
  const toDisk = (record: UsageRecord): LedgerMark | undefined => {
    try {
      return file.append(JSON.stringify({ record }))
    } catch (error) {
      if (diskProblem === null) log.error('ledger.disk_refused', { error, code: codeOf(error) })
      diskProblem = describe(error)
      diskTimer ??= setInterval(tryDisk, retryAfterMs).unref()
      return undefined
    }
  }
  /** What is in memory alone goes to the disk as soon as that takes it; with it, calls are taken again. */
  const tryDisk = () => {
    try {
      file.append('{}').done()
      for (const one of queue.waiting)
        one.mark ??= file.append(JSON.stringify({ record: one.record }))
    } catch (error) {
      diskProblem = describe(error)
      return
    }
    clearInterval(diskTimer)
    diskTimer = undefined
    diskProblem = null
    log.warn('ledger.disk_took_again')
  }

  return {
    record(record) {
      const isMuch = queue.waiting.length >= maxInMemory
      queue.waiting.push(toWaiting(record, toDisk(record), isMuch))
      // A whole batch waits for nobody: what lives longer only has to be carried about by the collector.
      if (queue.waiting.length === BATCH_ROWS) void flush()
      else schedule(flushAfterMs)
    },
    waiting: () => queue.waiting.length,
    begin: (call) => file.appendSoon(JSON.stringify({ open: call })),
    get problem() {
      return diskProblem ?? (queue.waiting.length > MAX_WAITING ? DATABASE_AWAY : null)
    },
    flush,
    async close() {
      isClosed = true
      clearInterval(diskTimer)
      await flush()
      const lost = queue.waiting.filter(({ mark }) => !mark).length
      if (lost > 0) log.error('usage.lost', { lost })
      await file.close()
    },
  }
}

function toWaiting(record: UsageRecord, mark: LedgerMark | undefined, isMuch: boolean): Waiting {
  return mark && isMuch ? { mark } : { record, mark }
}

function describe(error: unknown): string {
  const isFull = codeOf(error) === 'ENOSPC' || codeOf(error) === 'EDQUOT'
  return isFull
    ? 'The disk of this server is full, so calls cannot be recorded. Somebody has to free some space.'
    : `Calls cannot be recorded on this server’s disk (${codeOf(error) ?? messageOf(error)}). Somebody has to look at it.`
}

/** False: the database is not there now. */
async function writeAll(queue: { waiting: Waiting[] }, options: LedgerOptions): Promise<boolean> {
  const { log, onWritten, turns = createTurns() } = options
  while (queue.waiting.length > 0) {
    const taken = queue.waiting.slice(0, BATCH_ROWS)
    const batch = taken.flatMap((one) => toEntry(one, options) ?? [])
    try {
      await turns.take(async () => {
        for (const [tenantId, entries] of Map.groupBy(batch, ({ record }) => record.tenantId)) {
          await writeSome(tenantId, entries, options)
        }
        onWritten?.(batch)
      })
    } catch (error) {
      // Records that are in already stay as they are: their ids are unique.
      log.error('usage.not_written', { error, waiting: queue.waiting.length })
      return false
    }
    queue.waiting = queue.waiting.slice(taken.length)
    for (const { mark } of taken) mark?.done()
  }
  return true
}

function toEntry(
  { record, mark }: Waiting,
  { processId, log }: Pick<LedgerOptions, 'processId' | 'log'>,
): LedgerEntry | undefined {
  if (record) return { record, holder: processId }
  try {
    // What we wrote ourselves, and whose sum was right.
    const line: { record: UsageRecord } = JSON.parse(mark?.read() ?? '')
    return { record: line.record, holder: processId }
  } catch (error) {
    log.error('ledger.damaged', { error })
    return undefined
  }
}

/** A row that no database takes must not keep the others out: halves are tried until it is alone. */
export async function writeSome(
  tenantId: string,
  entries: LedgerEntry[],
  options: Pick<LedgerOptions, 'store' | 'deadLetters' | 'log'>,
): Promise<void> {
  const { store, deadLetters, log } = options
  try {
    await store.write(tenantId, entries)
  } catch (error) {
    if (!isPoison(error)) throw error
    const [first] = entries
    if (entries.length === 1 && first) {
      const { requestId } = first.record
      log.error('usage.dead_lettered', { requestId, code: codeOf(error) })
      deadLetters(first, messageOf(error))
      return
    }
    const middle = Math.ceil(entries.length / 2)
    await writeSome(tenantId, entries.slice(0, middle), options)
    await writeSome(tenantId, entries.slice(middle), options)
  }
}

/** Postgres has read the row and will never take it: data exceptions, constraints, nonsense in JSON. */
function isPoison(error: unknown): boolean {
  return /^(?:22|23)/.test(codeOf(error) ?? '')
}
