import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { BulkStore } from './bulk-store.ts'

export interface PurgeOptions {
  store: Pick<BulkStore, 'purge'>
  clock: Clock
  log: Log
  tenantIds: () => readonly string[]
}

/** How long what was deleted can be brought back; a period of retention that is shorter ends it before. */
export const KEPT_DAYS = 30
const DAY_MS = 86_400_000
const LOOK_MS = 3_600_000

/** Deletes for good what was deleted a while ago. Done by one process; what is held stays. */
export function createPurge({ store, clock, log, tenantIds }: PurgeOptions) {
  const look = async (): Promise<number> => {
    let count = 0
    for (const tenantId of tenantIds()) {
      try {
        count += await store.purge(tenantId, new Date(clock.now() - KEPT_DAYS * DAY_MS))
      } catch (error) {
        log.error('assistant.purge_failed', { error })
      }
    }
    if (count > 0) log.info('assistant.purged', { count })
    return count
  }
  let looking: Promise<unknown> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  return {
    look,
    start(): void {
      timer = setInterval(() => (looking = looking.then(look)), LOOK_MS).unref()
    },
    async close(): Promise<void> {
      clearInterval(timer)
      await looking
    },
  }
}
