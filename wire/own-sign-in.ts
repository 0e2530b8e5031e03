import { z } from 'zod'
import { Role } from './roles.ts'

const Line = z.string().trim().min(1).max(2_000)
const Domains = z
  .array(
    z
      .string()
      .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'must be a domain, such as example.eu')
      .toLowerCase(),
  )
  .max(100)

/** What every way has in common: whom it lets in, and what they get here. As `signIn` of galerne.yaml has it. */
const Common = {
  /** On the button. */
  name: z.string().trim().min(1).max(80),
  isEnabled: z.boolean(),
  mayCreatePeople: z.boolean(),
  trustedDomains: Domains,
  allowedDomains: Domains,
  groups: z
    .strictObject({
      from: Line,
      /** Its name or id of a group, and the name here. */
      names: z.array(z.strictObject({ from: Line, name: Line })).max(500),
      takesOthers: z.boolean(),
    })
    .nullable(),
  roles: z
    .strictObject({
      from: Line,
      names: z.array(z.strictObject({ from: Line, role: Role })).max(500),
      isNeeded: z.boolean(),
    })
    .nullable(),
}

/** What Galerne itself calls. */
const Dialled = {
  /** It stands in the organisation's own network: a private address, perhaps without TLS. */
  isInternal: z.boolean(),
  /** Certificates of authorities of one's own, in PEM; null: the usual ones. */
  ca: z.string().trim().min(1).max(50_000).nullable().default(null),
}

export const OIDC_PROFILES = ['generic', 'keycloak', 'entra-id', 'google', 'proconnect'] as const

/** OpenID Connect. */
export const OidcForm = z.strictObject({
  kind: z.literal('oidc'),
  ...Common,
  profile: z.enum(OIDC_PROFILES),
  issuer: Line,
  clientId: Line,
  requiresSecondFactor: z.boolean(),
  ...Dialled,
})
export type OidcForm = z.infer<typeof OidcForm>

/** SAML 2.0. */
export const SamlForm = z.strictObject({
  kind: z.literal('saml'),
  ...Common,
  entityId: Line,
  signInUrl: Line,
  /** Where it takes sign-outs; null: nowhere. */
  signOutUrl: Line.nullable().default(null),
  signOutBinding: z.enum(['redirect', 'post']).default('redirect'),
  /** In PEM, or the base64 of a metadata file. */
  certificates: z.array(z.string().trim().min(1).max(20_000)).min(1).max(5),
  /** Null: the usual attributes are tried. */
  emailAttribute: Line.nullable(),
  nameAttribute: Line.nullable(),
})
export type SamlForm = z.infer<typeof SamlForm>

/** LDAP, Active Directory among it. */
export const LdapForm = z.strictObject({
  kind: z.literal('ldap'),
  ...Common,
  ...Dialled,
  url: Line,
  usesStartTls: z.boolean(),
  /** An account that may search; null: anybody may. */
  bindDn: Line.nullable(),
  baseDn: Line,
  filter: Line,
  idAttribute: Line,
  emailAttribute: Line,
  nameAttribute: Line,
  /** Null: the attribute `memberOf` of the person says the groups. */
  groupBaseDn: Line.nullable(),
  /** Whose passwords are shown to it. */
  loginDomains: Domains.min(1, 'must name the domains whose passwords are asked about there'),
})
export type LdapForm = z.infer<typeof LdapForm>

export const OwnSignInForm = z.discriminatedUnion('kind', [OidcForm, SamlForm, LdapForm])
export type OwnSignInForm = z.infer<typeof OwnSignInForm>

export const SaveOwnSignIn = z.strictObject({
  form: OwnSignInForm,
  /**
   * Of the client, or the password of the account that searches. Absent: the one that is there stays; null: a public client or
   * an anonymous search, which have none.
   */
  secret: z.string().trim().min(1).max(2_000).nullish(),
})
export type SaveOwnSignIn = z.infer<typeof SaveOwnSignIn>

/** One way that was set up in the web app. The secret is never told. */
export const OwnSignIn = z.object({
  id: z.string(),
  form: OwnSignInForm,
  hasSecret: z.boolean(),
  /** Where people begin to sign in by it. */
  url: z.string(),
})
export type OwnSignIn = z.infer<typeof OwnSignIn>

/** A metadata file of an identity provider, as it published it. */
export const SamlMetadata = z.strictObject({ xml: z.string().max(1_000_000) })
export type SamlMetadata = z.infer<typeof SamlMetadata>

export const ReadSamlMetadata = SamlForm.pick({
  entityId: true,
  signInUrl: true,
  signOutUrl: true,
  signOutBinding: true,
  certificates: true,
})
export type ReadSamlMetadata = z.infer<typeof ReadSamlMetadata>
