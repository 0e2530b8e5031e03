import { randomBytes } from 'node:crypto'
import type * as NodeSaml from '@node-saml/node-saml'
import { z } from 'zod'
import { AppError } from '#server/lib/app-error.ts'
import type { Arrival } from '../arrival.ts'
import { domainOf, toEmail } from '../oidc/claims.ts'
import type { SamlSettings } from '../settings.ts'
import { decryptAssertion, isEncrypted } from './decrypt-assertion.ts'
import { createLogout, type Logout } from './logout.ts'
import { toNameId } from './name-id.ts'
import type { OwnPair } from './own-keys.ts'
import { findDocumentProblem, findTextProblem } from './saml-document.ts'
import { writeMetadata } from './write-metadata.ts'

/** A response that was believed: who came, and what makes it one that comes once. */
export interface SamlArrival {
  arrival: Arrival
  /** Which request of ours it answers. */
  inResponseTo: string
  /** Names the assertion; good once. */
  assertionId: string
  expiresAt: Date
}

export interface SamlIdp {
  readonly settings: SamlSettings
  /** What it is told we are. */
  metadata(): Promise<string>
  /** Signing out, in both directions. */
  logout: Logout
  /** Where a person goes to sign in, and the id of the question, which the answer must name. */
  begin(): Promise<{ url: URL; requestId: string }>
  /** Throws `unauthenticated` for whatever is not exactly an answer for us. @param response as it came, in base64 */
  read(response: string): Promise<SamlArrival>
}

const One = <Schema extends z.ZodType>(schema: Schema) => z.array(schema).min(1).max(1)
const Text = z.object({ _: z.string().trim().min(1) })
const NameIdAttributes = z.object({
  Format: z.string().optional(),
  NameQualifier: z.string().optional(),
  SPNameQualifier: z.string().optional(),
})

/** The signed assertion, as the library's parser has it. Only this is believed. */
const SignedAssertion = z.object({
  $: z.object({ ID: z.string().min(1) }),
  Issuer: One(Text),
  Subject: One(
    z.object({
      NameID: One(Text.extend({ $: NameIdAttributes.optional() })),
      SubjectConfirmation: z
        .array(
          z.object({
            $: z.object({ Method: z.string() }),
            SubjectConfirmationData: One(
              z.object({
                $: z.object({
                  InResponseTo: z.string(),
                  Recipient: z.string(),
                  NotOnOrAfter: z.iso.datetime(),
                }),
              }),
            ),
          }),
        )
        .min(1),
    }),
  ),
  Conditions: One(
    z.object({
      $: z.object({ NotOnOrAfter: z.iso.datetime() }),
      AudienceRestriction: z.array(z.unknown()).min(1),
    }),
  ),
  AuthnStatement: One(
    z.object({
      $: z.object({ SessionIndex: z.string().optional(), AuthnInstant: z.iso.datetime() }),
      AuthnContext: One(z.object({ AuthnContextClassRef: One(Text).optional() })),
    }),
  ),
})
type SignedAssertion = z.infer<typeof SignedAssertion>

const BEARER = 'urn:oasis:names:tc:SAML:2.0:cm:bearer'
const TRANSIENT = 'urn:oasis:names:tc:SAML:2.0:nameid-format:transient'

export interface SamlIdpParts {
  settings: SamlSettings
  /** Its part of this Galerne, without a slash at its end. */
  baseUrl: string
  /** The organisation's own keys. */
  pair: () => Promise<OwnPair>
}

/** A SAML 2.0 identity provider, by node-saml; loaded when somebody first signs in by it. */
export function createSamlIdp(parts: SamlIdpParts): SamlIdp {
  const { settings, baseUrl, pair } = parts
  const acsUrl = `${baseUrl}/acs`
  const open = async (requestId = '') => {
    const { SAML, ValidateInResponseTo } = await import('@node-saml/node-saml')
    return new SAML({
      issuer: `${baseUrl}/metadata`,
      audience: `${baseUrl}/metadata`,
      callbackUrl: acsUrl,
      entryPoint: settings.signInUrl,
      idpCert: [...settings.certificates],
      idpIssuer: settings.entityId,
      wantAssertionsSigned: true,
      wantAuthnResponseSigned: false,
      acceptedClockSkewMs: settings.clockToleranceSeconds * 1000,
      disableRequestedAuthnContext: true,
      identifierFormat: null,
      generateUniqueId: () => requestId,
      // Ours is stricter: what the signed part says, once, in any process, by the browser that asked.
      validateInResponseTo: ValidateInResponseTo.never,
    })
  }
  return {
    settings,

    metadata: async () => writeMetadata(baseUrl, (await pair()).certificate),
    logout: createLogout(parts),

    async begin() {
      // An XML id begins with no digit.
      const requestId = `_${randomBytes(32).toString('hex')}`
      const saml = await open(requestId)
      const url = await saml.getAuthorizeUrlAsync('', undefined, {})
      return { url: new URL(url), requestId }
    },

    async read(response) {
      const xml = await toPlain(Buffer.from(response, 'base64').toString('utf8'), parts)
      const problem = findDocumentProblem(xml)
      if (problem !== undefined)
        throw refusal(settings, new Error(`The response is refused: ${problem}.`))
      const saml = await open()
      const { profile } = await saml
        .validatePostResponseAsync({ SAMLResponse: Buffer.from(xml).toString('base64') })
        .catch((cause: unknown) => {
          throw refusal(settings, cause)
        })
      try {
        return toArrival(settings, profile, acsUrl)
      } catch (cause) {
        throw cause instanceof AppError ? cause : refusal(settings, cause)
      }
    },
  }
}

/** With its assertion readable. Whoever asks learns not even whether it could be decrypted. */
async function toPlain(xml: string, { settings, pair }: SamlIdpParts): Promise<string> {
  if (!isEncrypted(xml) || findTextProblem(xml) !== undefined) return xml
  const { privateKey } = await pair()
  try {
    return decryptAssertion(xml, privateKey)
  } catch (cause) {
    throw refusal(settings, cause)
  }
}

function refusal({ name }: SamlSettings, cause: unknown): AppError {
  return new AppError(
    'unauthenticated',
    `What ${name} answered could not be believed. Begin again; if it stays so, tell an administrator, who finds the reason in the audit trail.`,
    { cause },
  )
}

function toArrival(
  settings: SamlSettings,
  profile: NodeSaml.Profile | null,
  acsUrl: string,
): SamlArrival {
  const document = z.object({ Assertion: SignedAssertion }).parse(profile?.getAssertion?.())
  const assertion = document.Assertion
  const confirmation = confirmationFor(assertion, acsUrl)
  const [conditions] = assertion.Conditions
  const [issuer] = assertion.Issuer
  if (issuer?._ !== settings.entityId) throw new Error('The assertion is of another issuer.')
  const ends = [conditions?.$.NotOnOrAfter, confirmation.NotOnOrAfter].map((time) =>
    Date.parse(time ?? ''),
  )
  return {
    arrival: describe(settings, assertion, Attributes.parse(profile?.['attributes'] ?? {})),
    inResponseTo: confirmation.InResponseTo,
    assertionId: assertion.$.ID,
    expiresAt: new Date(Math.max(...ends) + settings.clockToleranceSeconds * 1000),
  }
}

/** For us, at this address, in answer to a question, and not over yet. */
function confirmationFor({ Subject }: SignedAssertion, acsUrl: string) {
  const all = Subject[0]?.SubjectConfirmation.filter(({ $ }) => $.Method === BEARER) ?? []
  const data = all.map((one) => one.SubjectConfirmationData[0]?.$)
  const [right, another] = data.filter((one) => one?.Recipient === acsUrl)
  if (!right || another) throw new Error('The assertion is not addressed to us.')
  return right
}

/** The texts of each attribute; structures within them are none of ours. */
const Attributes = z.record(
  z.string(),
  z.unknown().transform((value) => {
    const all: unknown[] = Array.isArray(value) ? value : [value]
    return all.filter((one) => typeof one === 'string').map((one) => one.trim())
  }),
)
type Attributes = z.infer<typeof Attributes>

const EMAIL_NAMES = [
  'email',
  'mail',
  'emailAddress',
  'urn:oid:0.9.2342.19200300.100.1.3',
  'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress',
]
const NAME_NAMES = [
  'displayName',
  'name',
  'cn',
  'urn:oid:2.16.840.1.113730.3.1.241',
  'urn:oid:2.5.4.3',
  'http://schemas.microsoft.com/identity/claims/displayname',
]

function describe(
  settings: SamlSettings,
  assertion: SignedAssertion,
  attributes: Attributes,
): Arrival {
  const [nameId] = assertion.Subject[0]?.NameID ?? []
  if (nameId?.$?.Format === TRANSIENT) {
    throw new AppError(
      'forbidden',
      `${settings.name} gives you another name each time. An administrator must have it send a persistent NameID.`,
    )
  }
  const subject = nameId?._ ?? ''
  const email = toEmail(firstOf(attributes, named(settings.emailAttribute, EMAIL_NAMES)) ?? subject)
  const [statement] = assertion.AuthnStatement
  return {
    provider: settings,
    kind: 'saml',
    issuer: settings.entityId,
    subject,
    email,
    // Who signs assertions for an organisation vouches for what is in them; trustedDomains says for which addresses.
    isEmailVerified: email !== null,
    domain: domainOf(email),
    name: firstOf(attributes, named(settings.nameAttribute, NAME_NAMES)) ?? email ?? subject,
    groups: settings.groups && listAt(attributes, settings.groups.from),
    roles: settings.roles && listAt(attributes, settings.roles.from),
    assurance: {
      methods: ['sso', 'saml'],
      level: statement?.AuthnContext[0]?.AuthnContextClassRef?.[0]?._ ?? null,
      atMs: Math.min(Date.parse(statement?.$.AuthnInstant ?? ''), Date.now()),
    },
    session: {
      sid: statement?.$.SessionIndex ?? null,
      idToken: JSON.stringify(toNameId(subject, nameId?.$ ?? {})),
    },
  }
}

function named(own: string | null, usual: readonly string[]): readonly string[] {
  return own === null ? usual : [own]
}

function listAt(attributes: Attributes, name: string): string[] {
  return Object.hasOwn(attributes, name) ? (attributes[name] ?? []) : []
}

function firstOf(attributes: Attributes, names: readonly string[]): string | undefined {
  return names
    .flatMap((name) => listAt(attributes, name))
    .find((text) => text !== '')
    ?.slice(0, 200)
}
