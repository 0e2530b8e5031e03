import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import type { Access } from '../access.ts'
import { createAddressRanges } from '../client-address.ts'
import { createScimRoutes } from './routes.ts'
import { createScimStore } from './scim-store.ts'
import { createScimGroups, createScimUsers } from './scim.ts'

/** Provisioning by a directory, wired up: routes beside `/api`. */
export function openScim(parts: {
  database: Database
  access: Pick<Access, 'directory' | 'keys'>
  log: Log
  url: () => string
  /** Whose `X-Forwarded-For` is believed; ranges. */
  trustedProxies: readonly string[]
}) {
  const { database, access, log, url } = parts
  const store = createScimStore(database)
  const baseUrl = () => `${url()}/scim/v2`
  const all = { store, directory: access.directory, baseUrl }
  const [users, groups] = [createScimUsers(all), createScimGroups(all)]
  const trustedProxies = createAddressRanges(parts.trustedProxies)
  return createScimRoutes({ users, groups, keys: access.keys, trustedProxies, baseUrl, log })
}
