import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import { makeFolder } from '#server/lib/make-folder.ts'
import type { Charge } from './allowance.ts'
import type { LeaseStore } from './lease-store.ts'
import { createLedgerFile } from './ledger-file.ts'
import { toFrame } from './ledger-frames.ts'
import { markOwner, recoverLedger } from './ledger-recovery.ts'
import { createLedger, type Ledger, type LedgerEntry } from './ledger.ts'
import type { Turns } from './turns.ts'
import { createUsageStore } from './usage-store.ts'

export interface OpenLedgerOptions {
  database: Database
  /** Of the write-ahead files of all processes that share the data folder. */
  folder: string
  processId: string
  clock: Clock
  log: Log
  turns: Turns
  leases: LeaseStore
  tenantIds: () => readonly string[]
  onReported: (charges: Charge[]) => void
  /** False: somebody else takes over what dead processes have left. */
  doesChores?: boolean
}

export interface OpenLedger {
  ledger: Ledger
  /** Says that this process lives, and takes over from those that do not any more. */
  beat(): Promise<void>
}

/** The ledger of this process, after what dead ones have left is in the database. Throws what the database says. */
export async function openLedger(options: OpenLedgerOptions): Promise<OpenLedger> {
  const { database, folder, processId, clock, log, turns, leases, onReported } = options
  makeFolder(folder)
  const store = createUsageStore(database)
  const deadLetters = (entry: LedgerEntry, reason: string) => {
    const text = toFrame(JSON.stringify({ ...entry, reason }))
    appendFileSync(join(folder, 'dead-letters.log'), text, { mode: 0o600 })
  }
  let turn = Promise.resolve()
  const recoverNow = async () => {
    const found = { folder, processId, clock, log, store, deadLetters }
    const { processes } = await recoverLedger(found)
    // Dead for certain: what they were lent need not wait for its time.
    for (const holder of processes) {
      for (const tenantId of options.tenantIds()) await leases.giveBack(tenantId, holder)
    }
  }
  // One after the other: two would read the same files.
  const recover = () => {
    if (options.doesChores === false) return Promise.resolve()
    const next = turn.then(recoverNow)
    turn = next.catch(() => undefined)
    return next
  }
  await recover()
  const own = join(folder, processId)
  const file = createLedgerFile({ folder: own, log })
  markOwner(own)
  const ledger = createLedger({
    store,
    file,
    deadLetters,
    processId,
    log,
    turns,
    onWritten: (entries) => onReported(entries.flatMap(({ record }) => record.charges ?? [])),
  })
  return {
    ledger,
    async beat() {
      markOwner(own)
      await recover()
    },
  }
}
