import type { z } from 'zod'
import type {
  OrganisationPage,
  SubjectList,
  SubjectSearch,
  UpdateOrganisation,
} from '#wire/directory.ts'
import type { Database } from '#server/lib/database.ts'
import type { Organisations } from '../organisations.ts'
import type { Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import type { Directory } from './directory.ts'
import { createOrganisationStore } from './organisation-store.ts'
import type { GroupRow, HolderRow, PersonRow } from './snapshot.ts'

export interface OrganisationDesk {
  get(principal: Principal): OrganisationPage
  update(principal: Principal, change: UpdateOrganisation): Promise<OrganisationPage>
  /** Who can own a key or have a budget: the first few whose name fits. */
  findSubjects(principal: Principal, search: z.output<typeof SubjectSearch>): SubjectList
}

const MOST_SUBJECTS = 20

/** The organisation itself: its name, what it has decided, and how large it is. */
export function createOrganisationDesk(options: {
  database: Database
  directory: Directory
  organisations: Pick<Organisations, 'rename'>
}): OrganisationDesk {
  const { database, directory, organisations } = options
  const store = createOrganisationStore(database)
  const get: OrganisationDesk['get'] = (principal) => {
    requireAllowed(principal, 'people.read', { kind: 'organisation' })
    const { tenantId } = principal
    const snapshot = directory.snapshot(tenantId)
    const { people, groups, services } = snapshot
    const active = [...people.values()].filter(({ isSuspended }) => !isSuspended)
    return {
      id: tenantId,
      ...directory.organisation(tenantId),
      people: people.size,
      suspended: people.size - active.length,
      groups: groups.size,
      serviceAccounts: services.size,
      owners: active.filter((person) => snapshot.rolesOf(person).includes('owner')).length,
    }
  }
  return {
    get,
    async update(principal, { name, ...settings }) {
      requireAllowed(principal, 'organisation.manage', { kind: 'organisation' })
      const { tenantId } = principal
      if (name !== undefined) await organisations.rename(tenantId, name)
      if (Object.values(settings).some((value) => value !== undefined)) {
        const before = directory.organisation(tenantId).settings
        await store.saveSettings(tenantId, {
          ownKeys: settings.ownKeys ?? before.ownKeys,
          firstRole: settings.firstRole ?? before.firstRole,
          openLinks: settings.openLinks ?? before.openLinks,
          offlineReading: settings.offlineReading ?? before.offlineReading,
        })
      }
      await directory.load(tenantId)
      return get(principal)
    },
    findSubjects(principal, { kind, q }) {
      requireAllowed(principal, 'people.read', { kind: 'person' })
      const { people, groups, services } = directory.snapshot(principal.tenantId)
      const all = { person: people, group: groups, service: services }[kind]
      const wanted = q.trim().toLowerCase()
      const found = [...all.values()]
        .filter((one) => `${one.name} ${emailOf(one) ?? ''}`.toLowerCase().includes(wanted))
        .toSorted((a, b) => a.name.localeCompare(b.name))
      return {
        subjects: found
          .slice(0, MOST_SUBJECTS)
          .map((one) => ({ id: one.id, name: one.name, note: emailOf(one) })),
      }
    },
  }
}

function emailOf(subject: PersonRow | GroupRow | HolderRow): string | null {
  return 'email' in subject ? subject.email : null
}
