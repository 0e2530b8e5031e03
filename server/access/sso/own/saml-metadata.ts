import { Parser } from 'htmlparser2'
import type { ReadSamlMetadata } from '#wire/own-sign-in.ts'
import { AppError } from '#server/lib/app-error.ts'

const REDIRECT = 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect'
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
  return { entityId, signInUrl, certificates }
}

interface Found {
  entityIds: string[]
  signInUrls: string[]
  certificates: string[]
}

function collect(xml: string): Found {
  const found: Found = { entityIds: [], signInUrls: [], certificates: [] }
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

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

/** Lines of 64, as every tool shows it. */
export function toPem(base64: string): string {
  const lines = base64.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? []
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----'].join('\n')
}

function problem(message: string): AppError {
  return new AppError('invalid_request', message, { param: 'xml' })
}
