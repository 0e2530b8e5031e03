import { join } from 'node:path'
import type { ArchiveStore } from './archive-store.ts'
import { openBundleWriter } from './bundle/bundle-writer.ts'
import { verifyBundle } from './bundle/verify-bundle.ts'
import type { KeysStore } from './keys-store.ts'
import type { ReadStore } from './read-store.ts'
import { slugOf } from './sinks/sink.ts'

export interface ArchiveOptions {
  read: ReadStore
  archive: ArchiveStore
  keys: Pick<KeysStore, 'list'>
  folder: string
  /** Where entries are sent: what has not arrived there stays, or it never would. */
  sinkIds: readonly string[]
}

/**
 * Writes all entries before a moment into the archive, checks what was written, and only then takes them out of the database:
 * a whole prefix, never single ones. What is left proves the same as before. Resolves with how many there were.
 */
export async function archiveBefore(
  { read, archive, keys, folder, sinkIds }: ArchiveOptions,
  tenantId: string,
  before: Date,
): Promise<number> {
  const until = await archive.archivableUntil(tenantId, { before, sinkIds })
  const head = await read.head(tenantId)
  if (!head || until <= head.archivedSize) return 0
  const { origin, archivedSize } = head
  let part = await read.trailFrom(tenantId, 0)
  const path = join(folder, slugOf(origin))
  const writer = openBundleWriter(path, { origin, from: part.from, prefix: part.prefix })
  try {
    writer.addKeys((await keys.list(tenantId)).map(({ verifier }) => verifier))
    part = await read.trailFrom(tenantId, writer.next)
    while (writer.next < until) {
      writer.addEntries(part.records.slice(0, until - writer.next))
      part = await read.trailFrom(tenantId, writer.next)
    }
    await addCheckpoints(read, tenantId, { writer, until })
    writer.sync()
  } finally {
    writer.close()
  }
  const { finding } = await verifyBundle({ folder: path })
  if (finding) throw new Error(`The archive in ${path} is not right: ${finding.message}`)
  await archive.dropArchived(tenantId, until)
  return until - archivedSize
}

/** All that sign what is in the archive; the first that signs more comes with the next part. */
async function addCheckpoints(
  read: ReadStore,
  tenantId: string,
  { writer, until }: { writer: ReturnType<typeof openBundleWriter>; until: number },
): Promise<void> {
  for (let after: number | null = writer.signed; after !== null;) {
    const { checkpoints, next } = await read.checkpointsAfter(tenantId, after)
    for (const { size, note, timeStamp } of checkpoints) {
      if (size > until) return
      writer.addCheckpoint(size, note)
      if (timeStamp !== null) writer.addTimeStamp(size, timeStamp)
    }
    after = next
  }
}
