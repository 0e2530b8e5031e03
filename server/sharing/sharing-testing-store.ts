import { CreateShares } from '#wire/sharing.ts'
import type { Classification } from '#wire/classification.ts'
import type { AnswerOrigin } from '#wire/conversations.ts'
import type { MessagePart } from '#wire/message-parts.ts'
import { openTestDirectory } from '#server/access/directory/directory-testing.ts'
import { createManualClock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { createCopiesStore } from './copies-store.ts'
import { createCopying } from './copying.ts'
import type { MessageSource, SharedFiles } from './ports.ts'
import { createSharesStore } from './shares-store.ts'
import { createSharing } from './sharing.ts'
import { createViewing } from './viewing.ts'

export type SharingWorld = Awaited<ReturnType<typeof openSharingWorld>>

/** Somebody who shares, a guest who reads, and whoever owns the organisation, on a real database. */
export async function openSharingWorld(database: Database, source: MessageSource) {
  const directory = await openTestDirectory(database)
  const [owner, reader, other] = [
    await directory.add('Owner', 'member'),
    await directory.add('Naħla', 'guest'),
    await directory.add('Other', 'owner'),
  ]
  const store = createSharesStore(database)
  const copies = createCopiesStore(database)
  const { directory: people } = directory
  const clock = createManualClock(Date.now())
  const files: SharedFiles = {
    read: (_, id) => Promise.resolve({ name: 'x.pdf', sizeBytes: 36, bytes: bytesOf(id) }),
  }
  const parts = { store, source, people, files }
  const viewing = createViewing(parts)
  const common = { source, clock, createId }
  const sharing = createSharing({ ...common, store, copies, people })
  const copying = createCopying({ ...common, store: copies, viewing })
  const run = (text: string, id: string) =>
    database.withTenant(directory.tenantId, (sql) => sql.unsafe(text, [id]))
  return {
    ...directory,
    owner,
    reader,
    other,
    parts,
    viewing,
    sharing,
    copying,
    source,
    clock,
    run,
    converse: (classification?: Classification) => converse(database, owner, classification),
    /** To share with the reader, unless it says otherwise. */
    wish: (given: Partial<CreateShares>) =>
      CreateShares.parse({
        to: { kind: 'people', recipients: [{ kind: 'person', id: reader.id }] },
        mode: 'living',
        expiresInDays: null,
        ...given,
      }),
  }
}

export const USED: MessagePart = { type: 'used', what: 'memory', names: ['is on sick leave'] }
const ORIGIN: AnswerOrigin = {
  provider: 'p',
  deployment: 'd',
  place: 'FR',
  costMicros: 12,
  currency: 'EUR',
  firstTokenMs: 1,
  elapsedMs: 2,
  energy: null,
  requestId: null,
}
const FILE = {
  type: 'attachment',
  name: 'plan.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 7,
}

async function* bytesOf(text: string) {
  yield Buffer.from(text)
}

/** A question with two answers, the second of which was asked on. */
async function converse(
  database: Database,
  owner: { tenantId: string; id: string },
  classification: Classification = 'internal',
) {
  const ids = Array.from({ length: 6 }, () => createId())
  const [id = '', question = '', first = '', second = '', last = '', fileId = ''] = ids
  const { tenantId } = owner
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into conversations (tenant_id, id, owner_id, title, classification, created_at, updated_at)
      values (${tenantId}, ${id}, ${owner.id}, 'A plan', ${classification}, now(), now())`
    await sql`
      insert into attachment_files (tenant_id, id, owner_id, fingerprint, size_bytes, media_type,
        kind, is_whole, outline, sealed_key, changed_at)
      values (${tenantId}, ${fileId}, ${owner.id}, ${fileId}, 7, 'application/pdf', 'text', true,
              '{}', '', now())`
    await sql`
      insert into attachments (tenant_id, id, owner_id, file_id, conversation_id, name, created_at)
      values (${tenantId}, ${fileId}, ${owner.id}, ${fileId}, ${id}, 'plan.pdf', now())`
    const rows = [
      [question, null, 'user', 'What now?', [{ ...FILE, attachmentId: fileId }]],
      [first, question, 'assistant', 'This.', []],
      [second, question, 'assistant', 'That.', [USED]],
      [last, second, 'user', 'And then?', []],
    ] as const
    for (const [depth, [messageId, parentId, role, text, parts]] of rows.entries()) {
      await sql`
        insert into messages (tenant_id, id, conversation_id, parent_id, depth, role, text, status,
          parts, reasoning, origin, created_at)
        values (${tenantId}, ${messageId}, ${id}, ${parentId}, ${depth}, ${role}, ${text}, 'complete',
          ${JSON.stringify(parts)}::text::jsonb, ${role === 'user' ? '' : 'They seem tired.'},
          ${JSON.stringify({ ...ORIGIN, requestId: id })}::text::jsonb,
          now())`
    }
  })
  return { id, question, first, second, last, fileId }
}

export const LINK = { to: { kind: 'link' }, expiresInDays: 7 } as const

export const isMissing = {
  code: 'not_found',
  message: /does not exist, or it is not shared with you/,
}
