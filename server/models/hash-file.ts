import { createHash } from 'node:crypto'
import { open } from 'node:fs/promises'

/** SHA-256 in lower-case hex, of what is really on the disk rather than of what once passed by. */
export async function hashFile(path: string, onBytes = (_bytes: number) => {}): Promise<string> {
  const hash = createHash('sha256')
  const buffer = Buffer.allocUnsafe(1024 * 1024)
  const file = await open(path, 'r')
  let bytes = 0
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer)
      if (bytesRead === 0) return hash.digest('hex')
      hash.update(buffer.subarray(0, bytesRead))
      bytes += bytesRead
      onBytes(bytes)
    }
  } finally {
    await file.close()
  }
}
