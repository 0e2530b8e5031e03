import type { PortableConversations } from '#wire/rights.ts'
import type { Database } from '#server/lib/database.ts'
import { writeZip } from '#server/lib/documents/zip.ts'
import { readHeld } from './holdings-store.ts'
import { readPortable } from './portable-store.ts'

/** All that is stored about a person, as a ZIP: docs/guides/rights-and-exit.md says what is in it. */
export async function packData(
  database: Database,
  { tenantId, personId, at }: { tenantId: string; personId: string; at: Date },
): Promise<Buffer<ArrayBuffer>> {
  const held = await readHeld(database, tenantId, personId)
  const conversations: PortableConversations = {
    format: 'galerne-conversations/1',
    conversations: await readPortable(database, tenantId, personId),
  }
  const about = {
    format: 'galerne-person/1',
    exportedAt: at.toISOString(),
    personId,
    files: {
      'conversations.json': 'Conversations with their messages. Galerne takes this file in again.',
      ...Object.fromEntries(held.map(({ kind, rows }) => [`${kind}.json`, `${rows.length} rows`])),
    },
  }
  const isOnceMore = new Set(['conversations', 'messages'])
  return writeZip([
    { name: 'about.json', content: JSON.stringify(about, null, 2) },
    { name: 'conversations.json', content: JSON.stringify(conversations, null, 2) },
    ...held
      .filter(({ kind }) => !isOnceMore.has(kind))
      .map(({ kind, rows }) => ({
        name: `${kind}.json`,
        content: `[\n${rows.join(',\n')}\n]\n`,
      })),
  ])
}
