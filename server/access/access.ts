import { randomBytes } from 'node:crypto'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Log } from '#server/lib/log.ts'
import type { MailServer } from '#server/lib/mail.ts'
import { Secret } from '#server/lib/secret.ts'
import { createAccounts } from './accounts/accounts.ts'
import type { Passwords } from './accounts/passwords.ts'
import { createAdministration } from './directory/administration.ts'
import { createDirectory, type Directory } from './directory/directory.ts'
import { DIRECTORY_TOPIC } from './directory/directory-store.ts'
import { createGuard, type Guard } from './guard.ts'
import { createKeysStore, KEYS_TOPIC } from './keys-store.ts'
import { createKeyRing, type KeyRing } from './keys.ts'
import { createPolicies, type Policies } from './policy/policy.ts'
import { POLICIES_TOPIC } from './policy/policy-store.ts'
import { openOrganisations, type Organisations } from './organisations.ts'
import { LOCAL_TENANT_ID } from './principal.ts'
import type { AccessOptions } from './routes.ts'
import { createSignInLinks, type LinkHolder, type SignInLinks } from './sign-in-links.ts'

export interface Access {
  /** Which organisations there are. */
  organisations: Organisations
  /** Who is in them, and what they hold. */
  directory: Directory
  policies: Policies
  keys: KeyRing
  guard: Guard
  routes: AccessOptions
  /** For the command line of this machine; a new one at each start. */
  localToken: Secret
  createSignInUrl(holder?: LinkHolder): string
  close(): Promise<void>
}

export interface AccessSetup {
  database: Database
  clock: Clock
  log: Log
  /** Two Galernes on one machine share the cookies of `localhost`: the port keeps them apart. */
  port: number
  publicUrl: string | null
  url: () => string
  version: string
  /** Whose `X-Forwarded-For` is believed. */
  trustedProxies?: readonly string[]
  /** Of the process that several share; absent: made here. */
  localToken?: Secret
  links?: SignInLinks
  /** What secrets of accounts are sealed with, the newest first; absent: a key that is gone with the process. */
  secretKeys?: readonly Secret[]
  /** Absent or null: links are handed over, not sent. */
  mailServer?: MailServer | null
  /** For tests, which count or weaken it. */
  passwords?: Passwords
}

/** Of each organisation, in this order: keys are held by people, who have rules. */
function loadAll(
  organisations: Organisations,
  parts: readonly { load(tenantId: string): Promise<void> }[],
): Promise<void> {
  return organisations.forEach(async (tenantId) => {
    for (const part of parts) await part.load(tenantId)
  })
}

/** Who may come in, wired up, with the keys in memory. */
export async function createAccess(setup: AccessSetup): Promise<Access> {
  const { database, clock, log, publicUrl, url, trustedProxies = [] } = setup
  const policies = createPolicies({ database, clock, log })
  const directory = createDirectory({ database, log, rulesOf: (id) => policies.rulesOf(id) })
  const store = createKeysStore(database)
  const keys = createKeyRing({ store, clock, log, trustedProxies, holders: directory })
  const organisations = await openOrganisations({ database, clock, log })
  // Begun before anything is read, so that no change falls between the two.
  const topics = {
    [POLICIES_TOPIC]: (tenantId: string) => policies.load(tenantId),
    [KEYS_TOPIC]: (tenantId: string) => keys.load(tenantId),
    [DIRECTORY_TOPIC]: (tenantId: string) => directory.load(tenantId),
  }
  const stopWatching = await watchRevisions({ database, log, topics })
  await loadAll(organisations, [policies, directory, keys])
  const links = setup.links ?? createSignInLinks({ clock })
  const localToken = setup.localToken ?? randomSecret('gal-local-')
  const cookie = cookieOf(setup)
  const accounts = createAccounts({
    database,
    directory,
    organisationIds: () => organisations.ids(),
    clock,
    log,
    cookie,
    publicUrl,
    url,
    trustedProxies,
    reread: async (tenantId) =>
      void (await Promise.all([directory.load(tenantId), keys.load(tenantId)])),
    secretKeys: setup.secretKeys ?? [randomSecret()],
    mailServer: setup.mailServer ?? null,
    ...(setup.passwords && { passwords: setup.passwords }),
  })
  return {
    organisations,
    directory,
    policies,
    keys,
    localToken,
    guard: createGuard({
      sessions: accounts.sessions,
      findPerson: (tenantId, id) => directory.findPerson(tenantId, id),
      keys,
      localToken,
      operatorRules: policies.rulesOf(LOCAL_TENANT_ID),
      publicUrl,
      cookieName: cookie.name,
    }),
    routes: {
      keys,
      directory,
      administration: createAdministration({ database, directory, organisations, keys, clock }),
      accounts,
      sessions: accounts.sessions,
      links,
      clock,
      cookie,
      url,
      version: setup.version,
    },
    createSignInUrl: (holder) => `${url()}/sign-in?token=${links.create(holder)}`,
    async close() {
      await accounts.close()
      await stopWatching()
      await organisations.close()
      await keys.close()
    },
  }
}

function randomSecret(prefix = ''): Secret {
  return new Secret(`${prefix}${randomBytes(32).toString('base64url')}`)
}

function cookieOf({ publicUrl, port }: AccessSetup): { name: string; isSecure: boolean } {
  const isSecure = publicUrl?.startsWith('https:') ?? false
  // The prefix makes the browser refuse the name from a subdomain, another path or plain http.
  return { name: isSecure ? '__Host-galerne' : `galerne-${port}`, isSecure }
}
