import { hash, randomBytes } from 'node:crypto'
import type { CreatedKey, CreateKey, Key, RotateKey, UpdateKey } from '#wire/access.ts'
import type { Clock } from '#server/lib/clock.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { requireMayReclassify } from './classification.ts'
import { clientAddress, createAddressRanges, type AddressSource } from './client-address.ts'
import { createKeyIndex, heldBy, type KeyIndex } from './key-index.ts'
import { createKeyUses } from './key-uses.ts'
import { isOwn, ownIdOf, requireMayHold, type KeyHolders } from './key-rules.ts'
import type { Principal } from './principal.ts'

/** A key as it is stored: only the SHA-256 of its secrets. */
export interface StoredKey extends Omit<
  Key,
  'hint' | 'oldSecretUntil' | 'ownerName' | 'isOwnerActive' | 'groupName'
> {
  tenantId: string
  /** The newest one first. */
  secrets: StoredSecret[]
}

export interface StoredSecret {
  /** SHA-256 of the whole secret, hex. */
  hash: string
  hint: string
  createdAt: string
  /** Null: until the key ends. */
  validUntil: string | null
}

/** The database side of the ring; keys-store.ts has the SQL. */
export interface KeyStore {
  list(tenantId: string): Promise<StoredKey[]>
  insert(key: StoredKey): Promise<void>
  /** Writes the rights, not the secrets. */
  update(key: StoredKey): Promise<void>
  /** The secrets that hold from now on, all of them. */
  replaceSecrets(key: StoredKey): Promise<void>
  /** False: there was no such key. */
  remove(tenantId: string, id: string): Promise<boolean>
  touch(tenantId: string, uses: { id: string; at: string }[]): Promise<void>
}

export interface KeyRing {
  /**
   * Who holds this key; undefined: unknown, revoked, disabled, expired, used from where it may not be, or its owner is
   * suspended or gone. Answers from memory: no database on the hot path.
   */
  find(bearer: string, from?: AddressSource): Principal | undefined
  /** Whether `find` would find somebody still: asked about calls that are under way, and no use of the key. */
  holds(bearer: string, from?: AddressSource): boolean
  list(principal: Principal): Key[]
  /** Those that are the person's own. */
  listOwn(principal: Principal): Key[]
  /** Whether it is the person's own. False: there is no such key, either. */
  isOwn(principal: Principal, id: string): boolean
  /** Throws `forbidden` where the key could do more than its maker, or acts as somebody else. */
  create(principal: Principal, request: CreateKey): Promise<CreatedKey>
  /** Throws `not_found`. */
  update(principal: Principal, id: string, change: UpdateKey): Promise<Key>
  /** A new secret; the old one goes on for as long as asked. Throws `not_found`. */
  rotate(principal: Principal, id: string, request: RotateKey): Promise<CreatedKey>
  /** Effective for the next call, before this resolves. Throws `not_found`. */
  revoke(principal: Principal, id: string): Promise<void>
  /** Reads a tenant's keys into memory: before the server listens, and whenever another process changed them. */
  load(tenantId: string): Promise<void>
  /** Writes the times of last use that are still in memory. */
  close(): Promise<void>
}

export interface KeyRingOptions {
  store: KeyStore
  clock: Clock
  log: Log
  holders: KeyHolders
  /** Whose `X-Forwarded-For` is believed; ranges. */
  trustedProxies?: readonly string[]
  /** How long a time of last use may wait for others before all are written together. */
  flushAfterMs?: number
}

const PREFIX = 'gal-'
const HINT_LENGTH = PREFIX.length + 4

export function createKeyRing(options: KeyRingOptions): KeyRing {
  const { store, clock, log, holders, trustedProxies = [], flushAfterMs = 5000 } = options
  const index = createKeyIndex()
  const uses = createKeyUses({ store, clock, log, flushAfterMs })
  const proxies = createAddressRanges(trustedProxies)
  const shown = (key: StoredKey) => toKey(key, clock.now(), holders)
  const listOf = (principal: Principal, isWanted: (key: StoredKey) => boolean) =>
    index
      .list(principal.tenantId)
      .filter(isWanted)
      .toSorted((a, b) => a.id.localeCompare(b.id))
      .map(shown)

  const findHeld = (bearer: string, from: AddressSource | undefined) => {
    if (!bearer.startsWith(PREFIX)) return undefined
    const found = index.find(hashOf(bearer), clock.now())
    if (!found) return undefined
    if (found.ranges && !(from && found.ranges.has(clientAddress(from, proxies)))) return undefined
    const holder = holders.findHolder(found.key.tenantId, found.key.owner)
    return holder && { found, holder }
  }

  return {
    find(bearer, from) {
      const held = findHeld(bearer, from)
      if (!held) return undefined
      uses.note(held.found.key)
      return heldBy(held.found, held.holder)
    },
    holds: (bearer, from) => findHeld(bearer, from) !== undefined,

    list: (principal) => listOf(principal, () => true),
    listOwn: (principal) => listOf(principal, ({ owner }) => isOwn(principal, owner)),
    isOwn(principal, id) {
      const key = index.get(id)
      return key?.tenantId === principal.tenantId && isOwn(principal, key.owner)
    },

    ...createKeyChanges({ store, clock, index, holders, shown }),

    async load(tenantId) {
      index.replaceAll(tenantId, await store.list(tenantId))
    },

    close: () => uses.flush(),
  }
}

interface KeyChangesOptions {
  store: KeyStore
  clock: Clock
  index: KeyIndex
  holders: KeyHolders
  shown: (key: StoredKey) => Key
}

function createKeyChanges({
  store,
  clock,
  index,
  holders,
  shown,
}: KeyChangesOptions): Pick<KeyRing, 'create' | 'update' | 'rotate' | 'revoke'> {
  const get = (principal: Principal, id: string) => getKey(index, principal, id)
  return {
    async create(principal, request) {
      const nowMs = clock.now()
      refusePast(request.expiresAt, nowMs)
      const { stored, secret } = newSecret(nowMs)
      const key = newKey({ principal, request, nowMs, stored })
      requireMayHold(principal, key, holders)
      requireClass(principal, undefined, key)
      await store.insert(key)
      index.put(key)
      return { ...shown(key), secret }
    },

    async update(principal, id, change) {
      refusePast(change.expiresAt, clock.now())
      const before = get(principal, id)
      const key: StoredKey = { ...before, ...withoutUndefined(change) }
      // To stop a key is always right; all else could give it more than whoever changes it has.
      if (!isOnlyStopped(change)) requireMayHold(principal, key, holders)
      requireClass(principal, before, key)
      // A right that is taken away is gone before the database has answered; one that is given comes after it.
      if (key.isDisabled) index.put(key)
      await store.update(key)
      index.put(key)
      return shown(key)
    },

    async rotate(principal, id, { overlapSeconds }) {
      const nowMs = clock.now()
      const before = get(principal, id)
      requireMayHold(principal, before, holders)
      const { stored, secret } = newSecret(nowMs)
      const endsAt = new Date(nowMs + overlapSeconds * 1000).toISOString()
      // The newest one goes on for a while; one that was on its way out already does not.
      const old = overlapSeconds > 0 ? before.secrets.slice(0, 1) : []
      const secrets = [stored, ...old.map((one) => ({ ...one, validUntil: endsAt }))]
      const key = { ...before, secrets }
      await store.replaceSecrets(key)
      index.put(key)
      return { ...shown(key), secret }
    },

    async revoke(principal, id) {
      const key = index.get(id)
      const isOurs = key?.tenantId === principal.tenantId
      if (isOurs) index.remove(id)
      const wasStored = await store.remove(principal.tenantId, id)
      if (!isOurs && !wasStored) throw notFound()
    },
  }
}

function getKey(index: KeyIndex, principal: Principal, id: string): StoredKey {
  const key = index.get(id)
  if (key?.tenantId !== principal.tenantId) throw notFound()
  return key
}

function notFound(): AppError {
  return new AppError('not_found', 'There is no such key.')
}

/** A key of a lower class than its owner's calls have, or than it had, needs the right to lower. */
function requireClass(principal: Principal, before: StoredKey | undefined, after: StoredKey): void {
  const usual = principal.rules?.defaultClassification ?? 'internal'
  requireMayReclassify(principal, {
    from: before?.classification ?? usual,
    to: after.classification ?? usual,
    kind: 'key',
    id: after.id,
  })
}

function refusePast(expiresAt: string | null | undefined, nowMs: number): void {
  if (!expiresAt || Date.parse(expiresAt) > nowMs) return
  throw new AppError('invalid_request', 'expiresAt is in the past. Give a later time.', {
    param: 'expiresAt',
  })
}

function newSecret(nowMs: number): { stored: StoredSecret; secret: string } {
  const secret = PREFIX + randomBytes(32).toString('base64url')
  const stored: StoredSecret = {
    hash: hashOf(secret),
    hint: secret.slice(0, HINT_LENGTH),
    createdAt: new Date(nowMs).toISOString(),
    validUntil: null,
  }
  return { stored, secret }
}

function newKey(wish: {
  principal: Principal
  request: CreateKey
  nowMs: number
  stored: StoredSecret
}): StoredKey {
  const { principal, request, nowMs, stored } = wish
  const { name, owner, scopes, models, tags, classification, ipRanges, expiresAt, group } = request
  return {
    id: createId(nowMs),
    tenantId: principal.tenantId,
    name: name.trim() || 'key',
    owner: owner ?? { kind: 'person', id: ownIdOf(principal) },
    group: group ?? null,
    scopes: scopes ?? null,
    models: models ?? null,
    tags: tags ?? null,
    classification: classification ?? null,
    ipRanges: ipRanges ?? null,
    expiresAt: expiresAt ?? null,
    isDisabled: false,
    createdAt: new Date(nowMs).toISOString(),
    lastUsedAt: null,
    secrets: [stored],
  }
}

function isOnlyStopped({ isDisabled, ...rest }: UpdateKey): boolean {
  return isDisabled === true && Object.values(rest).every((value) => value === undefined)
}

function withoutUndefined(change: UpdateKey): Partial<StoredKey> {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
}

/** Looking up by hash leaks nothing through time: who does not know the key cannot steer its hash. */
function hashOf(secret: string): string {
  return hash('sha256', secret)
}

function toKey(stored: StoredKey, nowMs: number, holders: KeyHolders): Key {
  const { id, tenantId, name, owner, group, scopes, models, tags, ipRanges } = stored
  const { classification } = stored
  const { expiresAt, isDisabled, createdAt, lastUsedAt, secrets } = stored
  const [newest, old] = secrets
  const until = old?.validUntil ?? null
  return {
    id,
    name,
    hint: newest?.hint ?? '',
    owner,
    ownerName: holders.nameOf(tenantId, owner),
    isOwnerActive: holders.findHolder(tenantId, owner) !== undefined,
    group,
    groupName: group === null ? null : holders.nameOf(tenantId, { kind: 'group', id: group }),
    scopes,
    models,
    tags,
    classification,
    ipRanges,
    expiresAt,
    isDisabled,
    createdAt,
    lastUsedAt,
    oldSecretUntil: until !== null && Date.parse(until) > nowMs ? until : null,
  }
}
