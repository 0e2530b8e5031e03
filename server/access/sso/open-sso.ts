import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Log } from '#server/lib/log.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { loadSecretKeys } from '#server/lib/secret-keys.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { Access } from '../access.ts'
import { openScim } from '../scim/open-scim.ts'
import { createOwnWaysStore, OWN_SIGN_IN_TOPIC } from './own/own-ways-store.ts'
import { createOwnWays } from './own/own-ways.ts'
import { createOwnWayRoutes } from './own/routes.ts'
import { createRunningWays } from './own/running-ways.ts'
import { createProvisioningStore } from './overview/overview-store.ts'
import { createSsoRoutes } from './overview/routes.ts'
import { createOpenSsoRoutes } from './routes.ts'
import { createSamlRoutes } from './saml/routes.ts'
import type { SignInSettings } from './settings.ts'
import { createSso, type Sso, type SsoOptions } from './sso.ts'

export interface OpenSsoParts extends Pick<
  SsoOptions,
  'loadLibrary' | 'wrapFlows' | 'createFetch'
> {
  config: {
    dataFolder: string
    signIn: SignInSettings
    secrets: { keys: readonly Secret[] }
    server: { trustedProxies: readonly string[] }
  }
  database: Database
  access: Pick<Access, 'directory' | 'keys' | 'organisations' | 'routes'>
  clock: Clock
  log: Log
  /** How people reach this Galerne, without a slash at the end. */
  url: () => string
}

export interface OpenedSso {
  sso: Sso
  open: ReturnType<typeof createOpenSsoRoutes>[]
  /** Behind the guard. */
  routes: ReturnType<typeof createSsoRoutes>[]
  close(): Promise<void>
}

/** Single sign-on and provisioning wired up: what they are, and their routes beside `/api`, where nobody is signed in. */
export async function openSso(parts: OpenSsoParts): Promise<OpenedSso> {
  const { access, config } = parts
  const { sessions, cookie } = access.routes
  const secretKeys = loadSecretKeys(config.dataFolder, config.secrets.keys)
  const { directory } = access
  const { running, own, close } = await openOwnWays(parts, secretKeys)
  const settings = config.signIn
  const ownWays = () => running.open()
  const sso = createSso({ ...parts, settings, ownWays, directory, sessions, secretKeys })
  const { oidc, saml, ldap } = config.signIn
  for (const provider of [...oidc, ...saml, ...ldap].filter((one) => !sso.isOpen(one))) {
    const { id, organisation } = provider
    parts.log.warn('sso.organisation_unknown', { provider: id, organisation })
  }
  access.routes.accounts.offer(() => sso.buttons())
  access.routes.accounts.askElsewhere({
    ask: (given) => sso.checkPassword(given),
    isThere: () => sso.asksDirectories(),
  })
  const { trustedProxies } = config.server
  const options = { sso, sessions, cookie, trustedProxies }
  const scim = openScim({ ...parts, trustedProxies })
  const open = [
    createOpenSsoRoutes(options),
    createSamlRoutes({ ...options, clock: parts.clock }),
    scim,
  ]
  const provisioning = createProvisioningStore(parts.database)
  const overview = createSsoRoutes({ ...parts, sso, provisioning, own, running })
  return { sso, open, routes: [overview, createOwnWayRoutes(own)], close }
}

async function openOwnWays(parts: OpenSsoParts, secretKeys: readonly Secret[]) {
  const { database, access, clock, log, url } = parts
  const store = createOwnWaysStore(database)
  const box = createSecretBox(secretKeys)
  const running = createRunningWays({ store, box, log })
  const topics = { [OWN_SIGN_IN_TOPIC]: (tenantId: string) => running.reload(tenantId) }
  const close = await watchRevisions({ database, log, topics })
  await access.organisations.forEach((tenantId) => running.reload(tenantId))
  return { running, own: createOwnWays({ store, running, box, clock, url }), close }
}
