import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '#server/lib/clock.ts'
import { LOCAL_OWNER } from './principal.ts'

const MINUTE_MS = 60_000
export const LINK_MS = 15 * MINUTE_MS
/** More open links than anybody needs; the oldest give way. */
const LIMIT = 20

/** Whom a link signs in. */
export interface LinkHolder {
  tenantId: string
  personId: string
}

export interface SignInLinks {
  /**
   * 256 random bits, good for one sign-in within LINK_MS, of the first owner unless somebody else is named. Kept in memory: a
   * restart ends them all.
   */
  create(holder?: LinkHolder): string
  /** Takes in one that another process has made. */
  add(token: string): void
  /** True exactly once for each token that `create` gave. */
  redeem(token: string): boolean | Promise<boolean>
}

export function createSignInLinks({ clock }: { clock: Clock }): SignInLinks {
  /** SHA-256 of the token → when it ends. Insertion order is age. */
  const open = new Map<string, number>()
  const add = (token: string) => {
    open.set(hashOf(token), clock.now() + LINK_MS)
    const [oldest] = open.keys()
    if (open.size > LIMIT && oldest !== undefined) open.delete(oldest)
  }
  return {
    create(holder) {
      const token = createToken(holder)
      add(token)
      return token
    },
    add,
    redeem(token) {
      const hash = hashOf(token)
      const endsMs = open.get(hash)
      open.delete(hash)
      return endsMs !== undefined && clock.now() < endsMs
    },
  }
}

/** Whom it is for stands in the token itself, all of which is looked up: of a changed one nothing is known. */
export function createToken(holder?: LinkHolder): string {
  const random = randomBytes(32).toString('base64url')
  return holder ? [random, holder.tenantId, holder.personId].join('.') : random
}

/** Of a token that was redeemed. */
export function holderOf(token: string): LinkHolder {
  const [, tenantId, personId] = token.split('.')
  return tenantId !== undefined && personId !== undefined
    ? { tenantId, personId }
    : { tenantId: LOCAL_OWNER.tenantId, personId: LOCAL_OWNER.id }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}
