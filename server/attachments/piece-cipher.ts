import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto'
import { AppError } from '#server/lib/app-error.ts'

export type PieceKind = 'content' | 'text'

/** Small enough that five hundred of them fit into memory as hexadecimal text, which is how archives carry them. */
export const PIECE_BYTES = 32 * 1024

const ALGORITHM = 'aes-256-gcm'
const NONCE_BYTES = 12
const TAG_BYTES = 16

/** Encrypts a file's pieces under a key of its own (AES-256-GCM), each bound to its place. */
export interface PieceCipher {
  /** For a secret box. */
  readonly key: string
  seal(piece: Buffer, what: PieceKind, number: number): Buffer
  /** Throws AppError `not_ready` where it was changed. */
  open(sealed: Buffer, what: PieceKind, number: number): Buffer
  /** What nobody outside can guess, and is the same each time. */
  markFor(name: string): string
}

export function createPieceCipher(
  key: string = randomBytes(32).toString('base64url'),
): PieceCipher {
  const bytes = Buffer.from(key, 'base64url')
  return {
    key,
    seal(piece, what, number) {
      const nonce = randomBytes(NONCE_BYTES)
      const cipher = createCipheriv(ALGORITHM, bytes, nonce).setAAD(placeOf(what, number))
      return Buffer.concat([nonce, cipher.update(piece), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, what, number) {
      try {
        const decipher = createDecipheriv(ALGORITHM, bytes, sealed.subarray(0, NONCE_BYTES), {
          authTagLength: TAG_BYTES,
        })
        decipher.setAAD(placeOf(what, number)).setAuthTag(sealed.subarray(-TAG_BYTES))
        const body = sealed.subarray(NONCE_BYTES, -TAG_BYTES)
        return Buffer.concat([decipher.update(body), decipher.final()])
      } catch (cause) {
        throw new AppError('not_ready', 'A stored file was changed, and cannot be read any more.', {
          cause,
        })
      }
    },
    markFor: (name) => createHmac('sha256', bytes).update(name).digest('hex').slice(0, 16),
  }
}

function placeOf(what: PieceKind, number: number): Buffer {
  return Buffer.from(`${what} ${number}`)
}
