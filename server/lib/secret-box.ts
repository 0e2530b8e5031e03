import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { AppError } from './app-error.ts'
import type { Secret } from './secret.ts'

/** Keeps secrets in the database so that the database alone does not tell them. */
export interface SecretBox {
  /** @param context Whose secret it is: opened for anybody else it does not open. */
  seal(text: string, context: string): string
  /** Throws AppError `not_ready` where the key is not at hand or the text was changed. */
  open(sealed: string, context: string): string
  /** Whether it was sealed with an older key, so that it should be sealed anew. */
  isOutdated(sealed: string): boolean
}

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * AES-256-GCM (NIST SP 800-38D) with a random nonce for each text. The first key seals, all of them open: a new one is put
 * before the old ones, and these are dropped once everything has been sealed anew.
 * @param keys At least one, each of 32 characters or more; any text, hashed to 256 bits.
 */
export function createSecretBox(keys: readonly Secret[]): SecretBox {
  const known = keys.map((key) => {
    const bytes = createHash('sha256').update(`galerne secret box ${key.expose()}`).digest()
    const id = createHash('sha256').update(bytes).digest('hex').slice(0, 8)
    return { id, bytes }
  })
  const [newest] = known
  if (!newest) throw new Error('A secret box needs a key.')
  return {
    seal(text, context) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, newest.bytes, nonce).setAAD(Buffer.from(context))
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      const packed = Buffer.concat([nonce, body, cipher.getAuthTag()])
      return `v1.${newest.id}.${packed.toString('base64url')}`
    },
    open(sealed, context) {
      const [version, id, packed = ''] = sealed.split('.')
      const key = known.find((one) => one.id === id)
      if (version !== 'v1' || !key) throw notOpened('was sealed with a key that is not here')
      const bytes = Buffer.from(packed, 'base64url')
      if (bytes.length < NONCE_BYTES + TAG_BYTES) throw notOpened('is damaged')
      const tag = bytes.subarray(-TAG_BYTES)
      const decipher = createDecipheriv(ALGORITHM, key.bytes, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      })
      decipher.setAAD(Buffer.from(context)).setAuthTag(tag)
      try {
        const body = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES))
        return Buffer.concat([body, decipher.final()]).toString('utf8')
      } catch (cause) {
        throw notOpened('was changed', cause)
      }
    },
    isOutdated: (sealed) => sealed.split('.')[1] !== newest.id,
  }
}

function notOpened(why: string, cause?: unknown): AppError {
  return new AppError(
    'not_ready',
    `Its key ${why}. Enter the key again, or give Galerne back the secrets key that it had.`,
    { cause },
  )
}
