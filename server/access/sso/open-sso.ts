import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import { loadSecretKeys } from '#server/lib/secret-keys.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { Access } from '../access.ts'
import { openScim } from '../scim/open-scim.ts'
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
  access: Pick<Access, 'directory' | 'keys' | 'routes'>
  clock: Clock
  log: Log
  /** How people reach this Galerne, without a slash at the end. */
  url: () => string
}

/** Single sign-on and provisioning wired up: what they are, and their routes beside `/api`, where nobody is signed in. */
export function openSso(parts: OpenSsoParts): {
  sso: Sso
  open: ReturnType<typeof createOpenSsoRoutes>[]
  /** Behind the guard. */
  routes: ReturnType<typeof createSsoRoutes>
} {
  const { access, config } = parts
  const { sessions, cookie } = access.routes
  const secretKeys = loadSecretKeys(config.dataFolder, config.secrets.keys)
  const { directory } = access
  const sso = createSso({ ...parts, settings: config.signIn, directory, sessions, secretKeys })
  const { oidc, saml, ldap } = config.signIn
  for (const provider of [...oidc, ...saml, ...ldap].filter((one) => !sso.isOpen(one))) {
    const { id, organisation } = provider
    parts.log.warn('sso.organisation_unknown', { provider: id, organisation })
  }
  access.routes.accounts.offer(() => sso.buttons())
  if (sso.ldap.length > 0) {
    access.routes.accounts.askElsewhere((given) => sso.checkPassword(given))
  }
  const { trustedProxies } = config.server
  const options = { sso, sessions, cookie, trustedProxies }
  const scim = openScim({ ...parts, trustedProxies })
  const open = [createOpenSsoRoutes(options), createSamlRoutes(options), scim]
  const provisioning = createProvisioningStore(parts.database)
  return { sso, open, routes: createSsoRoutes({ ...parts, sso, provisioning }) }
}
