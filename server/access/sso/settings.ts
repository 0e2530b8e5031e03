import { z } from 'zod'
import { Role } from '#wire/roles.ts'
import { Secret } from '#server/lib/secret.ts'
import { LOCAL_TENANT_ID } from '../principal.ts'

const Text = z.string().min(1)
const SecretText = Text.transform((text) => new Secret(text))
const Id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and dashes, such as staff')
const Domain = z
  .string()
  .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be a domain, such as example.eu')
  .transform((domain) => domain.toLowerCase())

/** How what a directory says of somebody becomes groups and roles here: for every way of single sign-on alike. */
const Mapping = {
  /** In addresses of this Galerne, so that it must stay the same. */
  id: Id.meta({ examples: ['staff'] }),
  /** On the button. */
  name: Text.meta({ examples: ['Staff account'] }),
  /** The id of the organisation that people come into. */
  organisation: z
    .uuid()
    .meta({ examples: [LOCAL_TENANT_ID] })
    .default(LOCAL_TENANT_ID),
  /** False: only people whom somebody has invited or provisioned. */
  mayCreatePeople: z
    .boolean()
    .meta({ examples: [false] })
    .default(true),
  /** Domains of which its word about e-mail addresses is believed, so that it may take over accounts that have one. */
  trustedDomains: z
    .array(Domain)
    .meta({ examples: [['example.eu']] })
    .default([]),
  /** Whose addresses have another domain does not come in; empty: whatever domain. */
  allowedDomains: z
    .array(Domain)
    .meta({ examples: [['example.eu']] })
    .default([]),
  groups: z
    .strictObject({
      /** Where it says the groups: a claim (`realm_access.roles` for nested ones) or an attribute. */
      from: Text.meta({ examples: ['groups'] }).default('groups'),
      /** Its names or ids, and the names that the groups have here. */
      names: z
        .record(Text, Text)
        .meta({ examples: [{ '/staff/finance': 'Finance' }] })
        .default({}),
      /** Groups without a name above come in under their own. */
      takesOthers: z
        .boolean()
        .meta({ examples: [true] })
        .default(false),
    })
    .nullable()
    .default(null),
  roles: z
    .strictObject({
      from: Text.meta({ examples: ['realm_access.roles'] }).default('groups'),
      /** What it says, and the role that this gives. Nobody becomes owner unless it stands here. */
      names: z.record(Text, Role).meta({ examples: [{ 'galerne-admins': 'administrator' }] }),
      /** True: who has none of them does not come in. */
      isNeeded: z
        .boolean()
        .meta({ examples: [true] })
        .default(false),
    })
    .nullable()
    .default(null),
}

/** Whose certificates are believed in place of the usual authorities', of services that Galerne itself calls. */
const Authorities = {
  /** In PEM. */
  caFile: Text.meta({ examples: ['/etc/galerne/ca.pem'] })
    .nullable()
    .default(null),
  /** The same, as text. */
  ca: Text.meta({ examples: ['${OUR_CA}'] })
    .nullable()
    .default(null),
}
const clockToleranceSeconds = z
  .int()
  .min(0)
  .max(300)
  .meta({ examples: [30] })
  .default(30)

export const OidcSettings = z.strictObject({
  ...Mapping,
  profile: z
    .enum(['generic', 'keycloak', 'entra-id', 'google', 'proconnect'])
    .meta({ examples: ['keycloak'] })
    .default('generic'),
  /** Exactly as the issuer writes itself, with path and without `/.well-known/…`. */
  issuer: z
    .url({ protocol: /^https?$/, error: 'must be a web address' })
    .meta({ examples: ['https://sso.example.eu/realms/staff'] }),
  clientId: Text.meta({ examples: ['galerne'] }),
  /** null: a public client, which PKCE alone protects. */
  clientSecret: SecretText.meta({ examples: ['${OIDC_CLIENT_SECRET}'] })
    .nullable()
    .default(null),
  /** How the secret is sent. */
  clientAuthentication: z
    .enum(['post', 'basic'])
    .meta({ examples: ['basic'] })
    .default('post'),
  /** null: those of the profile. */
  scopes: z
    .array(Text)
    .meta({ examples: [['openid', 'email', 'profile']] })
    .nullable()
    .default(null),
  /** null: as the profile has it. */
  usesPkce: z
    .boolean()
    .meta({ examples: [true] })
    .nullable()
    .default(null),
  signatureAlgorithm: z
    .enum(['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'EdDSA'])
    .meta({ examples: ['ES256'] })
    .default('RS256'),
  /** Levels of assurance that are asked for, one of which must have been met; empty: whatever level. */
  acrValues: z
    .array(Text)
    .meta({ examples: [['eidas2']] })
    .default([]),
  /** True: who proved themselves by a password alone does not come in. */
  requiresSecondFactor: z
    .boolean()
    .meta({ examples: [true] })
    .default(false),
  /** True: it stands in your own network, at a private address, perhaps without TLS. */
  isInternal: z
    .boolean()
    .meta({ examples: [true] })
    .default(false),
  ...Authorities,
  clockToleranceSeconds,
})
export type OidcSettings = z.infer<typeof OidcSettings>

export const SamlSettings = z.strictObject({
  ...Mapping,
  /** The identity provider's entity id, exactly. */
  entityId: Text.meta({ examples: ['https://idp.example.eu/metadata'] }),
  /** Where people are sent to sign in (HTTP-Redirect). */
  signInUrl: z
    .url({ protocol: /^https?$/, error: 'must be a web address' })
    .meta({ examples: ['https://idp.example.eu/sso'] }),
  /** Where it takes sign-outs; null: who signs out here stays signed in there. */
  signOutUrl: z
    .url({ protocol: /^https?$/, error: 'must be a web address' })
    .meta({ examples: ['https://idp.example.eu/slo'] })
    .nullable()
    .default(null),
  signOutBinding: z
    .enum(['redirect', 'post'])
    .meta({ examples: ['post'] })
    .default('redirect'),
  /** What it signs with, in PEM; two while it changes them. */
  certificates: z
    .array(Text)
    .min(1)
    .meta({ examples: [['${SAML_CERTIFICATE}']] }),
  /** The attributes that say e-mail address and name; null: the usual ones are tried. */
  emailAttribute: Text.meta({ examples: ['mail'] })
    .nullable()
    .default(null),
  nameAttribute: Text.meta({ examples: ['displayName'] })
    .nullable()
    .default(null),
  clockToleranceSeconds,
})
export type SamlSettings = z.infer<typeof SamlSettings>

export const LdapSettings = z.strictObject({
  ...Mapping,
  /** ldaps:// for TLS from the start; ldap:// is made secure by StartTLS. */
  url: z
    .url({ protocol: /^ldaps?$/, error: 'must begin with ldaps:// or ldap://' })
    .meta({ examples: ['ldaps://ldap.example.eu'] }),
  /** False only where the network is your own: passwords then travel readable. */
  usesStartTls: z
    .boolean()
    .meta({ examples: [true] })
    .default(true),
  ...Authorities,
  /** False: at a public address, and encrypted. */
  isInternal: z
    .boolean()
    .meta({ examples: [true] })
    .default(true),
  /** An account that may search; null: anybody may. */
  bindDn: Text.meta({ examples: ['cn=galerne,ou=services,dc=example,dc=eu'] })
    .nullable()
    .default(null),
  bindPassword: SecretText.meta({ examples: ['${LDAP_PASSWORD}'] })
    .nullable()
    .default(null),
  /** Where people are. */
  baseDn: Text.meta({ examples: ['ou=people,dc=example,dc=eu'] }),
  /** Which of them, what they typed standing for `{name}`. */
  filter: Text.refine((text) => text.includes('{name}'), 'must contain {name}')
    .meta({ examples: ['(&(objectClass=person)(sAMAccountName={name}))'] })
    .default('(&(objectClass=person)(|(uid={name})(mail={name})))'),
  idAttribute: Text.meta({ examples: ['objectGUID'] }).default('entryUUID'),
  emailAttribute: Text.meta({ examples: ['mail'] }).default('mail'),
  nameAttribute: Text.meta({ examples: ['displayName'] }).default('cn'),
  /** Where groups are, searched by member; null: the attribute `memberOf` of the person says them. */
  groupBaseDn: Text.meta({ examples: ['ou=groups,dc=example,dc=eu'] })
    .nullable()
    .default(null),
  /** Who signs in with a name or an address of these domains is asked here; empty: everybody. */
  loginDomains: z
    .array(Domain)
    .meta({ examples: [['example.eu']] })
    .default([]),
})
export type LdapSettings = z.infer<typeof LdapSettings>

/** The section `signIn` of galerne.yaml: other ways in than accounts of our own. */
export const SignInSettings = z
  .strictObject({
    oidc: z.array(OidcSettings).default([]),
    saml: z.array(SamlSettings).default([]),
    ldap: z.array(LdapSettings).default([]),
  })
  .superRefine((settings, context) => {
    for (const kind of ['oidc', 'saml', 'ldap'] as const) {
      const ids = settings[kind].map(({ id }) => id)
      for (const [index, id] of ids.entries()) {
        if (ids.indexOf(id) === index) continue
        context.addIssue({
          code: 'custom',
          path: [kind, index, 'id'],
          message: `“${id}” is there twice`,
        })
      }
    }
    for (const [index, { url, usesStartTls, isInternal }] of settings.ldap.entries()) {
      if (isInternal || usesStartTls || !url.startsWith('ldap:')) continue
      const message = 'must be true, or isInternal where the network is your own'
      context.addIssue({ code: 'custom', path: ['ldap', index, 'usesStartTls'], message })
    }
    for (const [index, oidc] of settings.oidc.entries()) {
      const problem = findIssuerProblem(oidc)
      if (problem)
        context.addIssue({ code: 'custom', path: ['oidc', index, 'issuer'], message: problem })
    }
  })
export type SignInSettings = z.infer<typeof SignInSettings>

/** What all ways of single sign-on have in common. */
export type ProviderSettings = Pick<OidcSettings, keyof typeof Mapping>

function findIssuerProblem({ issuer, profile, isInternal }: OidcSettings): string | undefined {
  // What is no address at all is told by the schema.
  if (!URL.canParse(issuer)) return undefined
  const url = new URL(issuer)
  if (url.protocol === 'http:' && !isInternal) {
    return 'must begin with https://, or isInternal be true where it stands in your own network'
  }
  if (url.search !== '' || url.hash !== '') return 'must have neither ? nor #'
  if (issuer.includes('/.well-known/')) return 'ends before /.well-known/'
  const isShared = /\/(common|organizations|consumers)(\/|$)/.test(url.pathname)
  if (profile === 'entra-id' && isShared) {
    return 'must name your own tenant by its id: https://login.microsoftonline.com/<tenant id>/v2.0'
  }
  return undefined
}
