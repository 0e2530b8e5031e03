import { z } from 'zod'
import { OwnSignIn } from './own-sign-in.ts'
import { Role } from './roles.ts'

/** An address that somebody has to enter at the provider. */
export const ProviderAddress = z.object({
  kind: z.enum([
    'redirect',
    'signed-out',
    'back-channel',
    'front-channel',
    'entity-id',
    'assertion-consumer',
    'single-logout',
  ]),
  url: z.string(),
})
export type ProviderAddress = z.infer<typeof ProviderAddress>

/** One way of single sign-on, as galerne.yaml or an owner has it. No secret is told. */
export const SignInProvider = z.object({
  kind: z.enum(['oidc', 'saml', 'ldap']),
  id: z.string(),
  name: z.string(),
  /** How it was set up in the web app, where it is changed; null: it stands in galerne.yaml. */
  own: OwnSignIn.nullable(),
  /** Of OpenID Connect; null: another kind. */
  profile: z.enum(['generic', 'keycloak', 'entra-id', 'google', 'proconnect']).nullable(),
  /** The issuer, the entity id, or the directory. */
  address: z.string(),
  clientId: z.string().nullable(),
  addresses: z.array(ProviderAddress),
  mayCreatePeople: z.boolean(),
  trustedDomains: z.array(z.string()),
  allowedDomains: z.array(z.string()),
  /** Of LDAP: whose passwords are asked about there; empty: everybody's. */
  loginDomains: z.array(z.string()),
  takesGroups: z.boolean(),
  /** What its groups or claims give here. */
  roles: z.array(z.object({ from: z.string(), role: Role })),
})
export type SignInProvider = z.infer<typeof SignInProvider>

export const SignInOverview = z.object({
  providers: z.array(SignInProvider),
  /** Whether people reach this Galerne by https: without, most providers send nobody back. */
  isSecure: z.boolean(),
  scim: z.object({
    url: z.string(),
    people: z.int().nonnegative(),
    groups: z.int().nonnegative(),
    /** When a directory last changed somebody; null: none ever has. */
    lastChangeAt: z.iso.datetime().nullable(),
  }),
})
export type SignInOverview = z.infer<typeof SignInOverview>

/** One thing that was tried. */
export const ProviderCheck = z.object({
  what: z.enum(['reach', 'issuer', 'keys', 'flow', 'sign-out', 'certificate', 'directory']),
  outcome: z.enum(['right', 'wrong', 'worth-knowing']),
  /** In the words of whatever was asked; null: there is nothing to add. */
  detail: z.string().nullable(),
})
export type ProviderCheck = z.infer<typeof ProviderCheck>

/** Somebody of a directory, as they would type their name to sign in. */
export const LookUpPerson = z.strictObject({ name: z.string().trim().min(1).max(254) })
export type LookUpPerson = z.infer<typeof LookUpPerson>

/** What the directory says of them, and what they would get here. */
export const LookedUp = z.object({
  check: ProviderCheck,
  /** Null: it knows nobody of that name, or several. */
  person: z
    .object({
      id: z.string(),
      name: z.string(),
      email: z.string().nullable(),
      groups: z.array(z.string()),
      roles: z.array(Role),
    })
    .nullable(),
})
export type LookedUp = z.infer<typeof LookedUp>

export const ProviderTest = z.object({ checks: z.array(ProviderCheck) })
export type ProviderTest = z.infer<typeof ProviderTest>
