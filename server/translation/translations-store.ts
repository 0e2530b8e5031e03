import type {
  Formality,
  TranslatedBlock,
  TranslationEnd,
  TranslationStart,
} from '#wire/translation.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { openRows, sealerOfConversation } from '#server/lib/database-texts.ts'
import { SEALED } from '#server/lib/sealed-tables.ts'

/** A translation as it is kept. */
export interface KeptTranslation {
  start: TranslationStart
  blocks: TranslatedBlock[]
  end: Omit<TranslationEnd, 'isOutdated' | 'madeAt'>
}

export interface StoredTranslation extends KeptTranslation {
  messageId: string
  sourceSha256: string
  glossaryState: string
  madeAt: Date
}

export interface TranslationKey {
  messageId: string
  lang: string
  formality: Formality
}

export type TranslationsStore = ReturnType<typeof createTranslationsStore>

/** Translations beside their messages, whose reader the caller has checked. */
export function createTranslationsStore(database: Database) {
  return {
    find: (
      tenantId: string,
      { messageId, lang, formality }: TranslationKey,
    ): Promise<StoredTranslation | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select message_id, lang, formality, source_sha256, glossary_state, content, created_at
          from message_translations
          where message_id = ${messageId} and lang = ${lang} and formality = ${formality}`
        return (await openKept(sql, rows))[0]
      }),

    /** That a translation left, as other exports say it. */
    noteFile: (tenantId: string, facts: { format: string; lang: string }): Promise<void> =>
      database.withTenant(tenantId, (sql) =>
        noteEvent(sql, tenantId, {
          action: 'conversation.export',
          resource: { kind: 'conversation', id: null },
          outcome: 'done',
          facts: { scope: 'translation', ...facts },
        }),
      ),

    /** In place of the one before. Nothing happens where the message is gone by now. */
    put: (
      tenantId: string,
      { lang, formality }: TranslationKey,
      stored: StoredTranslation,
    ): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        const { messageId, sourceSha256, glossaryState, madeAt, start, blocks, end } = stored
        const [message] = await sql<{ conversation_id: string }[]>`
          select conversation_id from messages where id = ${messageId}`
        const seal =
          message && (await sealerOfConversation(sql, SEALED.translations, message.conversation_id))
        if (!seal) return
        const kept = seal(`${messageId} ${lang} ${formality}`, { content: { start, blocks, end } })
        const content = JSON.stringify(kept.content)
        await sql`
          insert into message_translations (tenant_id, message_id, conversation_id, lang, formality,
                                            source_sha256, glossary_state, content, created_at)
          select m.tenant_id, m.id, m.conversation_id, ${lang}, ${formality}, ${sourceSha256},
                 ${glossaryState}, ${content}::text::jsonb, ${madeAt}
          from messages m where m.id = ${messageId}
          on conflict (tenant_id, message_id, lang, formality) do update set
            source_sha256 = excluded.source_sha256, glossary_state = excluded.glossary_state,
            content = excluded.content, created_at = excluded.created_at`
      }),

    /** Of a conversation in one language, the newest of each message. */
    list: (tenantId: string, conversationId: string, lang: string): Promise<StoredTranslation[]> =>
      database.withTenant(tenantId, async (sql) => {
        const rows = await sql<Row[]>`
          select distinct on (message_id)
            message_id, lang, formality, source_sha256, glossary_state, content, created_at
          from message_translations
          where conversation_id = ${conversationId} and lang = ${lang}
          order by message_id, created_at desc`
        return openKept(sql, rows)
      }),
  }
}

/** But those of people who were erased. */
async function openKept(sql: TransactionSql, rows: readonly Row[]): Promise<StoredTranslation[]> {
  const opened = await openRows(sql, SEALED.translations, rows)
  return opened.flatMap((row) => (row.content === null ? [] : [toStored(row, row.content)]))
}

interface Row {
  message_id: string
  lang: string
  formality: Formality
  source_sha256: string
  glossary_state: string
  content: KeptTranslation | null
  created_at: Date
}

function toStored(row: Row, content: KeptTranslation): StoredTranslation {
  return {
    messageId: row.message_id,
    sourceSha256: row.source_sha256,
    glossaryState: row.glossary_state,
    madeAt: row.created_at,
    ...content,
  }
}
