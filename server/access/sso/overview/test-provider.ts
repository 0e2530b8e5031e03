import { X509Certificate } from 'node:crypto'
import { z } from 'zod'
import type { ProviderCheck } from '#wire/sso.ts'
import type { Clock } from '#server/lib/clock.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { IssuerFetch } from '../issuer-fetch.ts'
import type { LdapDirectory } from '../ldap/ldap-directory.ts'
import { explain } from '../oidc/explain.ts'
import type { Issuer } from '../oidc/issuer.ts'
import { profileOf } from '../oidc/profiles.ts'
import type { SamlSettings } from '../settings.ts'

const Keys = z.object({
  keys: z.array(
    z.looseObject({ kty: z.string(), alg: z.string().optional(), use: z.string().optional() }),
  ),
})

/** What can be known of an issuer without signing in: it is asked as a sign-in would. */
export async function testIssuer(issuer: Issuer, dial: IssuerFetch): Promise<ProviderCheck[]> {
  const { settings } = issuer
  try {
    const metadata = await issuer.metadata()
    return [
      right('reach', metadata.issuer),
      await checkKeys(metadata.jwks_uri, settings.signatureAlgorithm, dial),
      checkFlow(issuer, metadata.code_challenge_methods_supported),
      metadata.end_session_endpoint === undefined
        ? note('sign-out', 'end_session_endpoint')
        : right('sign-out', null),
    ]
  } catch (error) {
    // The person at the button may know the detail; the stranger at the sign-in page may not.
    return [wrong('reach', explain(error instanceof Error && error.cause ? error.cause : error))]
  }
}

async function checkKeys(
  url: string | undefined,
  algorithm: string,
  dial: IssuerFetch,
): Promise<ProviderCheck> {
  if (url === undefined) return wrong('keys', 'jwks_uri')
  const answer = await dial(url)
  const parsed = Keys.safeParse(parseJson(await answer.text()))
  if (!parsed.success) return wrong('keys', `${url}: ${answer.status}`)
  const kind = algorithm.startsWith('ES') ? 'EC' : algorithm.startsWith('Ed') ? 'OKP' : 'RSA'
  const fitting = parsed.data.keys.filter(
    (key) =>
      key.kty === kind && (key.alg ?? algorithm) === algorithm && (key.use ?? 'sig') === 'sig',
  )
  return fitting.length > 0 ? right('keys', algorithm) : wrong('keys', algorithm)
}

function checkFlow({ settings }: Issuer, methods: string[] | undefined): ProviderCheck {
  const usesPkce = settings.usesPkce ?? profileOf(settings.profile).usesPkce
  if (!usesPkce && settings.clientSecret === null) return wrong('flow', 'clientSecret, usesPkce')
  if (usesPkce && methods && !methods.includes('S256')) return wrong('flow', 'PKCE S256')
  return right('flow', null)
}

const MONTH_MS = 30 * 24 * 3600 * 1000

/** What can be known of an identity provider without asking it: the certificates, and until when. */
export function testCertificates({ certificates }: SamlSettings, clock: Clock): ProviderCheck[] {
  return certificates.map((pem) => {
    try {
      const { validToDate, subject } = new X509Certificate(pem)
      const left = validToDate.getTime() - clock.now()
      const detail = `${subject.replaceAll('\n', ', ')}: ${validToDate.toISOString().slice(0, 10)}`
      if (left < 0) return wrong('certificate', detail)
      return left < MONTH_MS ? note('certificate', detail) : right('certificate', detail)
    } catch (error) {
      return wrong('certificate', explain(error))
    }
  })
}

export async function testDirectory(directory: LdapDirectory): Promise<ProviderCheck[]> {
  try {
    await directory.test()
    return [right('directory', directory.settings.baseDn)]
  } catch (error) {
    return [
      wrong('directory', explain(error instanceof Error && error.cause ? error.cause : error)),
    ]
  }
}

type What = ProviderCheck['what']

const right = (what: What, detail: string | null): ProviderCheck => ({
  what,
  outcome: 'right',
  detail,
})
const wrong = (what: What, detail: string): ProviderCheck => ({ what, outcome: 'wrong', detail })
const note = (what: What, detail: string): ProviderCheck => ({
  what,
  outcome: 'worth-knowing',
  detail,
})
