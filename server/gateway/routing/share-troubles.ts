import { watchRevisions } from '#server/lib/database-revisions.ts'
import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import type { DeploymentState } from './deployment-state.ts'
import { hear, troubleOf } from './hearsay.ts'
import { createTroublesStore, TROUBLES_TOPIC, type Told } from './troubles-store.ts'

export interface SharingOptions {
  database: Database
  processId: string
  /** By `tenant provider/model`; without a tenant, the installation's own. */
  states: ReadonlyMap<string, DeploymentState>
  clock: Clock
  log: Log
  /** How often it is looked whether there is something to tell. */
  lookMs?: number
  /** True: no other process uses the database. */
  isSole?: boolean
}

const LOOK_MS = 250
/** Whose the installation's own deployments are. */
const NOBODY = '00000000-0000-0000-0000-000000000000'

/**
 * Tells the other processes when a deployment breaks, is well again, or wants fewer calls, and hears it from them: within half a
 * second, and nothing of it is in the way of a call. Gives back what ends it.
 */
export async function shareTroubles(options: SharingOptions): Promise<() => Promise<void>> {
  const { database, states, log, clock, isSole = database.sharing === 'sole' } = options
  if (isSole) return async () => undefined
  const store = createTroublesStore(database, options.processId)
  const told = new Map<string, number>()
  const heard = new Map<string, string>()

  const listen = async (tenantId: string) => {
    for (const news of await store.hear(tenantId)) {
      const name = `${tenantId === NOBODY ? '' : tenantId} ${news.deployment}`
      const state = states.get(name)
      if (!state || heard.get(name) === news.toldAt) continue
      heard.set(name, news.toldAt)
      hear(state, news, { nowMs: passedMs(clock), ageMs: news.ageMs })
    }
  }
  const topics = { [TROUBLES_TOPIC]: listen }
  const unwatch = await watchRevisions({ database, log, topics, isSole })
  await listen(NOBODY).catch((error: unknown) => log.warn('troubles.not_heard', { error }))

  const tell = async () => {
    const news = new Map<string, Told[]>()
    for (const [name, state] of states) {
      const changes = state.changes + state.key.changes
      if (changes === (told.get(name) ?? 0)) continue
      told.set(name, changes)
      const [tenantId, deployment] = split(name)
      const trouble = { deployment, ...troubleOf(state, passedMs(clock)) }
      news.set(tenantId || NOBODY, [...(news.get(tenantId || NOBODY) ?? []), trouble])
    }
    for (const [tenantId, troubles] of news) await store.tell(tenantId, troubles)
  }
  let telling: Promise<void> = Promise.resolve()
  const timer = setInterval(() => {
    // Where the database is away, each finds out for itself, as ever.
    telling = telling.then(tell).catch((error: unknown) => log.warn('troubles.not_told', { error }))
  }, options.lookMs ?? LOOK_MS).unref()
  return async () => {
    clearInterval(timer)
    await unwatch()
    await telling
  }
}

/** At the first blank alone: names of models may have some. */
function split(name: string): [string, string] {
  const at = name.indexOf(' ')
  return [name.slice(0, at), name.slice(at + 1)]
}
