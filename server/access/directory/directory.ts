import type { KeyOwner } from '#wire/access.ts'
import { OrganisationSettings } from '#wire/directory.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import type { Rules } from '../authorize.ts'
import type { Principal } from '../principal.ts'
import { createDirectoryStore } from './directory-store.ts'
import { ensurePersonStored, type VouchedPerson } from './ensure-person-store.ts'
import { createSnapshot, type GroupRow, type Snapshot } from './snapshot.ts'

export interface DirectoryOptions {
  database: Database
  log: Log
  /** The organisation's policies, for every principal that is made; absent: none. */
  rulesOf?: (tenantId: string) => Rules
}

/**
 * Who there is and what they hold, in memory: asked for at every request and every call. What this process changes it knows
 * when the change resolves; others by the revision topic `directory` (`load`).
 */
export interface Directory {
  /** With roles held directly and through groups. Undefined: unknown, or suspended. */
  findPerson(tenantId: string, id: string): Principal | undefined
  /** Undefined: unknown, or disabled. */
  findService(tenantId: string, id: string): Principal | undefined
  /** Who stands behind a key. A group's key has the rights of the group. Undefined: nobody (any more). */
  findHolder(tenantId: string, holder: KeyOwner): Principal | undefined
  findGroup(tenantId: string, id: string): GroupRow | undefined
  /** What people call it, also of who is suspended; null: nobody's. */
  nameOf(tenantId: string, holder: KeyOwner): string | null
  organisation(tenantId: string): { name: string; settings: OrganisationSettings }
  /** As it is in memory; what checks rights reads it. */
  snapshot(tenantId: string): Snapshot
  /**
   * Finds or makes a person for whom a source vouches; just in time, so that they can sign in. Throws `forbidden` if they
   * are suspended, `conflict` if the address is another's.
   */
  ensurePerson(wish: Omit<VouchedPerson, 'firstRole'>): Promise<Principal>
  /** Reads an organisation anew: before the server listens, and whenever another process changed something. */
  load(tenantId: string): Promise<void>
  /** Reads these people anew, after a change that is about them alone. */
  reread(tenantId: string, personIds: readonly string[]): Promise<void>
}

interface Known {
  snapshot: Snapshot
  name: string
  settings: OrganisationSettings
}

export function createDirectory(options: DirectoryOptions): Directory {
  const { database, rulesOf, log } = options
  const store = createDirectoryStore(database)
  const known = new Map<string, Known>()
  const turns = createTurns()
  const get = (tenantId: string): Known => known.get(tenantId) ?? nobodyIn(tenantId)

  async function read(tenantId: string): Promise<void> {
    const { organisation, ...rows } = await store.read(tenantId)
    const parsed = OrganisationSettings.safeParse(organisation.settings)
    if (!parsed.success) log.warn('directory.settings_not_read', { tenantId })
    const settings = parsed.data ?? OrganisationSettings.parse({})
    const rules = rulesOf?.(tenantId)
    const snapshot = createSnapshot({ tenantId, rows, settings, rules })
    known.set(tenantId, { snapshot, name: organisation.name, settings })
  }

  const directory: Directory = {
    findPerson: (tenantId, id) => known.get(tenantId)?.snapshot.findPerson(id),
    findService: (tenantId, id) => known.get(tenantId)?.snapshot.findService(id),
    findHolder: (tenantId, holder) => known.get(tenantId)?.snapshot.findHolder(holder),
    findGroup: (tenantId, id) => known.get(tenantId)?.snapshot.groups.get(id),
    nameOf: (tenantId, holder) => get(tenantId).snapshot.nameOf(holder),
    organisation: (tenantId) => get(tenantId),
    snapshot: (tenantId) => get(tenantId).snapshot,

    async ensurePerson(wish) {
      const { tenantId } = wish
      const { firstRole } = get(tenantId).settings
      const { id, hasChanged } = await ensurePersonStored(database, { ...wish, firstRole })
      if (hasChanged || !get(tenantId).snapshot.people.has(id))
        await directory.reread(tenantId, [id])
      const principal = directory.findPerson(tenantId, id)
      if (principal) return principal
      throw new AppError('forbidden', 'This account is suspended. Ask an administrator.')
    },

    load: (tenantId) => turns.whole(tenantId, () => read(tenantId)),
    reread: (tenantId, ids) =>
      turns.next(tenantId, async () => {
        const people = await store.readPeople(tenantId, ids)
        get(tenantId).snapshot.replacePeople(ids, people)
      }),
  }
  return directory
}

function nobodyIn(tenantId: string): Known {
  const settings = OrganisationSettings.parse({})
  const rows = { people: [], groups: [], services: [] }
  return { snapshot: createSnapshot({ tenantId, rows, settings }), name: '', settings }
}

/** What is read later is applied later: an old reading never overwrites a newer one. */
function createTurns() {
  const working = new Map<string, Promise<void>>()
  const waiting = new Map<string, Promise<void>>()
  const next = (tenantId: string, work: () => Promise<void>): Promise<void> => {
    const turn = (working.get(tenantId) ?? Promise.resolve()).then(work)
    working.set(
      tenantId,
      turn.catch(() => undefined),
    )
    return turn
  }
  /** Whoever asks while a reading waits for its turn will have what it brings. */
  const whole = (tenantId: string, read: () => Promise<void>): Promise<void> => {
    const known = waiting.get(tenantId)
    if (known) return known
    const turn = next(tenantId, () => {
      waiting.delete(tenantId)
      return read()
    })
    waiting.set(tenantId, turn)
    return turn
  }
  return { next, whole }
}
