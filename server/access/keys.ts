import { hash, randomBytes } from 'node:crypto'
import type { CreatedKey, CreateKey, Key } from '#wire/access.ts'
import type { Clock } from '#server/lib/clock.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { createKeyUses } from './key-uses.ts'
import type { Principal } from './principal.ts'

/** A key as it is stored: only the SHA-256 of its secret. */
export interface StoredKey extends Key {
  tenantId: string
  /** SHA-256 of the whole key, hex. */
  hash: string
}

/** The database side of the ring; keys-store.ts has the SQL. */
export interface KeyStore {
  list(tenantId: string): Promise<StoredKey[]>
  insert(key: StoredKey): Promise<void>
  /** False: there was no such key. */
  remove(tenantId: string, id: string): Promise<boolean>
  touch(tenantId: string, uses: { id: string; at: string }[]): Promise<void>
}

export interface KeyRing {
  /** Who holds this key; undefined: unknown, revoked or expired. Answers from memory: no database on the hot path. */
  find(bearer: string): Principal | undefined
  list(principal: Principal): Key[]
  create(principal: Principal, request: CreateKey): Promise<CreatedKey>
  /** Effective for the next call, before this resolves. Throws `not_found`. */
  revoke(principal: Principal, id: string): Promise<void>
  /** Reads a tenant's keys into memory. Called once before the server listens. */
  load(tenantId: string): Promise<void>
  /** Writes the times of last use that are still in memory. */
  close(): Promise<void>
}

export interface KeyRingOptions {
  store: KeyStore
  clock: Clock
  log: Log
  /** How long a time of last use may wait for others before all are written together. */
  flushAfterMs?: number
}

const PREFIX = 'gal-'
const HINT_LENGTH = PREFIX.length + 4

export function createKeyRing({ store, clock, log, flushAfterMs = 5000 }: KeyRingOptions): KeyRing {
  const byHash = new Map<string, StoredKey>()
  const uses = createKeyUses({ store, clock, log, flushAfterMs })

  return {
    find(bearer) {
      if (!bearer.startsWith(PREFIX)) return undefined
      const key = byHash.get(hashOf(bearer))
      if (!key || hasExpired(key, clock.now())) return undefined
      uses.note(key)
      return { kind: 'key', id: key.id, name: key.name, tenantId: key.tenantId }
    },

    list(principal) {
      return [...byHash.values()]
        .filter((key) => key.tenantId === principal.tenantId)
        .toSorted((a, b) => a.id.localeCompare(b.id))
        .map(toKey)
    },

    async create(principal, { name, expiresAt = null }) {
      const nowMs = clock.now()
      if (expiresAt !== null && Date.parse(expiresAt) <= nowMs) {
        throw new AppError('invalid_request', 'expiresAt is in the past. Give a later time.', {
          param: 'expiresAt',
        })
      }
      const { key, secret } = newKey({ principal, name, expiresAt, nowMs })
      await store.insert(key)
      byHash.set(key.hash, key)
      return { ...toKey(key), secret }
    },

    async revoke(principal, id) {
      const key = [...byHash.values()].find((one) => one.id === id)
      const isOurs = key?.tenantId === principal.tenantId
      if (isOurs) byHash.delete(key.hash)
      const wasStored = await store.remove(principal.tenantId, id)
      if (!isOurs && !wasStored) throw new AppError('not_found', 'There is no such key.')
    },

    async load(tenantId) {
      for (const key of await store.list(tenantId)) byHash.set(key.hash, key)
    },

    close: () => uses.flush(),
  }
}

function newKey(wish: {
  principal: Principal
  name: string
  expiresAt: string | null
  nowMs: number
}): { key: StoredKey; secret: string } {
  const secret = PREFIX + randomBytes(32).toString('base64url')
  const key: StoredKey = {
    id: createId(wish.nowMs),
    tenantId: wish.principal.tenantId,
    name: wish.name.trim() || 'key',
    hint: secret.slice(0, HINT_LENGTH),
    hash: hashOf(secret),
    createdAt: new Date(wish.nowMs).toISOString(),
    expiresAt: wish.expiresAt,
    lastUsedAt: null,
  }
  return { key, secret }
}

/** Looking up by hash leaks nothing through time: who does not know the key cannot steer its hash. */
function hashOf(secret: string): string {
  return hash('sha256', secret)
}

function hasExpired(key: StoredKey, nowMs: number): boolean {
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= nowMs
}

function toKey({ id, name, hint, createdAt, expiresAt, lastUsedAt }: StoredKey): Key {
  return { id, name, hint, createdAt, expiresAt, lastUsedAt }
}
