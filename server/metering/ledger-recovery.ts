import { readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { UsageRecord } from './accounts.ts'
import { readFrames } from './ledger-frames.ts'
import { writeSome, type LedgerEntry, type LedgerOptions } from './ledger.ts'
import { recoveredRecord, type OpenCall } from './open-call.ts'

const OWNER_FILE = 'owner.json'
/** On another machine only the age of this file tells whether its process lives. */
const SILENT_MS = 60_000

/** Says in a process's folder who writes there. Called anew now and then, it says that it lives. */
export function markOwner(folder: string): void {
  const path = join(folder, OWNER_FILE)
  try {
    utimesSync(path, new Date(), new Date())
  } catch {
    writeFileSync(path, JSON.stringify({ pid: process.pid, host: hostname() }), { mode: 0o600 })
  }
}

export interface RecoveryOptions extends Pick<LedgerOptions, 'store' | 'deadLetters' | 'log'> {
  /** Of all processes; each has a folder in it, named by its id. */
  folder: string
  /** Of ours. */
  processId: string
  clock: Clock
}

export interface Recovered {
  /** Processes whose files were read. */
  processes: string[]
  records: number
  /** Calls of which nothing was heard any more. */
  unfinished: number
}

const BATCH_ROWS = 500

/**
 * Takes over what dead processes have left: every request that was committed reaches the database, once, whether or not it
 * was there already. Throws what the database says; then the files stay for the next time.
 */
export async function recoverLedger(options: RecoveryOptions): Promise<Recovered> {
  const { folder, log } = options
  const total: Recovered = { processes: [], records: 0, unfinished: 0 }
  for (const holder of listFolders(folder)) {
    const path = join(folder, holder)
    if (holder === options.processId || isAlive(path)) continue
    const { records, unfinished } = readFolder(path, log)
    const nowMs = options.clock.now()
    const entries = [...records, ...unfinished.map((calls) => recoveredRecord(calls, nowMs))].map(
      (record): LedgerEntry => ({ record, holder }),
    )
    await writeAll(entries, options)
    rmSync(path, { recursive: true, force: true })
    total.processes.push(holder)
    total.records += records.length
    total.unfinished += unfinished.length
  }
  if (total.processes.length > 0) log.info('ledger.recovered', { ...total })
  return total
}

async function writeAll(entries: LedgerEntry[], options: RecoveryOptions): Promise<void> {
  for (const [tenantId, own] of Map.groupBy(entries, ({ record }) => record.tenantId)) {
    for (let at = 0; at < own.length; at += BATCH_ROWS) {
      await writeSome(tenantId, own.slice(at, at + BATCH_ROWS), options)
    }
  }
}

function listFolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
}

/** Of a process that we cannot see, only silence tells. One that has our own number and is not us has died before us. */
function isAlive(folder: string): boolean {
  const path = join(folder, OWNER_FILE)
  try {
    const owner: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (!isOwner(owner)) return false
    if (owner.host !== hostname()) return Date.now() - statSync(path).mtimeMs < SILENT_MS
    return owner.pid !== process.pid && isRunning(owner.pid) && !isStale(path)
  } catch {
    return false
  }
}

/** A number that another program has taken over since: ours would have said that it lives. */
function isStale(path: string): boolean {
  return Date.now() - statSync(path).mtimeMs > SILENT_MS
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function isOwner(value: unknown): value is { pid: number; host: string } {
  return typeof value === 'object' && value !== null && 'pid' in value && 'host' in value
}

function readFolder(path: string, log: Log): { records: UsageRecord[]; unfinished: OpenCall[][] } {
  const records: UsageRecord[] = []
  const open = new Map<string, OpenCall[]>()
  const names = readdirSync(path).filter((name) => name.endsWith('.log'))
  for (const name of names.toSorted()) {
    const { texts, isTorn, damaged } = readFrames(readFileSync(join(path, name)))
    if (damaged.length > 0) log.error('ledger.damaged', { file: name, lines: damaged.length })
    if (isTorn) log.info('ledger.torn', { file: name })
    for (const text of texts) {
      // What we wrote ourselves, and whose sum was right.
      const line: { record?: UsageRecord; open?: OpenCall } = JSON.parse(text)
      if (line.record) records.push(line.record)
      if (line.open) {
        const { requestId } = line.open.request
        open.set(requestId, [...(open.get(requestId) ?? []), line.open])
      }
    }
  }
  for (const { requestId } of records) open.delete(requestId)
  return { records, unfinished: [...open.values()] }
}
