import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import {
  createOrganisationsStore,
  ORGANISATIONS_TOPIC,
  type Organisation,
} from './organisations-store.ts'

export type { Organisation } from './organisations-store.ts'

type Work = (tenantId: string) => Promise<void>

/** Which organisations this Galerne has, in memory. New ones appear while it runs, whichever process made them. */
export interface Organisations {
  /** The oldest first; there is always one. */
  list(): readonly Organisation[]
  ids(): readonly string[]
  find(id: string): Organisation | undefined
  /** Does the work for each of them, a few at a time; and for each that comes later, before anybody works in it. */
  forEach(work: Work): Promise<void>
  /** With its first owner, who signs in by a link. */
  create(name: string): Promise<{ organisation: Organisation; ownerId: string }>
  /** Throws `not_found`. */
  rename(id: string, name: string): Promise<Organisation>
  /** The owner whom a link of the operator signs in. Throws `not_found`. */
  ownerOf(id: string): Promise<string>
  /** Does all the work of `forEach` again for one: much of it has changed at once. */
  reload(id: string): Promise<void>
  /** Takes up those that are in the database and not here yet. */
  refresh(): Promise<void>
  close(): Promise<void>
}

/** So many are read at the same time: a server has ten connections for us. */
const AT_ONCE = 8

export async function openOrganisations(options: {
  database: Database
  clock: Clock
  log: Log
}): Promise<Organisations> {
  const { database, clock, log } = options
  const store = createOrganisationsStore(database)
  const works: Work[] = []
  let known: readonly Organisation[] = []

  let turn: Promise<void> = Promise.resolve()
  const read = async () => {
    const now = await store.list()
    const added = now.filter(({ id }) => !known.some((one) => one.id === id))
    for (const { id } of added) for (const work of works) await work(id)
    known = now
  }
  // One after the other, so that the later state is the one that stays.
  const refresh = () => {
    const next = turn.then(read)
    turn = next.catch(() => undefined)
    return next
  }
  const find = (id: string) => known.find((one) => one.id === id)
  const stop = await watchRevisions({ database, log, topics: { [ORGANISATIONS_TOPIC]: refresh } })
  await refresh()
  return {
    list: () => known,
    ids: () => known.map(({ id }) => id),
    find,
    async forEach(work) {
      works.push(work)
      await inTurns(known, ({ id }) => work(id))
    },
    async create(name) {
      const nowMs = clock.now()
      const organisation = { id: createId(nowMs), name, createdAt: new Date(nowMs) }
      const owner = { id: createId(nowMs), name: 'Owner' }
      await store.insert(organisation, owner)
      await refresh()
      return { organisation, ownerId: owner.id }
    },
    async rename(id, name) {
      if (!find(id) || !(await store.rename(id, name))) throw noOrganisation()
      await refresh()
      return find(id) ?? noOrganisationThrown()
    },
    async ownerOf(id) {
      const ownerId = find(id) && (await store.findOwner(id))
      if (ownerId === undefined) throw noOrganisation()
      return ownerId
    },
    async reload(id) {
      const wasKnown = find(id) !== undefined
      await refresh()
      if (wasKnown) for (const work of works) await work(id)
    },
    refresh,
    close: stop,
  }
}

/** Several at a time; the first failure is thrown. */
async function inTurns<Item>(items: readonly Item[], work: (item: Item) => Promise<void>) {
  const waiting = items.values()
  const worker = async () => {
    for (const item of waiting) await work(item)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}

function noOrganisation(): AppError {
  return new AppError(
    'not_found',
    'There is no such organisation. See “galerne organisations list”.',
  )
}

function noOrganisationThrown(): never {
  throw noOrganisation()
}
