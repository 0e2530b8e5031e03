import type { RoutesSettings } from '#server/gateway/routing/route-settings.ts'
import { RoutesSettings as Schema } from '#server/gateway/routing/route-settings.ts'
import type { Log } from '#server/lib/log.ts'
import type { OwnRoutesStore, StoredRoute } from './own-routes-store.ts'

/** The routes of each organisation's own, in memory: asked for at every call. */
export interface RunningRoutes {
  /** Those that are switched on; the same object until one changes. */
  of(tenantId: string): RoutesSettings
  hasAny(tenantId: string): boolean
  /** All, as they are stored. */
  all(tenantId: string): readonly StoredRoute[]
  /** Takes over what the database says now. */
  reload(tenantId: string): Promise<void>
}

const NONE: RoutesSettings = {}

export function createRunningRoutes(
  store: Pick<OwnRoutesStore, 'list'>,
  log: Pick<Log, 'warn'>,
): RunningRoutes {
  const known = new Map<string, { stored: readonly StoredRoute[]; settings: RoutesSettings }>()
  const turns = new Map<string, Promise<void>>()

  async function load(tenantId: string): Promise<void> {
    const stored = await store.list(tenantId)
    if (stored.length === 0) return void known.delete(tenantId)
    known.set(tenantId, { stored, settings: compileAll(stored, log) })
  }
  return {
    of: (tenantId) => known.get(tenantId)?.settings ?? NONE,
    hasAny: (tenantId) => known.has(tenantId),
    all: (tenantId) => known.get(tenantId)?.stored ?? [],
    // One after the other, so that the later state is the one that stays.
    reload(tenantId) {
      const next = (turns.get(tenantId) ?? Promise.resolve()).then(() => load(tenantId))
      turns.set(
        tenantId,
        next.catch(() => undefined),
      )
      return next
    },
  }
}

/** One that this version does not understand takes no calls, and no other away. */
function compileAll(stored: readonly StoredRoute[], log: Pick<Log, 'warn'>): RoutesSettings {
  const entries = stored
    .filter(({ isEnabled }) => isEnabled)
    .flatMap(({ name, settings }) => {
      const parsed = Schema.safeParse({ [name]: settings })
      if (!parsed.success) log.warn('route.not_understood', { name })
      return parsed.success ? Object.entries(parsed.data) : []
    })
  return Object.fromEntries(entries)
}
