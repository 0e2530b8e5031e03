import type { Role } from '#wire/roles.ts'
import { createId } from '#server/lib/ids.ts'
import type { Database } from '#server/lib/database.ts'
import { createManualClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { createKeysStore } from '../keys-store.ts'
import { createKeyRing } from '../keys.ts'
import { LOCAL_TENANT_ID, type Principal } from '../principal.ts'
import { createAdministration } from './administration.ts'
import { createDirectory } from './directory.ts'
import { applyImport } from './import-store.ts'

/** The directory of the first organisation with all that changes it, on a real database. */
export async function openTestDirectory(database: Database) {
  const tenantId = LOCAL_TENANT_ID
  const directory = createDirectory({ database, log: silentLog })
  await directory.load(tenantId)
  const clock = createManualClock(Date.now())
  const keys = createKeyRing({
    store: createKeysStore(database),
    clock,
    log: silentLog,
    holders: directory,
  })
  await keys.load(tenantId)
  const organisations = { rename: () => Promise.reject(new Error('not in this test')) }
  const administration = createAdministration({ database, directory, organisations, keys, clock })

  const add = async (name: string, ...roles: Role[]): Promise<Principal> => {
    const email = `${name.toLowerCase()}.${createId().slice(-12)}@example.org`
    const person = { id: null, email, name, isRenamed: false, roles, groups: [] }
    await applyImport(database, tenantId, { people: [person], newGroups: [] })
    await directory.load(tenantId)
    const found = [...directory.snapshot(tenantId).people.values()].find(
      (one) => one.email === email,
    )
    const principal = found && directory.findPerson(tenantId, found.id)
    if (!principal) throw new Error(`${name} was not added`)
    return principal
  }
  /** As they are at their next request; undefined: they may not come in. */
  const now = ({ id }: Principal) => directory.findPerson(tenantId, id)
  return { ...administration, tenantId, directory, keys, add, now }
}
