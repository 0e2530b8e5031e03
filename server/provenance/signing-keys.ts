import { createHash, createHmac, randomBytes, type KeyObject } from 'node:crypto'
import type { Clock } from '#server/lib/clock.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { createSigningKey, openPrivateKey } from '#server/lib/signed-json.ts'
import type { ProvenanceKeysStore, StoredProvenanceKey } from './keys-store.ts'

/** What an organisation signs with, and what it finds texts again with. */
export interface ProvenanceKeys {
  /** The id of the public half, as published. */
  kid: string
  privateKey: KeyObject
  published: PublishedKey[]
  /** A keyed hash, so that the table tells nobody which texts are in it. */
  markOf: (kind: string, text: string) => string
}

export interface PublishedKey {
  kid: string
  publicKey: string
  from: Date
  until: Date | null
}

export interface SigningKeys {
  /** Made at the first asking. Throws `not_ready` where the secrets key is not the one they were sealed with. */
  of(tenantId: string): Promise<ProvenanceKeys>
  rotate(tenantId: string): Promise<void>
}

/** Another process may have changed them: they are read anew after so long. */
const KNOWN_MS = 30_000
const INDEX_ID = 'index'

export function createSigningKeys(options: {
  store: ProvenanceKeysStore
  box: SecretBox
  clock: Clock
}): SigningKeys {
  const { store, box, clock } = options
  const known = new Map<string, { keys: Promise<ProvenanceKeys>; untilMs: number }>()

  const makeSigning = (tenantId: string): StoredProvenanceKey => {
    const { publicKey, privateKey } = createSigningKey()
    const id = createHash('sha256').update(publicKey).digest('hex').slice(0, 16)
    const sealed = box.seal(privateKey, contextOf(tenantId, id))
    const createdAt = new Date(clock.now())
    return { id, purpose: 'sign', publicKey, sealed, createdAt, retiredAt: null }
  }
  const makeIndex = (tenantId: string): StoredProvenanceKey => ({
    id: INDEX_ID,
    purpose: 'index',
    publicKey: null,
    sealed: box.seal(randomBytes(32).toString('base64'), contextOf(tenantId, INDEX_ID)),
    createdAt: new Date(clock.now()),
    retiredAt: null,
  })
  const read = async (tenantId: string): Promise<ProvenanceKeys> => {
    let stored = await store.list(tenantId)
    if (stored.length === 0) {
      await store.insertFirst(tenantId, [makeSigning(tenantId), makeIndex(tenantId)])
      stored = await store.list(tenantId)
    }
    return toKeys(stored, (key) => box.open(key.sealed, contextOf(tenantId, key.id)))
  }
  return {
    of(tenantId) {
      const before = known.get(tenantId)
      if (before && before.untilMs > clock.now()) return before.keys
      const keys = read(tenantId)
      known.set(tenantId, { keys, untilMs: clock.now() + KNOWN_MS })
      keys.catch(() => known.delete(tenantId))
      return keys
    },
    async rotate(tenantId) {
      await store.rotate(tenantId, makeSigning(tenantId))
      known.delete(tenantId)
    },
  }
}

function toKeys(
  stored: readonly StoredProvenanceKey[],
  open: (key: StoredProvenanceKey) => string,
): ProvenanceKeys {
  const signing = stored.find(({ purpose, retiredAt }) => purpose === 'sign' && retiredAt === null)
  const index = stored.find(({ purpose }) => purpose === 'index')
  if (!signing || !index) throw new Error('Keys of provenance are missing.')
  const indexKey = Buffer.from(open(index), 'base64')
  return {
    kid: signing.id,
    privateKey: openPrivateKey(open(signing)),
    published: stored.flatMap(({ id, publicKey, createdAt, retiredAt }) =>
      publicKey === null ? [] : [{ kid: id, publicKey, from: createdAt, until: retiredAt }],
    ),
    markOf: (kind, text) =>
      createHmac('sha256', indexKey)
        .update(`${kind}\n${text}`)
        .digest()
        .subarray(0, 16)
        .toString('base64url'),
  }
}

function contextOf(tenantId: string, id: string): string {
  return `${tenantId}|provenance_keys|sealed|${id}`
}
