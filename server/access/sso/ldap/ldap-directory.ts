import type { Client, Entry } from 'ldapts'
import type { Clock } from '#server/lib/clock.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Arrival } from '../arrival.ts'
import { domainOf, toEmail } from '../oidc/claims.ts'
import type { LdapSettings } from '../settings.ts'
import { withClient } from './ldap-connection.ts'
import { escapeFilterValue, firstName } from './ldap-text.ts'

export interface LdapDirectory {
  readonly settings: LdapSettings
  /**
   * Somebody whose name and password the directory knows; undefined: it does not, whatever of the two is wrong. Throws
   * `provider_unavailable` where it cannot be asked.
   */
  check(given: { name: string; password: string }): Promise<Arrival | undefined>
  /** For the page that shows what is configured: throws with what is wrong. */
  test(): Promise<void>
  /** Who this is, without a password: to see what would come of them. Undefined: nobody, or several. Throws as `check` does. */
  lookUp(name: string): Promise<Arrival | undefined>
}

export interface LdapOptions {
  settings: LdapSettings
  clock: Clock
  /** In tests: what is done to a name before it stands in a filter. */
  escape?: (name: string) => string
}

/** An LDAP directory: the person is searched for by an account of ours, then signs in with the own password. Loaded when it is first used. */
export function createLdapDirectory(options: LdapOptions): LdapDirectory {
  const { settings, clock, escape = escapeFilterValue } = options
  const find = async (name: string) => {
    if (name.trim() === '' || /\p{Cc}/u.test(name)) return undefined
    return withClient(settings, async (client) => {
      await bindAsService(client, settings)
      return findPerson(client, settings, escape(name.trim()))
    })
  }
  return {
    settings,

    async lookUp(name) {
      const found = await find(name)
      return found && toArrival(settings, found, clock)
    },

    async check({ name, password }) {
      // A bind without a password succeeds, as nobody (RFC 4513, section 5.1.2).
      const found = password === '' ? undefined : await find(name)
      if (!found) return undefined
      const isRight = await withClient(settings, (client) => bindAs(client, found.dn, password))
      return isRight ? toArrival(settings, found, clock) : undefined
    },

    async test() {
      await withClient(settings, async (client) => {
        await bindAsService(client, settings)
        await client.search(settings.baseDn, { scope: 'base', attributes: ['1.1'], sizeLimit: 1 })
      })
    },
  }
}

interface FoundPerson {
  dn: string
  entry: Entry
  groups: string[]
}

async function bindAsService(
  client: Client,
  { bindDn, bindPassword }: LdapSettings,
): Promise<void> {
  if (bindDn !== null) await client.bind(bindDn, bindPassword?.expose() ?? '')
}

/** False: the password is wrong, or the account may not sign in. */
async function bindAs(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password)
    return true
  } catch (error) {
    // What the directory itself answered; a lost connection is another thing.
    if (error instanceof Error && 'code' in error && typeof error.code === 'number') return false
    throw error
  }
}

async function findPerson(
  client: Client,
  settings: LdapSettings,
  escapedName: string,
): Promise<FoundPerson | undefined> {
  const { baseDn, filter, idAttribute, emailAttribute, nameAttribute } = settings
  const { searchEntries } = await client.search(baseDn, {
    scope: 'sub',
    derefAliases: 'never',
    filter: filter.replaceAll('{name}', () => escapedName),
    // Two would be one too many: nobody signs in as somebody.
    sizeLimit: 2,
    attributes: [idAttribute, emailAttribute, nameAttribute, 'memberOf', 'uid'],
    explicitBufferAttributes: ['objectGUID'],
  })
  const [entry, another] = searchEntries
  if (!entry || another) return undefined
  const groups =
    settings.groupBaseDn === null
      ? textsOf(entry, 'memberOf')
      : await findGroups(client, settings.groupBaseDn, entry)
  return { dn: entry.dn, entry, groups }
}

async function findGroups(client: Client, base: string, entry: Entry): Promise<string[]> {
  const dn = escapeFilterValue(entry.dn)
  const uids = textsOf(entry, 'uid').map((uid) => `(memberUid=${escapeFilterValue(uid)})`)
  const { searchEntries } = await client.search(base, {
    scope: 'sub',
    derefAliases: 'never',
    filter: `(|(member=${dn})(uniqueMember=${dn})${uids.join('')})`,
    attributes: ['cn'],
    sizeLimit: 1000,
  })
  return searchEntries.map((group) => group.dn)
}

function toArrival(settings: LdapSettings, { entry, groups }: FoundPerson, clock: Clock): Arrival {
  const { idAttribute, emailAttribute, nameAttribute, baseDn, id } = settings
  const subject = idOf(entry, idAttribute)
  if (subject === undefined) {
    throw new AppError(
      'provider_unavailable',
      `${settings.name} does not say what never changes of a person. Tell an administrator.`,
      { cause: new Error(`The attribute ${idAttribute} is missing: set idAttribute.`) },
    )
  }
  const email = toEmail(textsOf(entry, emailAttribute)[0])
  const named = groups.map((dn) => nameFor(dn, settings))
  return {
    provider: settings,
    kind: 'ldap',
    issuer: `ldap:${id}:${baseDn.toLowerCase()}`,
    subject,
    email,
    // The organisation's own directory, which nobody writes but it.
    isEmailVerified: email !== null,
    domain: domainOf(email),
    name: textsOf(entry, nameAttribute)[0] ?? email ?? subject,
    groups: settings.groups && named,
    roles: settings.roles && named,
    assurance: { methods: ['ldap', 'pwd'], level: null, atMs: clock.now() },
    session: { sid: null, idToken: null },
  }
}

/** The whole name where the configuration uses it, the first part else. */
function nameFor(dn: string, { groups, roles }: LdapSettings): string {
  const mapped = [...Object.keys(groups?.names ?? {}), ...Object.keys(roles?.names ?? {})]
  return mapped.find((one) => one.toLowerCase() === dn.toLowerCase()) ?? firstName(dn)
}

function valueOf(entry: Entry, name: string): Entry[string] | undefined {
  const own = Object.keys(entry).find((one) => one.toLowerCase() === name.toLowerCase())
  return own === undefined ? undefined : entry[own]
}

function textsOf(entry: Entry, name: string): string[] {
  const value = valueOf(entry, name)
  const all = Array.isArray(value) ? value : value === undefined ? [] : [value]
  return all.flatMap((one) => {
    const text = typeof one === 'string' ? one : one.toString('utf8')
    return text === '' ? [] : [text]
  })
}

function idOf(entry: Entry, name: string): string | undefined {
  const value = valueOf(entry, name)
  const first = Array.isArray(value) ? value[0] : value
  if (Buffer.isBuffer(first)) return first.length > 0 ? first.toString('hex') : undefined
  return first === undefined || first === '' ? undefined : first
}
