import { createGunzip, createGzip } from 'node:zlib'
import { pipeline, Readable } from 'node:stream'
import { damaged } from './tar.ts'

/** Rows of JSON shrink to a tenth, at best to a hundredth. */
const MAX_RATIO = 200
/** So much may come out of however little. */
const FREE_BYTES = 64 * 1024 * 1024

/** Unpacks, and gives up on what swells as nothing of ours does. */
export async function* gunzip(packed: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let read = 0
  let written = 0
  async function* counted() {
    for await (const chunk of packed) {
      read += chunk.length
      yield chunk
    }
  }
  const source = Readable.from(counted(), { objectMode: false })
  // An end in the middle is an error of the stream, which the loop throws.
  const plain = pipeline(source, createGunzip(), () => undefined)
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      written += chunk.length
      if (written > FREE_BYTES + read * MAX_RATIO) throw damaged('it unpacks to far too much')
      yield chunk
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    throw code.startsWith('Z_') ? damaged('it is not whole') : error
  } finally {
    source.destroy()
  }
}

/** Packs what is written; `end` resolves when all of it was taken. */
export function createPacker(target: NodeJS.WritableStream) {
  const packer = createGzip({ level: 6 })
  const done = new Promise<void>((resolve, reject) => {
    pipeline(packer, target, (error) => (error ? reject(error) : resolve()))
  })
  // It is awaited at the end; a failure before that must not end the process.
  done.catch(() => undefined)
  return {
    async write(bytes: Buffer): Promise<void> {
      if (packer.write(bytes)) return
      await Promise.race([new Promise<void>((resolve) => packer.once('drain', resolve)), done])
    },
    async end(): Promise<void> {
      packer.end()
      await done
    },
    destroy: (error: Error) => void packer.destroy(error),
  }
}
