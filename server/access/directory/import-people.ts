import type { z } from 'zod'
import type { ImportPeople, ImportReport, Person } from '#wire/directory.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { requireFreshIfPerson } from '../fresh.ts'
import type { Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import type { Directory } from './directory.ts'
import { applyImport } from './import-store.ts'
import { planImport } from './plan-import.ts'
import { readTable } from './read-table.ts'

const MOST_LINES = 20_000

export interface PeopleImport {
  run(principal: Principal, wish: z.output<typeof ImportPeople>): Promise<ImportReport>
}

/** A table of people, tried first and done then: the same report says what would happen, and what has. */
export function createPeopleImport(options: {
  database: Database
  directory: Directory
  clock: Clock
}): PeopleImport {
  const { database, directory, clock } = options
  return {
    async run(principal, { csv, isDryRun, makesGroups }) {
      requireAllowed(principal, 'people.manage', { kind: 'person' })
      const { tenantId } = principal
      const rows = readTable(csv)
      if (rows.length > MOST_LINES) {
        const most = MOST_LINES.toLocaleString('en')
        throw new AppError('invalid_request', `The table may have ${most} lines at most.`)
      }
      const { firstRole } = directory.organisation(tenantId).settings
      const snapshot = directory.snapshot(tenantId)
      const plan = planImport(rows, { principal, snapshot, firstRole, makesGroups })
      if (!isDryRun) {
        requireFreshIfPerson(principal, clock)
        await applyImport(database, tenantId, plan)
        await directory.load(tenantId)
      }
      const count = (wanted: string) =>
        plan.lines.filter(({ outcome }) => outcome === wanted).length
      return {
        isDryRun,
        lines: plan.lines,
        created: count('create'),
        updated: count('update'),
        unchanged: count('unchanged'),
        refused: count('refused'),
      }
    },
  }
}

export const PEOPLE_COLUMNS = [
  'email',
  'name',
  'roles',
  'groups',
  'status',
  'source',
  'created',
  'last_seen',
]

/** As a line of a table that can be read in again. */
export function toTableRow(person: Person): string[] {
  const { email, name, roles, groups, status, source, createdAt, lastSeenAt } = person
  // What a group gives, it gives to whoever is in it: the table names the group.
  const held = roles.filter(({ group }) => group === null)
  return [
    email ?? '',
    name,
    held.map(({ role }) => role).join(';'),
    groups.map((group) => group.name).join(';'),
    status,
    source,
    createdAt,
    lastSeenAt ?? '',
  ]
}
