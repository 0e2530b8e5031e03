import type { Database } from '#server/lib/database.ts'
import { createZipWriter } from '#server/lib/documents/zip.ts'
import { readHeld } from './holdings-store.ts'

/** Conversations and files of a person, as imports take them in again: one file of the ZIP after the other. */
export type CopyConversations = (
  owner: { tenantId: string; ownerId: string },
  at: Date,
) => AsyncIterable<{ name: string; content: string | Uint8Array; isStored?: boolean }>

export interface Packing {
  database: Database
  copyConversations: CopyConversations
}

const ABOUT_FOLDERS = {
  'conversations/':
    'Each conversation with its messages, translations, suggested questions and messages that wait. Galerne takes this ZIP in again.',
  'files/': 'Files that were given along, as they were.',
}

/** All that is stored about a person, as a ZIP: docs/guides/rights-and-exit.md says what is in it. */
export async function* packData(
  { database, copyConversations }: Packing,
  { tenantId, personId, at }: { tenantId: string; personId: string; at: Date },
): AsyncGenerator<Uint8Array> {
  const zip = createZipWriter()
  const held = (await readHeld(database, tenantId, personId)).filter(
    ({ kind }) => !IN_CONVERSATIONS.has(kind),
  )
  const about = {
    format: 'galerne-person/2',
    exportedAt: at.toISOString(),
    personId,
    files: {
      ...ABOUT_FOLDERS,
      ...Object.fromEntries(held.map(({ kind, rows }) => [`${kind}.json`, `${rows.length} rows`])),
    },
  }
  yield zip.add({ name: 'about.json', content: JSON.stringify(about, null, 2) })
  for (const { kind, rows } of held) {
    yield zip.add({ name: `${kind}.json`, content: `[\n${rows.join(',\n')}\n]\n` })
  }
  for await (const entry of copyConversations({ tenantId, ownerId: personId }, at)) {
    yield zip.add(entry)
  }
  yield zip.end()
}

/** Those have files of their own, which say more. */
const IN_CONVERSATIONS = new Set<string>(['conversations', 'messages', 'around-messages'])
