import { createCipheriv, createDecipheriv, createSecretKey, randomBytes } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { AppError } from './app-error.ts'

/** The key of one person's texts. */
export interface TextKey {
  id: string
  key: KeyObject
}

/** What every sealed text begins with; then the id of its key, its length in UTF-16 units, and nonce, ciphertext and tag. */
export const SEALED_MARK = 'galerne-text.1.'
export const TEXT_KEY_BYTES = 32

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function toTextKey(id: string, bytes: Buffer): TextKey {
  // An object of the key is twice as fast as its bytes, which would be taken in anew for each text.
  return { id, key: createSecretKey(bytes) }
}

export function isSealed(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(SEALED_MARK)
}

export function keyIdOf(sealed: string): string {
  return sealed.slice(SEALED_MARK.length, sealed.indexOf('.', SEALED_MARK.length))
}

/**
 * AES-256-GCM (NIST SP 800-38D). Nonces are random: a key of one person would have to seal 2³² texts before two may be alike.
 * @param place Where it stands, tenant|table|column|row: it opens nowhere else.
 */
export function sealText({ id, key }: TextKey, place: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(place))
  const body = [nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]
  return `${SEALED_MARK}${id}.${text.length}.${Buffer.concat(body).toString('base64')}`
}

/** Throws AppError `not_ready` where it was changed, or moved. */
export function openText({ key }: TextKey, place: string, sealed: string): string {
  const bytes = Buffer.from(sealed.slice(sealed.lastIndexOf('.') + 1), 'base64')
  try {
    const nonce = bytes.subarray(0, NONCE_BYTES)
    const decipher = createDecipheriv(ALGORITHM, key, nonce, { authTagLength: TAG_BYTES })
    decipher.setAAD(Buffer.from(place)).setAuthTag(bytes.subarray(-TAG_BYTES))
    const body = bytes.subarray(NONCE_BYTES, -TAG_BYTES)
    const text = decipher.update(body)
    // What proves it whole; there is nothing left to decipher.
    decipher.final()
    return text.toString('utf8')
  } catch (cause) {
    throw new AppError('not_ready', 'A stored text was changed, and cannot be read any more.', {
      cause,
    })
  }
}
