import { createHash, createHmac } from 'node:crypto'
import type { Secret } from '#server/lib/secret.ts'

export interface AwsCredentials {
  accessKeyId: string
  secretAccessKey: Secret
  /** Of temporary credentials; null: none. */
  sessionToken: Secret | null
  /** `eu-central-1` */
  region: string
  /** What is called, `bedrock`. */
  service: string
}

export interface SignableRequest {
  method: string
  /** As it is sent: what stands in it encoded is encoded once more to be signed. */
  url: URL
  /** Lower-case names; `host` and `x-amz-date` among them. All are signed. */
  headers: Readonly<Record<string, string>>
  body: Buffer | string
}

/**
 * The `Authorization` header of AWS Signature Version 4. Source: “Create a signed AWS API request”, IAM User Guide; checked
 * against AWS's published test suite.
 */
export function signatureFor(request: SignableRequest, credentials: AwsCredentials): string {
  const { region, service, accessKeyId } = credentials
  const time = request.headers['x-amz-date'] ?? ''
  const day = time.slice(0, 8)
  const names = Object.keys(request.headers).toSorted()
  const signedHeaders = names.join(';')
  const canonical = [
    request.method,
    canonicalPath(request.url.pathname),
    canonicalQuery(request.url.search),
    ...names.map((name) => `${name}:${trimmed(request.headers[name] ?? '')}`),
    '',
    signedHeaders,
    sha256(request.body),
  ].join('\n')
  const scope = `${day}/${region}/${service}/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n')
  const signature = hmac(signingKey(credentials, day), text).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`
}

/** `20150830T123600Z` */
export function awsTime(atMs: number): string {
  return new Date(atMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')
}

function signingKey({ secretAccessKey, region, service }: AwsCredentials, day: string): Buffer {
  const ofDay = hmac(`AWS4${secretAccessKey.expose()}`, day)
  return hmac(hmac(hmac(ofDay, region), service), 'aws4_request')
}

/** Everything but S3 signs the path encoded twice, without empty and dot segments. */
function canonicalPath(pathname: string): string {
  const segments: string[] = []
  for (const segment of pathname.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment === '..') segments.pop()
    else segments.push(awsEncode(segment))
  }
  const end = segments.length > 0 && pathname.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${end}`
}

function canonicalQuery(search: string): string {
  const pairs = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const at = pair.indexOf('=')
      const [name, value] = at === -1 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)]
      return [awsEncode(decodeURIComponent(name)), awsEncode(decodeURIComponent(value))] as const
    })
  return pairs
    .toSorted(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&')
}

/** By code units, never by a language's alphabet. */
function compare(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** All but the unreserved characters of RFC 3986. */
export function awsEncode(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function trimmed(value: string): string {
  return value.trim().replaceAll(/ +/g, ' ')
}

function sha256(content: Buffer | string): string {
  return createHash('sha256').update(content).digest('hex')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
