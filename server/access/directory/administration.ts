import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { KeyRing } from '../keys.ts'
import type { Organisations } from '../organisations.ts'
import type { Directory } from './directory.ts'
import { createGroups, type Groups } from './groups.ts'
import { createPeopleImport, type PeopleImport } from './import-people.ts'
import { createOrganisationDesk, type OrganisationDesk } from './organisation.ts'
import { createPeople, type People } from './people.ts'
import { createProgramAccounts, type ProgramAccounts } from './program-accounts.ts'
import { createRoleHolders, type RoleHolders } from './role-holders.ts'

/** All that can be changed in the directory, by those who may. */
export interface Administration {
  people: People
  groups: Groups
  programs: ProgramAccounts
  roles: RoleHolders
  imports: PeopleImport
  organisation: OrganisationDesk
  keys: Pick<KeyRing, 'list'>
}

export function createAdministration(options: {
  database: Database
  directory: Directory
  organisations: Pick<Organisations, 'rename'>
  keys: Pick<KeyRing, 'list'>
  clock: Clock
}): Administration {
  return {
    people: createPeople(options),
    groups: createGroups(options),
    programs: createProgramAccounts(options),
    roles: createRoleHolders(options),
    imports: createPeopleImport(options),
    organisation: createOrganisationDesk(options),
    keys: options.keys,
  }
}
