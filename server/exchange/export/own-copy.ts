import { ARCHIVE_FORMAT, type ArchivedMessage, type ConversationArchive } from '#wire/exchange.ts'
import { inSlices, type SliceLimits } from '../in-slices.ts'
import type { BesideStore } from './beside-store.ts'
import type { ExportedHead, ExportStore, Owner, StoredFileName } from './export-store.ts'
import { fileNameOf, placeFiles } from './file-names.ts'

export interface OwnCopyOptions {
  store: ExportStore
  beside: BesideStore
  /** The bytes of a file of theirs; none: it is not there any more. */
  readFile: (owner: Owner, attachmentId: string) => AsyncIterable<Uint8Array>
}

export interface CopiedFile {
  name: string
  content: string | Uint8Array
  /** Takes no packing. */
  isStored?: boolean
}

export type OwnCopy = ReturnType<typeof createOwnCopy>

const AT_A_TIME: SliceLimits = { count: 200, chars: 500_000 }

/** All conversations of a person, the bin too, with what stands around them, and all their files. Imports take it in again. */
export function createOwnCopy({ store, beside, readFile }: OwnCopyOptions) {
  async function* filesOf(owner: Owner, places: ReadonlyMap<string, string>) {
    for (const [id, name] of places) {
      const pieces = await Array.fromAsync(readFile(owner, id))
      if (pieces.length === 0) continue
      yield { name, content: Buffer.concat(pieces), isStored: true } satisfies CopiedFile
    }
  }

  return async function* copy(owner: Owner, at: Date): AsyncGenerator<CopiedFile> {
    const names = new Set<string>()
    for (const head of await store.heads(owner, null, { hasBin: true })) {
      const name = fileNameOf(head, 'json', names)
      const files = await beside.files(owner, head.id)
      const places = placeFiles(files, name.slice(0, -'.json'.length))
      const archive: ConversationArchive = {
        format: ARCHIVE_FORMAT,
        exportedAt: at.toISOString(),
        conversations: [
          {
            ...head,
            messages: await messagesOf(store, owner, head),
            beside: await beside.read(owner, head.id),
            files: toList(places),
          },
        ],
      }
      yield { name: `conversations/${name}`, content: JSON.stringify(archive) }
      yield* filesOf(owner, places)
    }
    const others: StoredFileName[] = await beside.files(owner, null)
    // No conversation has this name: theirs begin with a day.
    yield* filesOf(owner, placeFiles(others, 'elsewhere'))
  }
}

async function messagesOf(
  store: ExportStore,
  { tenantId }: Owner,
  { id }: ExportedHead,
): Promise<ArchivedMessage[]> {
  const messages: ArchivedMessage[] = []
  for (const some of inSlices(await store.tree(tenantId, id), ({ chars }) => chars, AT_A_TIME)) {
    const ids = some.map((one) => one.id)
    messages.push(...(await store.messages(tenantId, ids)))
  }
  return messages
}

const toList = (places: ReadonlyMap<string, string>) =>
  Array.from(places, ([attachmentId, path]) => ({ attachmentId, path: encodeURI(path) }))
