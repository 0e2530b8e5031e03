import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { gunzipSync, gzipSync } from 'node:zlib'
import { RequestBody } from '#wire/observability.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Secret } from '#server/lib/secret.ts'

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** What is kept is bounded; what was tampered with must not fill the memory. */
const MAX_BYTES = 64 * 1024 * 1024

/**
 * AES-256-GCM (NIST SP 800-38D) over the compressed JSON: nonce, tag, ciphertext.
 * @param key 32 bytes as base64.
 * @param context Whose it is: opened for another request or tenant it does not open.
 */
export function sealBody(body: RequestBody, key: Secret, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(ALGORITHM, bytesOf(key), nonce).setAAD(Buffer.from(context))
  const ciphertext = Buffer.concat([
    cipher.update(gzipSync(JSON.stringify(body), { level: 1 })),
    cipher.final(),
  ])
  return Buffer.concat([nonce, cipher.getAuthTag(), ciphertext])
}

/** Throws AppError `not_ready` where the key is another one or the bytes were changed. */
export function openBody(sealed: Buffer, key: Secret, context: string): RequestBody {
  try {
    const nonce = sealed.subarray(0, NONCE_BYTES)
    const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
    const options = { authTagLength: TAG_BYTES }
    const decipher = createDecipheriv(ALGORITHM, bytesOf(key), nonce, options)
    decipher.setAAD(Buffer.from(context)).setAuthTag(tag)
    const packed = Buffer.concat([
      decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)),
      decipher.final(),
    ])
    const text = gunzipSync(packed, { maxOutputLength: MAX_BYTES }).toString('utf8')
    return RequestBody.parse(JSON.parse(text))
  } catch (cause) {
    throw new AppError(
      'not_ready',
      'What was kept of this request cannot be read with the key in telemetry.bodies.encryptionKey. It was kept with another one.',
      { cause },
    )
  }
}

function bytesOf(key: Secret): Buffer {
  return Buffer.from(key.expose(), 'base64')
}
