import { randomBytes, sign, verify, type KeyObject } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { Parser } from 'htmlparser2'
import { escapeMarkup } from '#server/lib/escape-markup.ts'
import type { OwnPair } from './own-keys.ts'
import { findMessageProblem } from './saml-document.ts'

const ASSERTION = 'urn:oasis:names:tc:SAML:2.0:assertion'
const PROTOCOL = 'urn:oasis:names:tc:SAML:2.0:protocol'
const RSA_SHA256 = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256'
const EXCLUSIVE = 'http://www.w3.org/2001/10/xml-exc-c14n#'
const ENVELOPED = 'http://www.w3.org/2000/09/xmldsig#enveloped-signature'
const SHA256 = 'http://www.w3.org/2001/04/xmlenc#sha256'
export const SUCCESS = 'urn:oasis:names:tc:SAML:2.0:status:Success'

const HASHES: Record<string, string> = {
  [RSA_SHA256]: 'sha256',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha384': 'sha384',
  'http://www.w3.org/2001/04/xmldsig-more#rsa-sha512': 'sha512',
}

/** Whom a sign-out is about, as the provider named them at the sign-in. */
export interface NameId {
  value: string
  format: string | null
  nameQualifier: string | null
  spNameQualifier: string | null
}

/** A message about a sign-out (SAML Core, section 3.7), of which every word was signed. */
export interface LogoutMessage {
  kind: 'LogoutRequest' | 'LogoutResponse'
  id: string
  issuer: string
  destination: string | null
  issuedAtMs: number
  notOnOrAfterMs: number | null
  nameId: string | null
  sessionIndexes: string[]
  status: string | null
}

export interface ToSend {
  url: string
  /** Sent as a form; absent: by redirect. */
  form?: Record<string, string>
}

const attribute = (name: string, value: string | null) =>
  value === null ? '' : ` ${name}="${escapeMarkup(value)}"`

interface Head {
  issuer: string
  destination: string
  nowMs: number
}

function message(kind: LogoutMessage['kind'], head: Head, rest: { more?: string; inner: string }) {
  const { issuer, destination, nowMs } = head
  // An XML id begins with no digit.
  const id = `_${randomBytes(32).toString('hex')}`
  return (
    `<samlp:${kind} xmlns:samlp="${PROTOCOL}" xmlns:saml="${ASSERTION}" ID="${id}" Version="2.0" ` +
    `IssueInstant="${new Date(nowMs).toISOString()}"${attribute('Destination', destination)}${rest.more ?? ''}>` +
    `<saml:Issuer>${escapeMarkup(issuer)}</saml:Issuer>${rest.inner}</samlp:${kind}>`
  )
}

/** Asks the provider to sign somebody out everywhere. */
export function writeLogoutRequest(
  head: Head,
  { nameId, sessionIndex }: { nameId: NameId; sessionIndex: string | null },
): string {
  const { value, format, nameQualifier, spNameQualifier } = nameId
  const qualifiers =
    attribute('Format', format) +
    attribute('NameQualifier', nameQualifier) +
    attribute('SPNameQualifier', spNameQualifier)
  const index =
    sessionIndex === null
      ? ''
      : `<samlp:SessionIndex>${escapeMarkup(sessionIndex)}</samlp:SessionIndex>`
  return message('LogoutRequest', head, {
    more: attribute('NotOnOrAfter', new Date(head.nowMs + 300_000).toISOString()),
    inner: `<saml:NameID${qualifiers}>${escapeMarkup(value)}</saml:NameID>${index}`,
  })
}

/** Tells the provider that somebody is signed out here. */
export function writeLogoutResponse(head: Head, inResponseTo: string): string {
  return message('LogoutResponse', head, {
    more: attribute('InResponseTo', inResponseTo),
    inner: `<samlp:Status><samlp:StatusCode Value="${SUCCESS}"/></samlp:Status>`,
  })
}

export interface Sending {
  url: string
  binding: 'redirect' | 'post'
  parameter: 'SAMLRequest' | 'SAMLResponse'
  relayState?: string | undefined
}

/** Signed, as the binding wants it (SAML Bindings, sections 3.4 and 3.5). */
export async function toSend(xml: string, sending: Sending, pair: OwnPair): Promise<ToSend> {
  const { url, binding, parameter, relayState } = sending
  if (binding === 'post') {
    const signed = Buffer.from(await signXml(xml, pair)).toString('base64')
    const state = relayState === undefined ? {} : { RelayState: relayState }
    return { url, form: { [parameter]: signed, ...state } }
  }
  const parts = [
    [parameter, deflateRawSync(xml).toString('base64')],
    ...(relayState === undefined ? [] : [['RelayState', relayState]]),
    ['SigAlg', RSA_SHA256],
  ].map(([name = '', value = '']) => `${name}=${encodeURIComponent(value)}`)
  const signed = parts.join('&')
  const signature = sign('sha256', Buffer.from(signed), pair.privateKey).toString('base64')
  const separator = url.includes('?') ? '&' : '?'
  return { url: `${url}${separator}${signed}&Signature=${encodeURIComponent(signature)}` }
}

async function signXml(xml: string, { privateKey, certificate }: OwnPair): Promise<string> {
  const { SignedXml } = await import('xml-crypto')
  const signer = new SignedXml({
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    publicCert: certificate,
    signatureAlgorithm: RSA_SHA256,
    canonicalizationAlgorithm: EXCLUSIVE,
  })
  signer.addReference({ xpath: '/*', digestAlgorithm: SHA256, transforms: [ENVELOPED, EXCLUSIVE] })
  signer.computeSignature(xml, {
    location: { reference: "/*/*[local-name(.)='Issuer']", action: 'after' },
  })
  return signer.getSignedXml()
}

const MAX_BYTES = 64 * 1024

/**
 * What came by redirect, and its relay state. The signature is over the text of the address as it came; each part is there
 * once, so that nobody signs one and reads another. Throws for whatever is not exactly that.
 * @param query Without its question mark.
 */
export function readRedirect(query: string, keys: readonly KeyObject[]) {
  const raw = new Map<string, string>()
  for (const part of query.split('&')) {
    const [name = '', ...value] = part.split('=')
    if (raw.has(name)) throw new Error(`${name} is there twice.`)
    raw.set(name, value.join('='))
  }
  const parameter = raw.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse'
  if (raw.has('SAMLRequest') && raw.has('SAMLResponse')) throw new Error('There are two messages.')
  const signedNames = [parameter, ...(raw.has('RelayState') ? ['RelayState'] : []), 'SigAlg']
  const signed = signedNames.map((name) => `${name}=${raw.get(name) ?? ''}`).join('&')
  const hash = HASHES[decode(raw.get('SigAlg'))]
  const signature = Buffer.from(decode(raw.get('Signature')), 'base64')
  const isSigned =
    hash !== undefined && keys.some((key) => verify(hash, Buffer.from(signed), key, signature))
  if (!isSigned) throw new Error('It is not signed, or by somebody else.')
  const deflated = Buffer.from(decode(raw.get(parameter)), 'base64')
  const xml = inflateRawSync(deflated, { maxOutputLength: MAX_BYTES }).toString('utf8')
  const problem = findMessageProblem(xml)
  if (problem !== undefined) throw new Error(`It is refused: ${problem}.`)
  const relayState = raw.has('RelayState') ? decode(raw.get('RelayState')) : undefined
  return { said: read(xml, parameter), relayState }
}

const decode = (text = '') => decodeURIComponent(text.replaceAll('+', ' '))

/** The same by a form, where the message holds its signature: read from what was signed alone. */
export async function readPost(form: URLSearchParams, certificates: readonly string[]) {
  const parameter = form.has('SAMLRequest') ? 'SAMLRequest' : 'SAMLResponse'
  const xml = Buffer.from(form.get(parameter) ?? '', 'base64').toString('utf8')
  const problem = findMessageProblem(xml)
  if (problem !== undefined) throw new Error(`It is refused: ${problem}.`)
  const signed = await verifiedXml(xml, certificates)
  return { said: read(signed, parameter), relayState: form.get('RelayState') ?? undefined }
}

async function verifiedXml(xml: string, certificates: readonly string[]): Promise<string> {
  const { SignedXml } = await import('xml-crypto')
  // First: behind each of many that begin, somebody would look for the end of it.
  if ((xml.match(/<(?:[^\s<>/:]+:)?Signature[\s>]/g) ?? []).length !== 1) {
    throw new Error('It does not hold exactly one signature.')
  }
  const [block = ''] = xml.match(/<((?:[^\s<>/:]+:)?)Signature[\s>][\s\S]*<\/\1Signature>/) ?? []
  for (const publicCert of certificates) {
    const verifier = new SignedXml({ publicCert })
    verifier.loadSignature(block)
    if (!isRight(() => verifier.checkSignature(xml))) continue
    const [signed, another] = verifier.getSignedReferences()
    if (signed !== undefined && another === undefined) return signed
  }
  throw new Error('It is not signed, or by somebody else.')
}

/** The library throws for some of what is wrong. */
function isRight(check: () => boolean): boolean {
  try {
    return check()
  } catch {
    return false
  }
}

/** The one message that a signed text is. */
function read(xml: string, parameter: Sending['parameter']): LogoutMessage {
  const kind = parameter === 'SAMLRequest' ? 'LogoutRequest' : 'LogoutResponse'
  const path: string[] = []
  const texts = new Map<string, string[]>()
  let head: Record<string, string> = {}
  let status: string | null = null
  let text = ''
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        path.push(name.slice(name.indexOf(':') + 1))
        if (path.length > 12) throw new Error('It is too deep.')
        text = ''
        if (path.length === 1) head = attributes
        if (path.join('/') === `${kind}/Status/StatusCode`) status = attributes['Value'] ?? null
      },
      ontext: (part) => void (text += part),
      onclosetag() {
        const where = path.join('/')
        texts.set(where, [...(texts.get(where) ?? []), text.trim()])
        text = ''
        path.pop()
      },
    },
    { xmlMode: true, decodeEntities: true },
  )
  parser.end(xml)
  const all = (name: string) => texts.get(`${kind}/${name}`) ?? []
  const [issuer, other] = all('Issuer')
  const { ID: id, Destination: destination = null, NotOnOrAfter: until } = head
  const issuedAtMs = Date.parse(head['IssueInstant'] ?? '')
  const notOnOrAfterMs = until === undefined ? null : Date.parse(until)
  const isWhole = texts.has(kind) && id && issuer && other === undefined
  if (!isWhole || Number.isNaN(issuedAtMs) || Number.isNaN(notOnOrAfterMs ?? 0)) {
    throw new Error(`It is no ${kind}.`)
  }
  const [nameId = null, anotherName] = all('NameID')
  if (anotherName !== undefined) throw new Error('It names two people.')
  const sessionIndexes = all('SessionIndex')
  return {
    kind,
    id,
    issuer,
    destination,
    issuedAtMs,
    notOnOrAfterMs,
    nameId,
    sessionIndexes,
    status,
  }
}
