import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { canonicalJson, type JsonValue } from './canonical-json.ts'

export interface SigningKey {
  /** The raw 32 bytes, base64url: the `x` of a JWK (RFC 8037). */
  publicKey: string
  /** PKCS #8, base64. Never shown, never stored unsealed. */
  privateKey: string
}

/** A new pair for Ed25519 (RFC 8032). */
export function createSigningKey(): SigningKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return {
    publicKey: publicKey.export({ format: 'jwk' }).x ?? '',
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
  }
}

export function openPrivateKey(privateKey: string): KeyObject {
  return createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })
}

/**
 * Ed25519 over the context, a line feed, and the value as canonical JSON (RFC 8785); base64url.
 * @param context What kind of statement it is, so that none passes for another kind.
 */
export function signJson(value: JsonValue, context: string, key: KeyObject): string {
  return sign(null, toBytes(value, context), key).toString('base64url')
}

/** False for anything that is not a good signature of exactly this by this key. Never throws. */
export function verifyJson(
  value: JsonValue,
  context: string,
  { signature, publicKey }: { signature: string; publicKey: string },
): boolean {
  try {
    const jwk = { kty: 'OKP', crv: 'Ed25519', x: publicKey }
    const key = createPublicKey({ key: jwk, format: 'jwk' })
    return verify(null, toBytes(value, context), key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

function toBytes(value: JsonValue, context: string): Buffer {
  return Buffer.from(`${context}\n${canonicalJson(value)}`)
}
