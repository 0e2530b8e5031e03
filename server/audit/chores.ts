import { isAbsolute, join } from 'node:path'
import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { ArchiveStore } from './archive-store.ts'
import { archiveBefore } from './archive.ts'
import type { KeysStore } from './keys-store.ts'
import type { ReadStore } from './read-store.ts'
import type { Sequencer } from './sequencer.ts'
import type { AuditSettings } from './settings.ts'
import { createDeliverer } from './sinks/deliver.ts'
import { openSinks } from './sinks/open-sinks.ts'
import type { SinksStore } from './sinks/sinks-store.ts'
import type { TimeStampsStore } from './sinks/time-stamps-store.ts'
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
  archive: ArchiveStore
  keys: KeysStore
  sinks: SinksStore
  stamps: TimeStampsStore
  verifications: Verifications
  settle: (tenantId: string) => Promise<void>
  everyMs?: number
}

export interface Chores {
  /** Signs what is left. */
  close(): Promise<void>
}

const EVERY_MS = 1000
const HOUR_MS = 3600 * 1000
const DAY_MS = 24 * HOUR_MS

/** What one process does for all: empties the outbox, signs each minute, delivers to sinks, archives, checks. */
export function openChores(options: ChoresOptions): Chores {
  const { store, clock, log, settings, settle, sequencer, everyMs = EVERY_MS } = options
  const opened = openSinks(settings, options)
  const deliverer = createDeliverer({ ...options, sinks: opened.sinks, store: options.sinks })
  const sinkIds = opened.sinks.map(({ id }) => id)
  const seen = new Set<string>()
  let upkeepMs = clock.now() + HOUR_MS

  const take = async () => {
    const unsignedSince = new Date(clock.now() - settings.checkpointSeconds * 1000)
    for (const tenantId of await store.listWaiting(unsignedSince)) {
      seen.add(tenantId)
      await settle(tenantId)
    }
  }
  const deliver = async () => {
    if (opened.sinks.length === 0) return
    for (const trail of await store.listTrails()) await deliverer.bring(trail)
  }
  const keepUp = async () => {
    if (clock.now() < upkeepMs) return
    upkeepMs = clock.now() + HOUR_MS
    for (const { tenantId } of await store.listTrails())
      await upkeep({ ...options, sinkIds }, tenantId)
  }
  // A sink that hangs must not keep the outbox waiting.
  const loops = [take, deliver, keepUp].map((work) => createLoop(work, everyMs, log))
  return {
    async close() {
      for (const loop of loops) loop.stop()
      await deliverer.close()
      await Promise.all(loops.map((loop) => loop.idle()))
      await opened.close()
      await take().catch((error: unknown) => log.warn('audit.not_written', { error }))
      for (const tenantId of seen) {
        await sequencer.signNow(tenantId).catch((error: unknown) => {
          log.warn('audit.not_signed', { error })
        })
      }
    },
  }
}

/** Again and again, one after the other; what fails is logged once for as long as it fails. */
function createLoop(work: () => Promise<void>, everyMs: number, log: Log) {
  let problem: string | null = null
  let running: Promise<void> | undefined
  const once = async () => {
    try {
      await work()
      problem = null
    } catch (error) {
      const said = String(error)
      if (said !== problem) log.error('audit.chore_failed', { error })
      problem = said
    }
  }
  const timer = setInterval(() => {
    running ??= once().finally(() => (running = undefined))
  }, everyMs).unref()
  return {
    stop: () => clearInterval(timer),
    idle: () => running ?? Promise.resolve(),
  }
}

/** What is old goes into the archive, and the whole is checked, if it is time. */
async function upkeep(
  options: ChoresOptions & { sinkIds: readonly string[] },
  tenantId: string,
): Promise<void> {
  const { settings, clock, log, dataFolder, verifications } = options
  const { retentionDays, verifyEveryHours } = settings
  if (retentionDays !== null) {
    const before = new Date(clock.now() - retentionDays * DAY_MS)
    const folder = archiveFolderOf(settings, dataFolder)
    const entries = await archiveBefore({ ...options, folder }, tenantId, before)
    if (entries > 0) log.info('audit.archived', { tenantId, entries, folder })
  }
  if (verifyEveryHours === 0) return
  const last = await verifications.last(tenantId)
  const isDue = !last || Date.parse(last.startedAt) <= clock.now() - verifyEveryHours * HOUR_MS
  if (isDue) await verifications.start(tenantId)
}

function archiveFolderOf({ archiveFolder }: AuditSettings, dataFolder: string): string {
  const folder = archiveFolder ?? 'audit-archive'
  return isAbsolute(folder) ? folder : join(dataFolder, folder)
}
