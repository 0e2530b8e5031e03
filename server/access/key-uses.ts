import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { KeyStore, StoredKey } from './keys.ts'

export interface KeyUses {
  note(key: StoredKey): void
  flush(): Promise<void>
}

/** Gathers times of last use, so that a call never waits for the database and a busy key costs one row every few seconds. */
export function createKeyUses(options: {
  store: KeyStore
  clock: Clock
  log: Log
  flushAfterMs: number
}): KeyUses {
  const { store, clock, log, flushAfterMs } = options
  const used = new Map<string, StoredKey>()
  const notedMs = new WeakMap<StoredKey, number>()
  let timer: NodeJS.Timeout | undefined

  async function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    const byTenant = Map.groupBy(used.values(), (key) => key.tenantId)
    used.clear()
    for (const [tenantId, keys] of byTenant) {
      const uses = keys.map(({ id, lastUsedAt }) => ({ id, at: lastUsedAt ?? '' }))
      await store.touch(tenantId, uses)
    }
  }

  return {
    note(key) {
      const nowMs = clock.now()
      // To the second is enough: this is on the path of every call.
      if (nowMs - (notedMs.get(key) ?? 0) < 1000) return
      notedMs.set(key, nowMs)
      key.lastUsedAt = new Date(nowMs).toISOString()
      used.set(key.id, key)
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) => log.warn('key.uses_not_written', { error }))
      }, flushAfterMs).unref()
    },
    flush,
  }
}
