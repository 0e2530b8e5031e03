import { createAddressRanges, type AddressRanges } from './client-address.ts'
import { createModelPatterns } from './key-grant.ts'
import type { StoredKey } from './keys.ts'
import type { Principal } from './principal.ts'

/** A key as calls find it: all that can be worked out beforehand is. */
export interface FoundKey {
  key: StoredKey
  principal: Principal
  /** Null: from anywhere. */
  ranges: AddressRanges | null
}

export interface KeyIndex {
  /** By the hash of a secret; undefined: no such key that holds now. */
  find(hash: string, nowMs: number): FoundKey | undefined
  get(id: string): StoredKey | undefined
  list(tenantId: string): StoredKey[]
  put(key: StoredKey): void
  remove(id: string): void
  replaceAll(tenantId: string, keys: StoredKey[]): void
}

interface Entry extends FoundKey {
  /** Infinity: it does not end. */
  untilMs: number
}

/** All keys in memory, by their secrets' hashes. */
export function createKeyIndex(): KeyIndex {
  const byHash = new Map<string, Entry>()
  const byId = new Map<string, StoredKey>()
  const remove = (id: string) => {
    for (const { hash } of byId.get(id)?.secrets ?? []) byHash.delete(hash)
    byId.delete(id)
  }
  const put = (key: StoredKey) => {
    remove(key.id)
    byId.set(key.id, key)
    if (key.isDisabled) return
    const found = toFound(key)
    for (const { hash, validUntil } of key.secrets) {
      byHash.set(hash, { ...found, untilMs: Math.min(toMs(validUntil), toMs(key.expiresAt)) })
    }
  }
  return {
    find(hash, nowMs) {
      const entry = byHash.get(hash)
      return entry && entry.untilMs > nowMs ? entry : undefined
    },
    get: (id) => byId.get(id),
    list: (tenantId) => [...byId.values()].filter((key) => key.tenantId === tenantId),
    put,
    remove,
    replaceAll(tenantId, keys) {
      const kept = new Set(keys.map(({ id }) => id))
      for (const { id, tenantId: owner } of byId.values()) {
        if (owner === tenantId && !kept.has(id)) remove(id)
      }
      for (const key of keys) put(withLatestUse(key, byId.get(key.id)))
    },
  }
}

/** The times of last use in memory are newer than those in the database. */
function withLatestUse(key: StoredKey, known: StoredKey | undefined): StoredKey {
  const usedAt = known?.lastUsedAt ?? null
  return usedAt !== null && usedAt > (key.lastUsedAt ?? '') ? { ...key, lastUsedAt: usedAt } : key
}

function toFound(key: StoredKey): FoundKey {
  const { id, name, tenantId, owner, group, scopes, models, tags, ipRanges } = key
  const { classification } = key
  return {
    key,
    ranges: ipRanges && createAddressRanges(ipRanges),
    principal: {
      kind: 'key',
      id,
      name,
      tenantId,
      grant: {
        owner,
        group,
        scopes: scopes && new Set(scopes),
        models: models && createModelPatterns(models),
        tags,
        classification,
      },
    },
  }
}

/** The key in its owner's hands as they are now; made anew only when the directory has made them anew. */
export function heldBy(found: FoundKey, holder: Principal): Principal {
  const { principal } = found
  if (!principal.grant || principal.grant.holder === holder) return principal
  const { groups, rules } = holder
  found.principal = {
    ...principal,
    ...(groups && { groups }),
    ...(rules && { rules }),
    grant: { ...principal.grant, holder },
  }
  return found.principal
}

function toMs(instant: string | null): number {
  return instant === null ? Infinity : Date.parse(instant)
}
