import { createHash, hash, randomBytes, verify, X509Certificate } from 'node:crypto'
import { partsOf, readAll, readOne, TAG, write, writeOid, type Der } from './der.ts'

const SHA256 = '2.16.840.1.101.3.4.2.1'
const TST_INFO = writeOid('1.2.840.113549.1.9.16.1.4')
const MESSAGE_DIGEST = writeOid('1.2.840.113549.1.9.4')
/** Certificates that may stamp times say so. */
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8'
const DIGESTS = new Map(
  [
    ['sha256', SHA256],
    ['sha384', '2.16.840.1.101.3.4.2.2'],
    ['sha512', '2.16.840.1.101.3.4.2.3'],
  ].map(([name = '', oid = '']) => [writeOid(oid).toString('hex'), name]),
)

/** A TimeStampReq of RFC 3161 for the SHA-256 of a text; its nonce makes the answer one to this. */
export function writeTimeStampRequest(text: string): { request: Buffer; nonce: Buffer } {
  // Positive, and without a leading zero: DER has one form for a number.
  const nonce = randomBytes(8)
  nonce[0] = ((nonce[0] ?? 0) & 0x7f) | 0x40
  const algorithm = write(TAG.sequence, writeOid(SHA256), write(TAG.null))
  const imprint = write(TAG.sequence, algorithm, write(TAG.octets, hash('sha256', text, 'buffer')))
  const version = write(TAG.integer, Buffer.from([1]))
  const wantsCertificate = write(TAG.boolean, Buffer.from([0xff]))
  const request = write(TAG.sequence, version, imprint, write(TAG.integer, nonce), wantsCertificate)
  return { request, nonce }
}

/** The token of a TimeStampResp. Throws, in words for people, where there is none. */
export function readTimeStampResponse(response: Buffer): Buffer {
  const [status, token] = partsOf(readOne(response), TAG.sequence)
  const [granted] = partsOf(status, TAG.sequence)
  const code = granted?.content.at(-1)
  if ((code !== 0 && code !== 1) || !token) throw new Error('The authority refused to stamp it.')
  return token.bytes
}

export interface TimeStamp {
  /** ISO 8601, as the authority says. */
  at: string
  /** Who it is, as its certificate says. */
  authority: string
}

/**
 * What a token says of a text. Throws, in words for people, where it is about another text, is not rightly signed, or by nobody
 * that one of these root certificates stands for.
 * @param authorities PEM; none: whoever signed is believed to be who it is.
 */
export function openTimeStamp(
  token: Buffer,
  text: string,
  { authorities, nonce }: { authorities: readonly string[]; nonce?: Buffer },
): TimeStamp {
  const signed = openSignedData(token)
  const info = partsOf(readOne(signed.content), TAG.sequence)
  const [, digest] = partsOf(info[2], TAG.sequence)
  if (!digest?.content.equals(hash('sha256', text, 'buffer'))) {
    throw new Error('it is about something else')
  }
  const numbers = info.slice(5).filter(({ tag }) => tag === TAG.integer)
  if (nonce && !numbers.some(({ content }) => content.equals(nonce))) {
    throw new Error('it is no answer to what was asked')
  }
  const at = timeOf(info.find(({ tag }) => tag === TAG.time))
  const signer = signed.certificates.find((one) => isSignedBy(signed, one))
  if (!signer) throw new Error('its signature is wrong')
  checkCertificate(signer, { ...signed, at, authorities })
  return { at, authority: signer.subject.replaceAll('\n', ', ') }
}

interface SignedData {
  /** The TSTInfo. */
  content: Buffer
  certificates: X509Certificate[]
  /** What is signed: attributes, one of which is the digest of the content. */
  attributes: Der
  digest: string
  signature: Buffer
}

/** CMS SignedData (RFC 5652) as RFC 3161 restricts it: one signer, with attributes. */
function openSignedData(token: Buffer): SignedData {
  const [, wrapped] = partsOf(readOne(token), TAG.sequence)
  const parts = readAll(readOne(wrapped?.content ?? token).content)
  const [type, held] = partsOf(parts[2], TAG.sequence)
  if (!type?.bytes.equals(TST_INFO)) throw new Error('it is no time stamp')
  const content = readOne(held?.content ?? token).content
  const certificates = parts
    .filter(({ tag }) => tag === 0xa0)
    .flatMap((set) => readAll(set.content))
    .map(({ bytes }) => new X509Certificate(bytes))
  const [signer] = partsOf(parts.at(-1), TAG.set)
  const fields = partsOf(signer, TAG.sequence)
  const attributes = fields.find(({ tag }) => tag === 0xa0)
  const signature = fields.find(({ tag }) => tag === TAG.octets)?.content
  const digest = DIGESTS.get(readOne(fields[2]?.content ?? token).bytes.toString('hex'))
  if (!attributes || !signature || digest === undefined) throw new Error('it is no time stamp')
  return { content, certificates, attributes, digest, signature }
}

function isSignedBy(signed: SignedData, certificate: X509Certificate): boolean {
  const { content, attributes, digest, signature } = signed
  const said = readAll(attributes.content)
    .map((attribute) => partsOf(attribute, TAG.sequence))
    .find(([type]) => type?.bytes.equals(MESSAGE_DIGEST))
  const [value] = partsOf(said?.[1], TAG.set)
  if (!value?.content.equals(createHash(digest).update(content).digest())) return false
  // Signed as a SET, though they stand there under another tag (RFC 5652, section 5.4).
  const bytes = Buffer.from(attributes.bytes)
  bytes[0] = TAG.set
  return verify(digest, bytes, certificate.publicKey, signature)
}

function checkCertificate(
  signer: X509Certificate,
  given: Pick<SignedData, 'certificates'> & { at: string; authorities: readonly string[] },
): void {
  const { certificates, at, authorities } = given
  if (!signer.keyUsage?.includes(TIME_STAMPING)) {
    throw new Error('its certificate is not for time stamps')
  }
  const atMs = Date.parse(at)
  const isValid = (one: X509Certificate) =>
    Date.parse(one.validFrom) <= atMs && atMs <= Date.parse(one.validTo)
  if (authorities.length === 0) return
  const roots = authorities.map((pem) => new X509Certificate(pem))
  let current = signer
  for (let steps = 0; steps < 8 && isValid(current); steps += 1) {
    const here = current
    // Whoever has a certificate of an authority could make further ones, were they believed.
    const isIssuer = (one: X509Certificate) =>
      one.ca && here.checkIssued(one) && here.verify(one.publicKey)
    if (roots.some((root) => root.fingerprint256 === here.fingerprint256)) return
    if (roots.some((root) => isIssuer(root) && isValid(root))) return
    const next = certificates.find((one) => one !== here && isIssuer(one))
    if (!next) break
    current = next
  }
  throw new Error('nobody whom you trust stands for its authority')
}

/** `20261122103906Z`, perhaps with a fraction. */
function timeOf(der: Der | undefined): string {
  const [, year, month, day, hour, minute, second, fraction = ''] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d+)?Z$/.exec(der?.content.toString() ?? '') ?? []
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`)
  if (Number.isNaN(ms)) throw new Error('it is no time stamp')
  return new Date(ms).toISOString()
}
