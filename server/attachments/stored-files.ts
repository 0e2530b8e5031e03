import { z } from 'zod'
import type { SecretBox } from '#server/lib/secret-box.ts'
import type { StoredAttachment } from './attachments-store.ts'
import { fence } from './fence.ts'
import { createPieceCipher, type PieceCipher } from './piece-cipher.ts'
import type { PieceStore } from './pieces-store.ts'

/** Texts of sections, in their order, as they are stored. */
const Texts = z.array(z.string())

export type StoredFiles = ReturnType<typeof createStoredFiles>

export interface StoredFilesOptions {
  pieces: PieceStore
  box: SecretBox
}

/** So much text stays in memory: every answer of a conversation reads its files again. */
const KEPT_CHARACTERS = 8_000_000

/** What is in files, opened. */
export function createStoredFiles({ pieces, box }: StoredFilesOptions) {
  const kept = new Map<string, string[]>()
  let size = 0

  const cipherOf = ({ fileId, sealedKey }: Pick<StoredAttachment, 'fileId' | 'sealedKey'>) =>
    createPieceCipher(box.open(sealedKey, contextOf(fileId)))

  const readTexts = async (
    tenantId: string,
    { fileId }: StoredAttachment,
    cipher: PieceCipher,
  ): Promise<string[]> => {
    const key = `${tenantId} ${fileId}`
    const known = kept.get(key)
    if (known) return known
    const place = { tenantId, fileId, what: 'text', cipher } as const
    const texts = Texts.parse(JSON.parse(String(await gather(pieces.read(place)))))
    size += lengthOf(texts)
    kept.set(key, texts)
    for (const [oldest, old] of kept) {
      if (size <= KEPT_CHARACTERS || oldest === key) break
      kept.delete(oldest)
      size -= lengthOf(old)
    }
    return texts
  }

  return {
    seal: (key: string, fileId: string) => box.seal(key, contextOf(fileId)),

    /** As the model gets it. */
    async textFor(tenantId: string, stored: StoredAttachment): Promise<string> {
      const cipher = cipherOf(stored)
      return fence(stored, await readTexts(tenantId, stored, cipher), cipher)
    },

    content(tenantId: string, stored: StoredAttachment): AsyncGenerator<Buffer, void, void> {
      const { fileId } = stored
      return pieces.read({ tenantId, fileId, what: 'content', cipher: cipherOf(stored) })
    },

    async whole(tenantId: string, stored: StoredAttachment): Promise<Buffer> {
      return gather(this.content(tenantId, stored))
    },
  }
}

function contextOf(fileId: string): string {
  return `attachment ${fileId}`
}

async function gather(pieces: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = []
  for await (const piece of pieces) all.push(piece)
  return Buffer.concat(all)
}

function lengthOf(texts: readonly string[]): number {
  return texts.reduce((sum, text) => sum + text.length, 0)
}
