import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'
import type { Clock } from '#server/lib/clock.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import type { OwnKeysStore } from './own-keys-store.ts'
import { selfSigned } from './self-signed.ts'

export interface OwnPair {
  /** In PEM, for metadata. */
  certificate: string
  privateKey: KeyObject
}

/** What an organisation signs with, and what is encrypted for it: made when it is first needed, sealed, and kept. */
export type OwnKeys = (tenantId: string) => Promise<OwnPair>

const generate = promisify(generateKeyPair)
/** BSI TR-02102: enough beyond 2030. */
const RSA_BITS = 3072

export function createOwnKeys(parts: {
  store: OwnKeysStore
  box: SecretBox
  clock: Clock
}): OwnKeys {
  const { store, box, clock } = parts
  const known = new Map<string, Promise<OwnPair>>()
  const open = async (tenantId: string): Promise<OwnPair> => {
    const context = `${tenantId}|sign_in_keys|sealed_key|${tenantId}`
    const make = async () => {
      const { privateKey } = await generate('rsa', { modulusLength: RSA_BITS })
      const certificate = selfSigned(privateKey, {
        name: 'Galerne',
        fromMs: clock.now(),
        years: 20,
      })
      const pem = String(privateKey.export({ type: 'pkcs8', format: 'pem' }))
      return store.keepFirst(tenantId, { certificate, sealedKey: box.seal(pem, context) })
    }
    const { certificate, sealedKey } = (await store.find(tenantId)) ?? (await make())
    return { certificate, privateKey: createPrivateKey(box.open(sealedKey, context)) }
  }
  return (tenantId) => {
    const found = known.get(tenantId) ?? open(tenantId)
    known.set(tenantId, found)
    // Tried again next time.
    found.catch(() => known.delete(tenantId))
    return found
  }
}
