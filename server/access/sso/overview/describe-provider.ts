import type { SignInProvider } from '#wire/sso.ts'
import type { LdapSettings, OidcSettings, ProviderSettings, SamlSettings } from '../settings.ts'

/** @param url Where people reach this Galerne. */
export function describeOidc(settings: OidcSettings, url: string): SignInProvider {
  const at = `${url}/sign-in/oidc/${settings.id}`
  return {
    ...describe(settings),
    kind: 'oidc',
    profile: settings.profile,
    address: settings.issuer,
    clientId: settings.clientId,
    addresses: [
      { kind: 'redirect', url: `${at}/callback` },
      { kind: 'signed-out', url: `${at}/signed-out` },
      { kind: 'back-channel', url: `${at}/back-channel` },
      { kind: 'front-channel', url: `${at}/front-channel` },
    ],
  }
}

export function describeSaml(settings: SamlSettings, url: string): SignInProvider {
  const at = `${url}/sign-in/saml/${settings.id}`
  return {
    ...describe(settings),
    kind: 'saml',
    address: settings.entityId,
    addresses: [
      { kind: 'entity-id', url: `${at}/metadata` },
      { kind: 'assertion-consumer', url: `${at}/acs` },
      { kind: 'single-logout', url: `${at}/sign-out` },
    ],
  }
}

export function describeLdap(settings: LdapSettings): SignInProvider {
  return {
    ...describe(settings),
    kind: 'ldap',
    address: settings.url,
    loginDomains: settings.loginDomains,
  }
}

function describe(settings: ProviderSettings) {
  const { id, name, mayCreatePeople, trustedDomains, allowedDomains, groups, roles } = settings
  return {
    id,
    name,
    own: null,
    profile: null,
    clientId: null,
    addresses: [],
    mayCreatePeople,
    trustedDomains,
    allowedDomains,
    loginDomains: [],
    takesGroups: groups !== null,
    roles: Object.entries(roles?.names ?? {}).map(([from, role]) => ({ from, role })),
  }
}
