import { createPersonKeys, type KeyShelf, type PersonKeys } from './person-keys.ts'
import { createSecretBox } from './secret-box.ts'
import { Secret } from './secret.ts'

/** For tests: keys of people that are gone with the process. */
export function createTestKeys(shelf: KeyShelf = createMemoryShelf()): PersonKeys {
  return createPersonKeys(
    shelf,
    createSecretBox([new Secret('a wrapping key of tests, with 32 characters and more')]),
  )
}

export function createMemoryShelf(): KeyShelf {
  const kept = new Map<string, string>()
  const destroyed = new Set<string>()
  return {
    put: async (tenantId, keyId, sealed) => void kept.set(`${tenantId} ${keyId}`, sealed),
    get: async (tenantId, keyId) => {
      if (destroyed.has(`${tenantId} ${keyId}`)) return 'destroyed'
      const sealed = kept.get(`${tenantId} ${keyId}`)
      return sealed === undefined ? 'missing' : { sealed }
    },
    destroy: async (tenantId, keyId) => {
      destroyed.add(`${tenantId} ${keyId}`)
      kept.delete(`${tenantId} ${keyId}`)
    },
    rewrap: async (rewrap) => {
      for (const [name, sealed] of kept) kept.set(name, rewrap(sealed))
      return kept.size
    },
    close: () => Promise.resolve(),
  }
}
