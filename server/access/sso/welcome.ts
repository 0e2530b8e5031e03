import type { Role } from '#wire/roles.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Directory } from '../directory/directory.ts'
import type { Principal } from '../principal.ts'
import type { Arrival } from './arrival.ts'
import { domainOf } from './oidc/claims.ts'
import type { ProviderSettings } from './settings.ts'
import type { SsoStore } from './sso-store.ts'

export interface WelcomeParts {
  store: SsoStore
  directory: Pick<Directory, 'ensurePerson' | 'load' | 'organisation'>
}

/**
 * Who of ours somebody is whom a provider has sent: whoever came by this name of this issuer before; else whoever has the
 * address, where the provider is trusted for it; else somebody new. Throws `forbidden` with what an administrator can do.
 */
export async function welcome(arrival: Arrival, parts: WelcomeParts): Promise<Principal> {
  const { store, directory } = parts
  const { provider, issuer, subject, name } = arrival
  const tenantId = provider.organisation
  refuseOtherDomains(arrival)
  const known = await store.findIdentity(tenantId, issuer, subject)
  const personId = known ?? (await findByTrustedEmail(arrival, store))
  if (personId === undefined && !provider.mayCreatePeople) {
    throw new AppError(
      'forbidden',
      'You have no account here yet, and this way of signing in makes none. Ask an administrator to invite you.',
    )
  }
  const roles = rolesToGive(arrival, parts)
  const groups = await toGroups(arrival, parts)
  const principal = await directory.ensurePerson({
    tenantId,
    source: sourceOf(issuer),
    externalId: subject,
    email: emailToKeep(arrival),
    name,
    ...(personId !== undefined && { personId }),
    ...(roles && { roles }),
    ...(groups && { groups }),
  })
  if (known === undefined) await store.link(tenantId, { issuer, subject, personId: principal.id })
  return principal
}

/** The whole issuer, so that another one under the same name in the configuration is another source. */
export function sourceOf(issuer: string): string {
  return `sso:${issuer}`
}

function refuseOtherDomains({ provider, domain }: Arrival): void {
  const { allowedDomains } = provider
  if (allowedDomains.length === 0 || (domain && allowedDomains.includes(domain))) return
  throw new AppError(
    'forbidden',
    `Only people of ${allowedDomains.join(', ')} may sign in this way. Choose your account of your organisation, or ask an administrator.`,
  )
}

/** Whoever can make an issuer write an address could else take over the account that has it. */
async function findByTrustedEmail(
  { provider, email, isEmailVerified }: Arrival,
  store: SsoStore,
): Promise<string | undefined> {
  const isTrusted = isEmailVerified && provider.trustedDomains.includes(domainOf(email) ?? '')
  return email !== null && isTrusted ? store.findByEmail(provider.organisation, email) : undefined
}

/** An address that nobody has checked could be somebody else's, who then could not have it. */
function emailToKeep({ email, isEmailVerified, provider }: Arrival): string | null {
  return isEmailVerified || provider.trustedDomains.includes(domainOf(email) ?? '') ? email : null
}

/** Undefined: roles are none of the provider's business. Who has none of the mapped ones has what everybody begins with. */
function rolesToGive(arrival: Arrival, { directory }: WelcomeParts): Role[] | undefined {
  const { provider } = arrival
  const roles = toRoles(arrival)
  if (roles?.length !== 0) return roles
  if (provider.roles?.isNeeded) {
    throw new AppError(
      'forbidden',
      `${provider.name} gives you none of the roles that are needed here. Ask whoever manages your account there.`,
    )
  }
  return [directory.organisation(provider.organisation).settings.firstRole]
}

/** Only what the configuration lists becomes a role, the owner's too. */
export function toRoles({
  provider,
  roles,
}: Pick<Arrival, 'provider' | 'roles'>): Role[] | undefined {
  const names = provider.roles?.names
  if (!names || roles === null) return undefined
  const given = roles.flatMap((name) => (Object.hasOwn(names, name) ? [names[name]] : []))
  return [...new Set(given.filter((role) => role !== undefined))]
}

/** More groups than anybody is in for a reason. */
const MAX_GROUPS = 1000

async function toGroups(arrival: Arrival, parts: WelcomeParts): Promise<string[] | undefined> {
  const { provider, issuer, groups } = arrival
  if (!provider.groups || groups === null) return undefined
  const { ids, hasMade } = await parts.store.matchGroups(provider.organisation, {
    source: sourceOf(issuer),
    ...sortGroups(provider.groups, groups.slice(0, MAX_GROUPS)),
  })
  if (hasMade) await parts.directory.load(provider.organisation)
  return ids
}

function sortGroups(
  { names, takesOthers }: NonNullable<ProviderSettings['groups']>,
  groups: readonly string[],
) {
  const named = groups.flatMap((externalId) => {
    const name = Object.hasOwn(names, externalId) ? names[externalId] : undefined
    return name === undefined ? [] : [{ externalId, name }]
  })
  const others = groups.filter((name) => !Object.hasOwn(names, name) && isGroupName(name))
  return { named, others: takesOthers ? others : [] }
}

function isGroupName(name: string): boolean {
  return name.trim() !== '' && name.length <= 200 && !/[\p{Cc}\p{Cs}]/u.test(name)
}
