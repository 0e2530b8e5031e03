import { open } from 'node:fs/promises'
import { codeOf } from '../../lib/thrown.ts'
import type { ModelSource, Pulled, SourceTask } from './source.ts'

const READ_BYTES = 1024 * 1024

/** A file that somebody carried here: on a stick, a shared disk. It is copied, never moved. */
export function createFileSource(): ModelSource {
  return { name: 'file', pull: copy }
}

async function copy(task: SourceTask): Promise<Pulled> {
  if (task.location.source !== 'file') throw new TypeError('another source’s location')
  const { path } = task.location
  const from = await open(path, 'r').catch((error: unknown) => {
    throw new Error(`${path} cannot be read (${codeOf(error) ?? 'unknown'})`, { cause: error })
  })
  try {
    const found = await from.stat()
    if (!found.isFile()) throw new Error(`${path} is not a file`)
    await task.ensureSpace(found.size)
    await task.file.startAt(0)
    const buffer = Buffer.allocUnsafe(READ_BYTES)
    for (;;) {
      task.signal.throwIfAborted()
      const { bytesRead } = await from.read(buffer)
      if (bytesRead === 0) return { claimedSha256: null }
      await task.file.append(buffer.subarray(0, bytesRead))
      task.onBytes(task.file.sizeBytes, found.size)
    }
  } finally {
    await from.close()
  }
}
