import type { Beside } from '#wire/exchange.ts'
import type { TransactionSql } from '#server/lib/database.ts'
import { sealerFor } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'
import { derivedId } from './derived-ids.ts'
import type { Owner, Placed } from './import-store.ts'

/** What stood around the messages, beside those that came over. What is there stays as it is. */
export async function insertBeside(
  sql: TransactionSql,
  owner: Owner,
  { id, conversation, messages }: Placed,
): Promise<void> {
  if (!conversation.beside) return
  const ids = new Map(messages.map((message) => [message.sourceId, message.id]))
  const place: Place = { owner, conversationId: id, idOf: (sourceId) => ids.get(sourceId) }
  await insertTranslations(sql, place, conversation.beside)
  await insertFollowUps(sql, place, conversation.beside)
  await insertQueued(sql, place, conversation.beside)
}

interface Place {
  owner: Owner
  conversationId: string
  idOf: (sourceId: string) => string | undefined
}

async function insertTranslations(
  sql: TransactionSql,
  { owner, conversationId, idOf }: Place,
  { translations }: Beside,
): Promise<void> {
  const seal = await sealerFor(sql, SEALED.translations, owner.ownerId)
  for (const { messageId, formality, start, blocks, end, ...rest } of translations) {
    const message = idOf(messageId)
    if (message === undefined) continue
    const row = `${message} ${start.to} ${formality}`
    const content = JSON.stringify(seal(row, { content: { start, blocks, end } }).content)
    await sql`
      insert into message_translations (tenant_id, message_id, conversation_id, lang, formality,
                                        source_sha256, glossary_state, content, created_at)
      values (${owner.tenantId}, ${message}, ${conversationId}, ${start.to}, ${formality},
              ${rest.sourceSha256}, ${rest.glossaryState}, ${content}::text::jsonb, ${rest.madeAt})
      on conflict do nothing`
  }
}

async function insertFollowUps(
  sql: TransactionSql,
  { owner, conversationId, idOf }: Place,
  { followUps }: Beside,
): Promise<void> {
  const seal = await sealerFor(sql, SEALED.followUps, owner.ownerId)
  for (const { messageId, lang, questions, askedAt } of followUps) {
    const message = idOf(messageId)
    if (message === undefined) continue
    await sql`
      insert into follow_ups (tenant_id, message_id, conversation_id, lang, questions, asked_at)
      values (${owner.tenantId}, ${message}, ${conversationId}, ${lang},
              ${JSON.stringify(seal(message, { questions }).questions)}::text::jsonb, ${askedAt})
      on conflict do nothing`
  }
}

/** Without their files: those were not sent, and lie apart. */
async function insertQueued(
  sql: TransactionSql,
  { owner: { tenantId, ownerId }, conversationId, idOf }: Place,
  { queued }: Beside,
): Promise<void> {
  const seal = await sealerFor(sql, SEALED.queued, ownerId)
  for (const [at, { id, parentId, text, modelId, replyLang, createdAt }] of queued.entries()) {
    const parent = idOf(parentId)
    if (parent === undefined || text === '') continue
    const own = derivedId(Date.parse(createdAt), [tenantId, ownerId, 'queued', id])
    await sql`
      insert into queued_messages (tenant_id, id, conversation_id, owner_id, position, parent_id,
                                   text, model_id, reply_lang, created_at)
      values (${tenantId}, ${own}, ${conversationId}, ${ownerId}, ${at + 1}, ${parent}, ${seal(own, { text }).text},
              ${modelId}, ${replyLang}, ${createdAt})
      on conflict do nothing`
  }
}
