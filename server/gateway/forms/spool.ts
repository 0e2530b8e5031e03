import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { open, unlink, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '#server/lib/app-error.ts'

/** Bytes that are kept until a call is over, so that it can be made again elsewhere. */
export interface Spool {
  readonly bytes: number
  append(chunk: Buffer): void | Promise<void>
  /** From the first byte on, any number of times, once all of it was appended. */
  read(): AsyncGenerator<Buffer, void, void>
  close(): Promise<void>
}

export interface SpoolOptions {
  /** So much stays in memory; what comes after it goes to a file. */
  memoryBytes?: number
  folder?: string
}

const MEMORY_BYTES = 1024 * 1024
const PIECE_BYTES = 256 * 1024
const CIPHER = 'aes-256-ctr'

/**
 * The beginning in memory, the rest in a file that has no name any more: it ends with this process, whatever happens to it.
 * What lies on the disk can be read with a key only that is nowhere but in memory.
 */
export function createSpool(options: SpoolOptions = {}): Spool {
  const { memoryBytes = MEMORY_BYTES, folder = tmpdir() } = options
  const key = randomBytes(32)
  const nonce = randomBytes(16)
  const cipher = createCipheriv(CIPHER, key, nonce)
  const inMemory: Buffer[] = []
  let bytes = 0
  let kept = 0
  let file: FileHandle | undefined

  const write = async (chunk: Buffer) => {
    try {
      file ??= await openNameless(folder)
      await file.appendFile(cipher.update(chunk))
    } catch (cause) {
      throw new AppError('busy', 'There is no room for this upload now. Try again later.', {
        cause,
      })
    }
  }
  return {
    get bytes() {
      return bytes
    },
    append(chunk) {
      bytes += chunk.length
      if (file === undefined && kept + chunk.length <= memoryBytes) {
        kept += chunk.length
        inMemory.push(chunk)
        return undefined
      }
      return write(chunk)
    },
    async *read() {
      yield* inMemory
      if (!file) return
      const decipher = createDecipheriv(CIPHER, key, nonce)
      for (let at = 0; at < bytes - kept;) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(PIECE_BYTES), 0, PIECE_BYTES, at)
        if (bytesRead === 0) return
        at += bytesRead
        yield decipher.update(buffer.subarray(0, bytesRead))
      }
    },
    async close() {
      const closing = file
      file = undefined
      inMemory.length = 0
      await closing?.close()
    },
  }
}

async function openNameless(folder: string): Promise<FileHandle> {
  const path = join(folder, `galerne-upload-${randomBytes(12).toString('hex')}`)
  const file = await open(path, 'wx+', 0o600)
  await unlink(path)
  return file
}
