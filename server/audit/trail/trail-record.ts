import { createCipheriv, createDecipheriv, createHmac, randomFillSync } from 'node:crypto'
import { canonicalJson, type Json } from './canonical-json.ts'

/**
 * One entry of the trail, as it is hashed: without names, addresses or words that people wrote. People stand in it by
 * pseudonyms, which lead to them only as long as their key is kept.
 */
export interface TrailRecord {
  v: 1
  /** 0, 1…: without a gap. */
  seq: number
  /** ISO 8601. */
  at: string
  actor: { kind: string; id: string }
  action: string
  resource: { kind: string; id: string | null }
  outcome: string
  facts?: { readonly [name: string]: Json }
  /** Of the request in which it happened. */
  request?: string
  /** Commitment to the private part; absent: there is none. */
  sealed?: string
}

/** What is kept beside the record, under the key of whom it is about. */
export interface PrivatePart {
  /** Where the request came from. */
  address?: string
  /** Why, in words. */
  reason?: string
}

/** HMAC-SHA256 of a text under a key, as base64url: says that it is this content, without the content. */
export function commitTo(key: Buffer, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** The keys that follow from one: erasing that one erases what all of them say. */
export interface SubjectKeys {
  commit: Buffer
  seal: Buffer
}

export function deriveKeys(key: Buffer): SubjectKeys {
  const derive = (what: string) =>
    createHmac('sha256', key).update(`galerne audit ${what}`).digest()
  return { commit: derive('commitment'), seal: derive('seal') }
}

/** By which a person stands in the trail. */
export function pseudonymOf({ commit }: SubjectKeys, personId: string): string {
  return `p-${commitTo(commit, `person ${personId}`).slice(0, 22)}`
}

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** Asking the system for twelve bytes costs more than the sealing. */
const pool = Buffer.alloc(NONCE_BYTES * 256)
let used = pool.length

/** @param place Of the entry: sealed for one it does not open at another. */
export function sealPrivate(part: PrivatePart, keys: SubjectKeys, place: string) {
  const text = canonicalJson({ ...part })
  if (used === pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const nonce = Buffer.from(pool.subarray(used, (used += NONCE_BYTES)))
  const cipher = createCipheriv(ALGORITHM, keys.seal, nonce).setAAD(Buffer.from(place))
  const body = Buffer.concat([
    nonce,
    cipher.update(text, 'utf8'),
    cipher.final(),
    cipher.getAuthTag(),
  ])
  return { sealed: body.toString('base64'), commitment: commitTo(keys.commit, `${place} ${text}`) }
}

/** Undefined: it was changed, is another's, or does not keep what the record commits to. */
export function openPrivate(
  sealed: string,
  keys: SubjectKeys,
  { place, commitment }: { place: string; commitment: string },
): PrivatePart | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return undefined
  const decipher = createDecipheriv(ALGORITHM, keys.seal, bytes.subarray(0, NONCE_BYTES))
  decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    const body = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
    const text = Buffer.concat([body, decipher.final()]).toString('utf8')
    if (commitTo(keys.commit, `${place} ${text}`) !== commitment) return undefined
    const part: PrivatePart = JSON.parse(text)
    return part
  } catch {
    return undefined
  }
}
