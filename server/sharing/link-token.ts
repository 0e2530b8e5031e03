import { createHash, randomBytes } from 'node:crypto'
import { isId } from '#server/lib/ids.ts'

/** What a link opens its share with: 256 random bits, and whose they are. Kept as `hash` alone. */
export interface LinkToken {
  token: string
  /** SHA-256, hex. */
  hash: string
}

export function createLinkToken(tenantId: string): LinkToken {
  const token = `${tenantId}.${randomBytes(32).toString('base64url')}`
  return { token, hash: hashOf(token) }
}

/** Undefined: it cannot be a token of ours. */
export function readLinkToken(token: string): { tenantId: string; hash: string } | undefined {
  const tenantId = /^([\da-f-]{36})\.[\w-]{43}$/.exec(token)?.[1]
  return tenantId !== undefined && isId(tenantId) ? { tenantId, hash: hashOf(token) } : undefined
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}
