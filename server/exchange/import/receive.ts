import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { MAX_IMPORT_BYTES } from '#wire/exchange.ts'
import { AppError } from '#server/lib/app-error.ts'
import { removeForgotten } from '#server/lib/forgotten-folders.ts'
import type { SentFile } from './imports.ts'

const PREFIX = 'exchange-'
const FORGOTTEN_MS = 3_600_000

/** What is sent waits in a file that only we may read, for as long as it is worked on. */
export function createReceiver(dataFolder: string, maxBytes: number = MAX_IMPORT_BYTES) {
  return {
    /** Throws `body_too_large`. Whoever takes it removes it. */
    async receive(body: ReadableStream<Uint8Array>): Promise<SentFile & { remove: () => void }> {
      const folder = mkdtempSync(join(dataFolder, PREFIX))
      const remove = () => rmSync(folder, { recursive: true, force: true })
      const path = join(folder, 'file')
      let bytes = 0
      const counting = new Transform({
        transform(chunk: Uint8Array, _encoding, done) {
          bytes += chunk.byteLength
          done(bytes > maxBytes ? tooLarge(maxBytes) : null, chunk)
        },
      })
      try {
        const source = Readable.from(body, { objectMode: false })
        await pipeline(source, counting, createWriteStream(path, { mode: 0o600 }))
        return { path, bytes, remove }
      } catch (error) {
        remove()
        throw error
      }
    },

    /** What a process that was killed left. */
    sweep(nowMs: number): void {
      removeForgotten(dataFolder, { prefix: PREFIX, olderThanMs: FORGOTTEN_MS, nowMs })
    },
  }
}

export type Receiver = ReturnType<typeof createReceiver>

function tooLarge(maxBytes: number): AppError {
  const megabytes = Math.round(maxBytes / 1024 / 1024)
  return new AppError(
    'body_too_large',
    `A file may have ${megabytes} MB. Unpack the archive, and send its conversations.json alone.`,
  )
}
