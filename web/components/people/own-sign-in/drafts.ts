import type { LdapForm, OidcForm, OwnSignInForm, SamlForm } from '#wire/own-sign-in.ts'

const NEW = {
  name: '',
  isEnabled: false,
  mayCreatePeople: true,
  trustedDomains: [],
  allowedDomains: [],
  groups: null,
  roles: null,
} satisfies Partial<OwnSignInForm>

export const NEW_OIDC: OidcForm = {
  ...NEW,
  kind: 'oidc',
  profile: 'generic',
  issuer: '',
  clientId: '',
  requiresSecondFactor: false,
  isInternal: false,
  ca: null,
}

export const NEW_SAML: SamlForm = {
  ...NEW,
  kind: 'saml',
  entityId: '',
  signInUrl: '',
  signOutUrl: null,
  signOutBinding: 'redirect',
  certificates: [],
  emailAttribute: null,
  nameAttribute: null,
}

type LdapKind = Pick<LdapForm, 'filter' | 'idAttribute' | 'emailAttribute' | 'nameAttribute'>

const OPENLDAP: LdapKind = {
  filter: '(&(objectClass=person)(|(uid={name})(mail={name})))',
  idAttribute: 'entryUUID',
  emailAttribute: 'mail',
  nameAttribute: 'cn',
}

/** How directories of known kinds know people. */
export const LDAP_KINDS: Record<string, LdapKind> = {
  openldap: OPENLDAP,
  // Whoever is switched off there (bit 2 of userAccountControl) does not come in.
  'active-directory': {
    filter:
      '(&(objectClass=user)(|(userPrincipalName={name})(mail={name}))(!(userAccountControl:1.2.840.113556.1.4.803:=2)))',
    idAttribute: 'objectGUID',
    emailAttribute: 'mail',
    nameAttribute: 'displayName',
  },
}

/** `other`: somebody has changed what belongs to the kinds that are known. */
export function ldapKindOf({ filter, idAttribute }: LdapKind): string {
  const found = Object.entries(LDAP_KINDS).find(
    ([, kind]) => kind.filter === filter && kind.idAttribute === idAttribute,
  )
  return found?.[0] ?? 'other'
}

export const NEW_LDAP: LdapForm = {
  ...NEW,
  kind: 'ldap',
  url: '',
  usesStartTls: true,
  isInternal: false,
  ca: null,
  bindDn: null,
  baseDn: '',
  groupBaseDn: null,
  loginDomains: [],
  ...OPENLDAP,
}

/** Domains as one writes them: with commas, spaces or on lines. */
export function toDomains(text: string): string[] {
  return text
    .split(/[\s,;]+/)
    .filter((one) => one !== '')
    .map((one) => one.replace(/^.*@/, '').toLowerCase())
}

/** Certificates one after the other, in PEM; or the base64 of one. */
export function toCertificates(text: string): string[] {
  const pems = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g)
  return pems ?? [text].filter((one) => one.trim() !== '')
}
