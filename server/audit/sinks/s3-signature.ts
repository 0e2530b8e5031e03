import { createHmac, hash } from 'node:crypto'
import type { Secret } from '#server/lib/secret.ts'

export interface S3Credentials {
  accessKeyId: string
  secretAccessKey: Secret
  region: string
}

export interface S3Request {
  method: string
  url: URL
  /** Lower-case names; `host`, `x-amz-date` and `x-amz-content-sha256` among them. All are signed. */
  headers: Readonly<Record<string, string>>
}

/**
 * The `Authorization` header of AWS Signature Version 4 as S3 has it: paths are signed as they are sent, not encoded twice.
 * Source: “Signature calculations for the Authorization header”, Amazon S3 API Reference; checked against its examples.
 */
export function signS3({ method, url, headers }: S3Request, credentials: S3Credentials): string {
  const { accessKeyId, secretAccessKey, region } = credentials
  const time = headers['x-amz-date'] ?? ''
  const day = time.slice(0, 8)
  const names = Object.keys(headers).toSorted()
  const canonical = [
    method,
    url.pathname,
    [...url.searchParams.keys()].length === 0 ? '' : canonicalQuery(url.searchParams),
    ...names.map((name) => `${name}:${(headers[name] ?? '').trim()}`),
    '',
    names.join(';'),
    headers['x-amz-content-sha256'] ?? '',
  ].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', time, scope, hash('sha256', canonical, 'hex')].join('\n')
  const key = [day, region, 's3', 'aws4_request'].reduce<Buffer | string>(
    hmac,
    `AWS4${secretAccessKey.expose()}`,
  )
  const signature = hmac(key, text).toString('hex')
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope},SignedHeaders=${names.join(';')},Signature=${signature}`
}

function canonicalQuery(query: URLSearchParams): string {
  return [...query]
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .toSorted()
    .join('&')
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest()
}
