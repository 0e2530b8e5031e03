import type { z } from 'zod'
import type { CreateServiceAccount, ServiceAccount, UpdateServiceAccount } from '#wire/directory.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createId, isId } from '#server/lib/ids.ts'
import { requireFreshIfPerson } from '../fresh.ts'
import type { Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import { requireOutranks } from '../rights.ts'
import type { Directory } from './directory.ts'
import { createProgramAccountsStore } from './program-accounts-store.ts'

export interface ProgramAccounts {
  list(principal: Principal): Promise<ServiceAccount[]>
  get(principal: Principal, id: string): Promise<ServiceAccount>
  create(principal: Principal, wish: z.output<typeof CreateServiceAccount>): Promise<ServiceAccount>
  update(principal: Principal, id: string, change: UpdateServiceAccount): Promise<ServiceAccount>
  remove(principal: Principal, id: string): Promise<void>
}

/** Service accounts: what programs are, that belong to nobody in particular. They sign in by keys alone. */
export function createProgramAccounts(options: {
  database: Database
  directory: Directory
  clock: Clock
}): ProgramAccounts {
  const { database, directory, clock } = options
  const store = createProgramAccountsStore(database)
  const find = async (principal: Principal, id: string) => {
    const [account] = isId(id) ? await store.list(principal.tenantId, id) : []
    return account ?? noAccount()
  }
  const get: ProgramAccounts['get'] = (principal, id) => {
    requireAllowed(principal, 'people.read', { kind: 'service-account', id })
    return find(principal, id)
  }
  return {
    get,
    list(principal) {
      requireAllowed(principal, 'people.read', { kind: 'service-account' })
      return store.list(principal.tenantId, null)
    },
    async create(principal, { name, description, roles }) {
      requireAllowed(principal, 'service-account.manage', { kind: 'service-account' })
      if (roles.length > 0) requireAllowed(principal, 'role.manage', { kind: 'role' })
      refuseOwner(roles)
      requireOutranks(principal, roles, 'The account may not get this role')
      if (roles.length > 0) requireFreshIfPerson(principal, clock)
      const id = createId()
      await store.insert(principal.tenantId, { id, name, description }, roles)
      await directory.load(principal.tenantId)
      return find(principal, id)
    },
    async update(principal, id, change) {
      requireAllowed(principal, 'service-account.manage', { kind: 'service-account', id })
      const account = await find(principal, id)
      // To stop one is always right; to let it work again is to give what it may do.
      const isOnlyStopped = change.isDisabled === true && Object.keys(change).length === 1
      if (!isOnlyStopped) {
        requireOutranks(principal, account.roles, `You may not change “${account.name}”`)
      }
      await store.update(principal.tenantId, id, change)
      await directory.load(principal.tenantId)
      return find(principal, id)
    },
    async remove(principal, id) {
      requireAllowed(principal, 'service-account.manage', { kind: 'service-account', id })
      await find(principal, id)
      await store.remove(principal.tenantId, id)
      await directory.load(principal.tenantId)
    },
  }
}

/** An organisation is owned by people: a program cannot answer for it. */
export function refuseOwner(roles: readonly string[]): void {
  if (!roles.includes('owner')) return
  throw new AppError('invalid_request', 'A service account cannot own an organisation.', {
    param: 'role',
  })
}

export function noAccount(): never {
  throw new AppError('not_found', 'There is no such service account.')
}
