import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#server/lib/clock.ts'
import type { Principal } from './principal.ts'
import type { SessionStore } from './sessions-store.ts'

const DAY_MS = 24 * 60 * 60 * 1000
/** A session ends this long after it was last used. */
export const SESSION_MS = 30 * DAY_MS

export interface OpenSession {
  principal: Principal
  csrfToken: string
}

export interface Sessions {
  /** A fresh token, whatever cookie the browser already had: nobody can choose another person's session beforehand. */
  start(): Promise<{ token: string }>
  /** Undefined: unknown, ended or expired. */
  find(token: string): Promise<OpenSession | undefined>
  end(token: string): Promise<void>
}

/** Browser sessions of one principal: until accounts come, the owner. */
export function createSessions(options: {
  store: SessionStore
  clock: Clock
  principal: Principal
}): Sessions {
  const { store, clock, principal } = options
  const { tenantId } = principal
  return {
    async start() {
      const token = randomBytes(32).toString('base64url')
      const nowMs = clock.now()
      await store.removeExpired(tenantId, new Date(nowMs))
      await store.insert({
        tenantId,
        hash: hashOf(token),
        createdAt: new Date(nowMs),
        expiresAt: new Date(nowMs + SESSION_MS),
      })
      return { token }
    },

    async find(token) {
      if (!/^[\w-]{43}$/.test(token)) return undefined
      const nowMs = clock.now()
      const session = await store.find(tenantId, hashOf(token))
      if (!session || session.expiresAt.getTime() <= nowMs) return undefined
      // Written once a day at most: reading a page must not cost a write.
      if (session.expiresAt.getTime() < nowMs + SESSION_MS - DAY_MS) {
        await store.extend(tenantId, session.hash, new Date(nowMs + SESSION_MS))
      }
      return { principal, csrfToken: csrfTokenOf(token) }
    },

    end: (token) => store.remove(tenantId, hashOf(token)),
  }
}

/** Whether a request that changes something carries the token of its own session. */
export function isCsrfTokenOf(session: OpenSession, given: string | undefined): boolean {
  const expected = Buffer.from(session.csrfToken)
  const actual = Buffer.from(given ?? '')
  return expected.length === actual.length && timingSafeEqual(expected, actual)
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

/** Derived, so it needs no storage; of the token, so it dies with the session; one-way, so it does not give the session away. */
function csrfTokenOf(token: string): string {
  return createHash('sha256').update(`csrf:${token}`).digest('base64url')
}
