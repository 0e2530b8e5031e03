import { createHash } from 'node:crypto'
import { AppError } from '#server/lib/app-error.ts'
import { createSpool, type Spool } from '#server/gateway/forms/spool.ts'
import { refusedFile } from './problems.ts'

/** A file as it came, in memory or in a nameless encrypted file that ends with this process. */
export interface Received {
  spool: Spool
  /** SHA-256, hexadecimal. */
  sha256: string
}

/** Takes in the bytes of an upload. Throws AppError, nothing kept, where they are too many or break off. */
export async function receiveFile(
  body: AsyncIterable<Uint8Array>,
  { name, maxBytes, signal }: { name: string; maxBytes: number; signal: AbortSignal },
): Promise<Received> {
  const spool = createSpool()
  const hash = createHash('sha256')
  try {
    for await (const chunk of body) {
      signal.throwIfAborted()
      const bytes = Buffer.from(chunk)
      if (spool.bytes + bytes.length > maxBytes) throw refusedFile(name, 'too_large')
      hash.update(bytes)
      await spool.append(bytes)
    }
    signal.throwIfAborted()
    if (spool.bytes === 0) throw refusedFile(name, 'empty')
    return { spool, sha256: hash.digest('hex') }
  } catch (error) {
    await spool.close()
    if (error instanceof AppError) throw error
    throw new AppError('cancelled', 'The upload broke off. Nothing of it was kept.', {
      cause: error,
    })
  }
}
