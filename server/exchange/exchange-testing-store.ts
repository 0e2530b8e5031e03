import { createHash } from 'node:crypto'
import { openRows } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import { PERSON } from './exchange-testing.ts'

export interface Planted {
  title?: string
  classification?: string
  /** Questions and answers in turn. */
  texts: readonly string[]
  /** Erika has approved the last of them. */
  isApproved?: boolean
  lang?: string
}

/** A conversation as if it had been had. */
export async function plantConversation(
  database: Database,
  { title = 'Ein Plan', classification = 'internal', texts, isApproved, lang }: Planted,
): Promise<{ id: string; messageIds: string[] }> {
  const { tenantId, id: ownerId } = PERSON
  const id = createId()
  const messageIds = texts.map(() => createId())
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into conversations
        (tenant_id, id, owner_id, title, is_title_made, classification, lang, created_at, updated_at)
      values (${tenantId}, ${id}, ${ownerId}, ${title}, false, ${classification}, ${lang ?? null},
              now(), now())`
    const rows = texts.map((text, at) => ({
      tenant_id: tenantId,
      id: messageIds[at] ?? '',
      conversation_id: id,
      parent_id: messageIds[at - 1] ?? null,
      depth: at + 1,
      role: at % 2 === 0 ? 'user' : 'assistant',
      text,
      status: 'complete',
      model_id: at % 2 === 0 ? null : 'test-model',
      created_at: new Date(Date.UTC(2026, 10, 22, 8, 0, at)),
    }))
    for (let at = 0; at < rows.length; at += 500) {
      await sql`insert into messages ${sql(rows.slice(at, at + 500))}`
    }
    if (isApproved) {
      const text = texts.at(-1) ?? ''
      await sql`
        insert into answer_approvals ${sql({
          tenant_id: tenantId,
          id: createId(),
          message_id: messageIds.at(-1) ?? '',
          conversation_id: id,
          text_sha256: createHash('sha256').update(text).digest('hex'),
          state: 'approved',
          requested_by: ownerId,
          requested_by_name: 'Owner',
          requested_at: new Date(),
          note: '',
          is_four_eyes: true,
          decided_by: createId(),
          decided_by_name: 'Erika Muster',
          decided_at: new Date(),
          decision_note: '',
        })}`
    }
  })
  return { id, messageIds }
}

/** As its owner does. */
export function reclassify(database: Database, id: string, to: string): Promise<void> {
  return database.withTenant(PERSON.tenantId, async (sql) => {
    await sql`update conversations set classification = ${to} where id = ${id}`
  })
}

/** A folder that somebody else reads. */
export async function plantSharedFolder(
  database: Database,
  { tenantId, id: ownerId }: { tenantId: string; id: string },
  name: string,
): Promise<string> {
  const id = createId()
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into folders (tenant_id, id, owner_id, name, created_at, updated_at)
      values (${tenantId}, ${id}, ${ownerId}, ${name}, now(), now())`
    await sql`
      insert into folder_members (tenant_id, folder_id, member_kind, member_id, access)
      values (${tenantId}, ${id}, 'person', ${createId()}, 'read')`
  })
  return id
}

interface Stored {
  classification: string
  folder_id: string | null
  id: string
  title: string
  imported_from: string | null
  archived_at: Date | null
  created_at: Date
  updated_at: Date
}

interface StoredMessage {
  id: string
  conversation_id: string
  parent_id: string | null
  role: string
  text: string
  reasoning: string
  parts: unknown
  model_id: string | null
}

/** Somebody's conversations with all their messages, in their order. */
export async function readAll(
  database: Database,
  { tenantId, id }: { tenantId: string; id: string },
): Promise<(Stored & { messages: StoredMessage[] })[]> {
  return database.withTenant(tenantId, async (sql) => {
    const conversations = await sql<Stored[]>`
      select * from conversations where owner_id = ${id} order by id`
    const messages = await sql<StoredMessage[]>`
      select * from messages where conversation_id = any (${conversations.map((one) => one.id)}::uuid[])
      order by conversation_id, id`
    await openRows(sql, SEALED.conversations, conversations)
    await openRows(sql, SEALED.messages, messages)
    return conversations.map((one) => ({
      ...one,
      messages: messages.filter((message) => message.conversation_id === one.id),
    }))
  })
}

/** A file that was given along with a message; its bytes are not kept. */
export async function plantFile(
  database: Database,
  { conversationId, messageId, name }: { conversationId: string; messageId: string; name: string },
): Promise<string> {
  const { tenantId, id: ownerId } = PERSON
  const [id, fileId] = [createId(), createId()]
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into attachment_files (tenant_id, id, owner_id, fingerprint, size_bytes, media_type,
                                    kind, is_whole, outline, sealed_key, changed_at)
      values (${tenantId}, ${fileId}, ${ownerId}, ${fileId}, 5, 'text/plain', 'text', true, '{}', '', now())`
    await sql`
      insert into attachments (tenant_id, id, owner_id, file_id, name, conversation_id, created_at)
      values (${tenantId}, ${id}, ${ownerId}, ${fileId}, ${name}, ${conversationId}, now())`
    const part = {
      type: 'attachment',
      attachmentId: id,
      name,
      mediaType: 'text/plain',
      sizeBytes: 5,
    }
    await sql`
      update messages set parts = parts || ${JSON.stringify([part])}::text::jsonb
      where id = ${messageId}`
  })
  return id
}

/** What stands around an answer: a translation, a suggestion, and a message that waits. */
export async function plantBeside(
  database: Database,
  { conversationId, answerId }: { conversationId: string; answerId: string },
): Promise<void> {
  const { tenantId, id: ownerId } = PERSON
  const blocks = [{ index: 0, text: 'Bien lu.', terms: [], deviations: [] }]
  const source = [{ index: 0, source: 'Gut gelesen.', isKept: false }]
  const start = { modelId: 'm', from: 'de', to: 'fr', formality: 'formal', blocks: source }
  const content = { start, blocks, end: { usage: null, origin: null, foundLang: null } }
  await database.withTenant(tenantId, async (sql) => {
    await sql`
      insert into message_translations (tenant_id, message_id, conversation_id, lang, formality,
                                        source_sha256, glossary_state, content, created_at)
      values (${tenantId}, ${answerId}, ${conversationId}, 'fr', 'formal', 'x', '',
              ${JSON.stringify(content)}::text::jsonb, now())`
    await sql`
      insert into follow_ups (tenant_id, message_id, conversation_id, lang, questions, asked_at)
      values (${tenantId}, ${answerId}, ${conversationId}, 'de', '["Und dann?"]', now())`
    await sql`
      insert into queued_messages (tenant_id, id, conversation_id, owner_id, position, parent_id, text, created_at)
      values (${tenantId}, ${createId()}, ${conversationId}, ${ownerId}, 1, ${answerId}, 'Danach', now())`
  })
}

/** Each with the id of its message. */
export function readBeside(database: Database, conversationId: string) {
  return database.withTenant(PERSON.tenantId, async (sql) => {
    const translations = await sql<
      { message_id: string; lang: string; content: { blocks: { text: string }[] } }[]
    >`select * from message_translations where conversation_id = ${conversationId}`
    const followUps = await sql<{ message_id: string; questions: unknown }[]>`
      select * from follow_ups where conversation_id = ${conversationId}`
    const queued = await sql<{ id: string; parent_id: string; text: string }[]>`
      select * from queued_messages where conversation_id = ${conversationId}`
    await openRows(sql, SEALED.translations, translations)
    await openRows(sql, SEALED.followUps, followUps)
    await openRows(sql, SEALED.queued, queued)
    return {
      translations: translations.map((row) => [
        row.message_id,
        row.lang,
        row.content.blocks[0]?.text,
      ]),
      followUps: followUps.map((row) => [row.message_id, row.questions]),
      queued: queued.map((row) => [row.parent_id, row.text]),
    }
  })
}

/** As its owner does. */
export function moveToBin(database: Database, id: string): Promise<void> {
  return database.withTenant(PERSON.tenantId, async (sql) => {
    await sql`update conversations set deleted_at = now() where id = ${id}`
  })
}
