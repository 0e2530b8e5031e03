import { Parser } from 'htmlparser2'
import type { ReadSamlMetadata } from '#wire/own-sign-in.ts'
import { AppError } from '#server/lib/app-error.ts'

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
const POST = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST'
const MAX_CERTIFICATES = 5
/** Deeper, it is no metadata; and each level costs the parser a look at all above it. */
const MAX_DEPTH = 40

/**
 * What a form needs of an identity provider's metadata (SAML 2.0 Metadata, section 2.4.3): its entity id, where people are sent
 * by redirect, and the certificates that it signs with. Nothing of it is believed before an owner has saved it.
 * Throws `invalid_request` that says what is missing.
 */
export function readSamlMetadata(xml: string): ReadSamlMetadata {
  if (/<!(DOCTYPE|ENTITY)/i.test(xml)) throw problem('It has a document type, which none needs.')
  const found = collect(xml)
  if (found.entityIds.length > 1) {
    throw problem('It describes several services. Take the file of one identity provider.')
  }
  const [entityId] = found.entityIds
  const [signInUrl] = found.signInUrls
  const certificates = [...new Set(found.certificates)].slice(0, MAX_CERTIFICATES)
  if (!entityId) throw problem('It is no SAML metadata: there is no EntityDescriptor in it.')
  if (!signInUrl) throw problem('It names no address to sign in at by HTTP-Redirect.')
  if (certificates.length === 0) throw problem('It has no certificate for signatures.')
  return { entityId, signInUrl, certificates, ...found.signOut }
}

interface Found {
  entityIds: string[]
  signInUrls: string[]
  certificates: string[]
  /** By redirect where it takes that. */
  signOut: Pick<ReadSamlMetadata, 'signOutUrl' | 'signOutBinding'>
}

function collect(xml: string): Found {
  const found: Found = {
    entityIds: [],
    signInUrls: [],
    certificates: [],
    signOut: { signOutUrl: null, signOutBinding: 'redirect' },
  }
  /** Local names of what is open. */
  const path: string[] = []
  let isSigning = false
  let text = ''
  const isInIdp = () => path.includes('IDPSSODescriptor')
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        const local = localName(name)
        if (path.length >= MAX_DEPTH) throw problem('It is no SAML metadata: it is too deep.')
        path.push(local)
        text = ''
        if (local === 'EntityDescriptor') found.entityIds.push(attributes['entityID'] ?? '')
        // Without `use` a key is for both.
        if (local === 'KeyDescriptor') isSigning = (attributes['use'] ?? 'signing') === 'signing'
        if (local === 'SingleSignOnService' && attributes['Binding'] === REDIRECT && isInIdp()) {
          found.signInUrls.push(attributes['Location'] ?? '')
        }
        if (local === 'SingleLogoutService' && isInIdp()) noteSignOut(found, attributes)
      },
      ontext(part) {
        if (path.at(-1) === 'X509Certificate') text += part
      },
      onclosetag(name) {
        path.pop()
        if (localName(name) !== 'X509Certificate' || !isSigning || !isInIdp()) return
        found.certificates.push(toPem(text))
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(xml)
  return found
}

function noteSignOut(found: Found, { Binding, Location }: Record<string, string>): void {
  const isKnown = found.signOut.signOutUrl !== null
  if (Location === undefined || (Binding !== REDIRECT && (Binding !== POST || isKnown))) return
  const signOutBinding = Binding === POST ? 'post' : 'redirect'
  found.signOut = { signOutUrl: Location, signOutBinding }
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

/** Lines of 64, as every tool shows it. */
export function toPem(base64: string): string {
  const lines = base64.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n')
}

function problem(message: string): AppError {
  return new AppError('invalid_request', message, { param: 'xml' })
}
