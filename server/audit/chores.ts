import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { KeysStore } from './keys-store.ts'
import type { ReadStore } from './read-store.ts'
import type { Sequencer } from './sequencer.ts'
import type { AuditSettings } from './settings.ts'
import type { SinksStore } from './sinks/sinks-store.ts'
import type { TrailStore } from './trail-store.ts'
import type { Verifications } from './verifications.ts'

export interface ChoresOptions {
  clock: Clock
  log: Log
  settings: AuditSettings
  dataFolder: string
  sequencer: Sequencer
  store: TrailStore
  read: ReadStore
  keys: KeysStore
  sinks: SinksStore
  verifications: Verifications
  settle: (tenantId: string) => Promise<void>
  everyMs?: number
}

export interface Chores {
  /** Signs what is left. */
  close(): Promise<void>
}

const EVERY_MS = 1000

/** What one process does for all: empties the outbox, signs each minute. */
export function openChores(options: ChoresOptions): Chores {
  const { store, clock, log, settings, settle, sequencer, everyMs = EVERY_MS } = options
  const seen = new Set<string>()
  let problem: string | null = null
  let working: Promise<void> | undefined

  const look = async () => {
    try {
      const unsignedSince = new Date(clock.now() - settings.checkpointSeconds * 1000)
      for (const tenantId of await store.listWaiting(unsignedSince)) {
        seen.add(tenantId)
        await settle(tenantId)
      }
      problem = null
    } catch (error) {
      // Once for as long as it lasts: each second would fill the log.
      const said = String(error)
      if (said !== problem) log.error('audit.not_written', { error })
      problem = said
    }
  }
  const once = () => (working ??= look().finally(() => (working = undefined)))
  const timer = setInterval(() => void once(), everyMs).unref()
  return {
    async close() {
      clearInterval(timer)
      await working
      await look()
      for (const tenantId of seen) {
        await sequencer.signNow(tenantId).catch((error: unknown) => {
          log.warn('audit.not_signed', { error })
        })
      }
    },
  }
}
