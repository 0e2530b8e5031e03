import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { FilesStore } from './files-store.ts'

const EVERY_MS = 15 * 60_000

export interface ExpiryOptions {
  store: Pick<FilesStore, 'expire'>
  clock: Clock
  log: Log
  tenantIds: () => readonly string[]
}

/** Takes away what was uploaded and never sent, now and then. */
export function createExpiry({ store, clock, log, tenantIds }: ExpiryOptions) {
  let running: Promise<void> | undefined
  const sweep = async () => {
    for (const tenantId of tenantIds()) {
      try {
        const count = await store.expire(tenantId, new Date(clock.now()))
        if (count > 0) log.info('attachments.expired', { count })
      } catch (error) {
        log.warn('attachments.expiry_failed', { error })
      }
    }
  }
  const run = () => (running ??= sweep().finally(() => (running = undefined)))
  let timer: NodeJS.Timeout | undefined
  return {
    run,
    start: () => void (timer = setInterval(() => void run(), EVERY_MS).unref()),
    async close() {
      clearInterval(timer)
      await running
    },
  }
}
