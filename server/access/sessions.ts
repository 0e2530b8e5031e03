import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '#server/lib/clock.ts'
import { createId, isId } from '#server/lib/ids.ts'
import { LOCAL_TENANT_ID, type Assurance } from './principal.ts'
import type { SessionStore, StoredSession } from './sessions-store.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
/** How long the cookie is kept by the browser: no session lives longer (`limitsOf`). */
export const SESSION_MS = 90 * DAY_MS
/** What a page costs in writes: at most one in this time. */
const TOUCH_MS = 10 * MINUTE_MS

export interface SessionLimits {
  /** Unused for this long, a session ends. */
  idleMs: number
  /** However much it is used, it ends this long after the sign-in. */
  longestMs: number
}

export const DEFAULT_LIMITS: SessionLimits = { idleMs: 30 * DAY_MS, longestMs: SESSION_MS }

export interface OpenSession {
  id: string
  tenantId: string
  personId: string
  assurance: Assurance
  csrfToken: string
}

export interface NewSession {
  tenantId: string
  personId: string
  assurance: Assurance
  /** What the browser says it is. */
  userAgent: string
  address: string | null
}

/** A session as its owner sees it in a list. */
export interface ListedSession extends Omit<OpenSession, 'csrfToken'> {
  userAgent: string
  address: string | null
  createdAt: string
  lastUsedAt: string
  endsAt: string
}

/** Browser sessions, however somebody signed in: each belongs to one person of one organisation. */
export interface Sessions {
  /** A fresh token, whatever cookie the browser already had: nobody can choose another person's session beforehand. */
  start(session: NewSession): Promise<{ token: string; id: string }>
  /** Undefined: unknown, ended or expired. Whether the person may still come in is the directory's to say. */
  find(token: string): Promise<OpenSession | undefined>
  /**
   * The same session under a new token, the old one being good for nothing: whenever what it may do changes. Undefined: it
   * has ended.
   */
  renew(token: string, assurance: Assurance): Promise<{ token: string } | undefined>
  list(tenantId: string, personId: string): Promise<ListedSession[]>
  end(token: string): Promise<void>
  /** False: the person has no such session. */
  revoke(tenantId: string, personId: string, id: string): Promise<boolean>
  /** All of a person's, or all but one; how many there were. */
  revokeAll(tenantId: string, personId: string, exceptId?: string): Promise<number>
}

export interface SessionsOptions {
  store: SessionStore
  clock: Clock
  /** The organisation's own limits; absent: the usual ones. */
  limitsOf?: (tenantId: string) => Promise<SessionLimits>
}

export function createSessions(options: SessionsOptions): Sessions {
  const { store, clock } = options
  const find = async (token: string) => {
    const tenantId = tenantOf(token)
    if (tenantId === undefined) return undefined
    const session = await store.find(tenantId, hashOf(token))
    return session && clock.now() < endOf(session) ? session : undefined
  }
  return {
    start: (session) => start(session, options),

    async find(token) {
      const session = await find(token)
      if (!session) return undefined
      await touch(session, options)
      const { id, tenantId, personId, assurance } = session
      return { id, tenantId, personId, assurance, csrfToken: csrfTokenOf(token) }
    },

    async renew(token, assurance) {
      const session = await find(token)
      if (!session) return undefined
      const fresh = newToken(session.tenantId)
      const isThere = await store.replace(session, hashOf(fresh), assurance)
      return isThere ? { token: fresh } : undefined
    },

    async list(tenantId, personId) {
      const sessions = await store.list(tenantId, personId)
      return sessions.filter((session) => clock.now() < endOf(session)).map(toListed)
    },

    async end(token) {
      const tenantId = tenantOf(token)
      if (tenantId !== undefined) await store.remove({ tenantId, hash: hashOf(token) })
    },

    revoke: async (tenantId, personId, id) =>
      isId(id) && (await store.remove({ tenantId, personId, id })) > 0,

    revokeAll: (tenantId, personId, exceptId) =>
      store.remove({ tenantId, personId, ...(exceptId !== undefined && { exceptId }) }),
  }
}

async function start(wish: NewSession, { store, clock, limitsOf }: SessionsOptions) {
  const { tenantId, userAgent } = wish
  const { idleMs, longestMs } = (await limitsOf?.(tenantId)) ?? DEFAULT_LIMITS
  const token = newToken(tenantId)
  const nowMs = clock.now()
  const now = new Date(nowMs)
  const id = createId(nowMs)
  await store.removeExpired(tenantId, now)
  await store.insert({
    ...wish,
    id,
    hash: hashOf(token),
    userAgent: userAgent.slice(0, 300),
    createdAt: now,
    lastUsedAt: now,
    expiresAt: new Date(nowMs + idleMs),
    idleSeconds: Math.floor(idleMs / 1000),
    endsAt: new Date(nowMs + longestMs),
  })
  return { token, id }
}

/** Not at every request: reading a page must not cost a write. */
async function touch(session: StoredSession, { store, clock }: SessionsOptions): Promise<void> {
  const { tenantId, hash, idleSeconds, lastUsedAt } = session
  const nowMs = clock.now()
  const idleMs = idleSeconds * 1000
  if (nowMs - lastUsedAt.getTime() < Math.min(TOUCH_MS, idleMs / 10)) return
  const expiresAt = new Date(nowMs + idleMs)
  await store.touch({ tenantId, hash, lastUsedAt: new Date(nowMs), expiresAt })
}

function endOf({ expiresAt, endsAt }: StoredSession): number {
  return Math.min(expiresAt.getTime(), endsAt.getTime())
}

function toListed(session: StoredSession): ListedSession {
  const { id, tenantId, personId, assurance, userAgent, address } = session
  return {
    id,
    tenantId,
    personId,
    assurance,
    userAgent,
    address,
    createdAt: session.createdAt.toISOString(),
    lastUsedAt: session.lastUsedAt.toISOString(),
    endsAt: new Date(endOf(session)).toISOString(),
  }
}

/** The organisation goes in front, so that the database is asked within it; changed, the token is unknown there. */
function newToken(tenantId: string): string {
  return `${tenantId}.${randomBytes(32).toString('base64url')}`
}

/** Tokens from before there were several organisations name none. */
function tenantOf(token: string): string | undefined {
  const [, tenantId = LOCAL_TENANT_ID] = /^(?:([\da-f-]{36})\.)?[\w-]{43}$/.exec(token) ?? ['', '']
  return isId(tenantId) ? tenantId : undefined
}

/** Whether a request that changes something carries the token of its own session. */
export function isCsrfTokenOf(
  session: Pick<OpenSession, 'csrfToken'>,
  given: string | undefined,
): boolean {
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
