import type { Database, TransactionSql } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import type { Filled } from './test-organisation-store.ts'

type Values = Record<string, unknown>

interface Column {
  name: string
  type: string
}

/** For tests: whatever else a person may have, one row in each table. Gives the file and the message that hang together. */
export async function fillPossessions(
  database: Database,
  { tenantId, ownerId, personId, conversationId }: Filled,
): Promise<{ fileId: string; messageId: string }> {
  const [request_id, share_id, snapshot_id] = [createId(), createId(), createId()]
  const [item_id, text_id, file_id, folder_id] = [createId(), createId(), createId(), createId()]
  return database.withTenant(tenantId, async (sql) => {
    const [message] = await sql<{ id: string }[]>`
      select id from messages where conversation_id = ${conversationId} order by depth desc limit 1`
    const message_id = message?.id ?? ''
    const known: Values = {
      ...CHECKED,
      tenant_id: tenantId,
      person_id: personId,
      owner_id: personId,
      principal_id: personId,
      conversation_id: conversationId,
      message_id,
      request_id,
      share_id,
      item_id,
      text_id,
      file_id,
    }
    const rows: Record<string, Values> = {
      folders: { id: folder_id },
      runs: {},
      screening_pseudonyms: {},
      message_translations: { content: { text: 'Bonjour' }, lang: 'fr' },
      follow_ups: { questions: ['Und dann?'] },
      queued_messages: { text: 'Danach' },
      conversation_snapshots: { id: snapshot_id, messages: [] },
      conversation_shares: {
        id: share_id,
        recipient_id: ownerId,
        snapshot_id,
        needs_sign_in: true,
      },
      share_visits: {},
      answer_choices: { shown: [] },
      answer_ratings: { reasons: [] },
      wording_proposals: {},
      memories: { text: 'Mag Tee' },
      memory_proposals: { text: 'Mag Kaffee' },
      library_items: { id: item_id, owner_id: personId, kind: 'prompt' },
      library_versions: {},
      plain_texts: { id: text_id },
      plain_text_blocks: { source: 'Hiermit', text: 'Wir' },
      attachment_files: { id: file_id, kind: 'text', is_whole: true, outline: NO_OUTLINE },
      attachment_pieces: {},
      attachments: { conversation_id: conversationId, name: 'notes.txt' },
      request_log: { principal_kind: 'person', conversation_id: conversationId },
      request_bodies: { expires_at: new Date(0) },
      literacy_completions: {},
      person_keys: { key_id: 'a-key' },
    }
    for (const [table, values] of Object.entries(rows)) {
      await insert(sql, table, { known, values })
    }
    return { fileId: file_id, messageId: message_id }
  })
}

/** What no other word may stand for. */
const CHECKED: Values = {
  formality: 'formal',
  verdict: 'bad',
  recipient_kind: 'person',
  scope: 'own',
  classification: 'restricted',
  state: 'draft',
  status: 'complete',
  what: 'content',
}

const NO_OUTLINE = { sections: [], notes: [], width: null, height: null }

/** With something in each column that needs it. */
async function insert(
  sql: TransactionSql,
  table: string,
  { known, values }: { known: Values; values: Values },
): Promise<void> {
  const columns = await sql<Column[]>`
    select column_name as name, data_type as type from information_schema.columns
    where table_schema = 'public' and table_name = ${table}
      and ((is_nullable = 'NO' and column_default is null)
        or column_name = any (${Object.keys(values)}))`
  const row = columns.map(({ name, type }): [string, unknown] => {
    const value = values[name] ?? known[name] ?? SOMETHING[type]?.()
    // As text, so that lists are JSON and no arrays.
    return [
      name,
      type === 'json' || type === 'jsonb' ? sql.json(JSON.parse(JSON.stringify(value))) : value,
    ]
  })
  await sql`insert into ${sql(table)} ${sql(Object.fromEntries(row))}`
}

const SOMETHING: Record<string, () => unknown> = {
  uuid: () => createId(),
  text: () => 'something',
  'timestamp with time zone': () => new Date(),
  integer: () => 1,
  smallint: () => 1,
  bigint: () => 1,
  'double precision': () => 1,
  boolean: () => false,
  json: () => ({}),
  jsonb: () => ({}),
  bytea: () => Buffer.from('abc'),
  ARRAY: () => [],
}
