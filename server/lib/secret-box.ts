import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { AppError } from './app-error.ts'
import { refreshSecretKeys } from './secret-keys.ts'
import type { Secret } from './secret.ts'

/** Keeps secrets in the database so that the database alone does not tell them. */
export interface SecretBox {
  /** @param context Whose secret it is: opened for anybody else it does not open. */
  seal(text: string, context: string): string
  /** Throws AppError `not_ready` where the key is not at hand or the text was changed. */
  open(sealed: string, context: string): string
  /** The same secret under the newest key; unchanged where that is so already. Its context need not be known. */
  rewrap(sealed: string): string
  /** Whether it was sealed with an older key, so that it should be sealed anew. */
  isOutdated(sealed: string): boolean
  /** The ids of our keys, as sealed texts name them, the newest first. */
  keyIds(): string[]
}

const ALGORITHM = 'aes-256-gcm'
const KEY_BYTES = 32
const NONCE_BYTES = 12
const TAG_BYTES = 16

/**
 * Envelopes of AES-256-GCM (NIST SP 800-38D): each text has a key of its own, bound to its context, and that key is wrapped
 * with the first of ours. All of ours open: a new one is put before the old ones, what they wrapped is wrapped anew
 * (`rewrap`, which needs no context), and then they are dropped.
 * @param keys At least one, each of 32 characters or more; any text, hashed to 256 bits. The list may change while it is used.
 */
export function createSecretBox(keys: readonly Secret[]): SecretBox {
  if (keys.length === 0) throw new Error('A secret box needs a key.')
  const wrapping = createWrapping(keys)
  return {
    seal(text, context) {
      const { id, bytes } = wrapping.newest()
      const own = randomBytes(KEY_BYTES)
      const wrapped = encrypt(own, bytes, WRAPPED)
      return ['v2', id, wrapped, encrypt(Buffer.from(text), own, context)].join('.')
    },
    open(sealed, context) {
      const [version, id = '', first = '', second = ''] = sealed.split('.')
      // Before there were envelopes.
      if (version === 'v1') return decrypt(first, wrapping.get(id), context).toString('utf8')
      if (version !== 'v2') throw notOpened('was sealed with a key that is not here')
      const own = decrypt(first, wrapping.get(id), WRAPPED)
      return decrypt(second, own, context).toString('utf8')
    },
    rewrap(sealed) {
      const [version, id = '', wrapped = '', body = ''] = sealed.split('.')
      const newest = wrapping.newest()
      if (version !== 'v2' || id === newest.id) return sealed
      const own = decrypt(wrapped, wrapping.get(id), WRAPPED)
      return ['v2', newest.id, encrypt(own, newest.bytes, WRAPPED), body].join('.')
    },
    isOutdated: (sealed) => !sealed.startsWith(`v2.${wrapping.newest().id}.`),
    keyIds: () => wrapping.ids(),
  }
}

/** What wrapped keys are bound to: nothing else that is encrypted with ours passes for one. */
const WRAPPED = 'galerne data key'

/** How soon a key that another process has added seals here too. */
const LOOK_MS = 2000

interface WrappingKey {
  id: string
  bytes: Buffer
}

function createWrapping(keys: readonly Secret[]) {
  const made = new WeakMap<Secret, WrappingKey>()
  let lookedMs = performance.now()
  const of = (secret: Secret): WrappingKey => {
    const known = made.get(secret) ?? toWrappingKey(secret)
    made.set(secret, known)
    return known
  }
  return {
    newest(): WrappingKey {
      if (performance.now() - lookedMs > LOOK_MS) {
        lookedMs = performance.now()
        refreshSecretKeys(keys)
      }
      const [first] = keys
      if (!first) throw notOpened('is not here')
      return of(first)
    },
    ids: () => keys.map((key) => of(key).id),
    get(id: string): Buffer {
      const find = () => keys.map(of).find((one) => one.id === id)
      let found = find()
      if (!found) {
        refreshSecretKeys(keys)
        found = find()
      }
      if (!found) throw notOpened('was sealed with a key that is not here')
      return found.bytes
    },
  }
}

function toWrappingKey(secret: Secret): WrappingKey {
  const bytes = createHash('sha256').update(`galerne secret box ${secret.expose()}`).digest()
  return { id: createHash('sha256').update(bytes).digest('hex').slice(0, 8), bytes }
}

/** Nonce, ciphertext and tag, as base64url. */
function encrypt(text: Buffer, key: Buffer, context: string): string {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, key, nonce).setAAD(Buffer.from(context))
  const body = Buffer.concat([cipher.update(text), cipher.final()])
  return Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('base64url')
}

function decrypt(packed: string, key: Buffer, context: string): Buffer {
  const bytes = Buffer.from(packed, 'base64url')
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw notOpened('is damaged')
  const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(context)).setAuthTag(bytes.subarray(-TAG_BYTES))
  try {
    return Buffer.concat([
      decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)),
      decipher.final(),
    ])
  } catch (cause) {
    throw notOpened('was changed', cause)
  }
}

function notOpened(why: string, cause?: unknown): AppError {
  return new AppError(
    'not_ready',
    `Its key ${why}. Enter the key again, or give Galerne back the secrets key that it had.`,
    { cause },
  )
}
