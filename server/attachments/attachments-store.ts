import type { AttachmentNote, AttachmentSection } from '#wire/attachments.ts'
import type { Classification } from '#wire/classification.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'

/** Whose files: one person's, within one organisation. */
export interface FileOwner {
  tenantId: string
  ownerId: string
}

export interface FileOutline {
  sections: AttachmentSection[]
  notes: AttachmentNote[]
  width: number | null
  height: number | null
}

export interface StoredFile {
  id: string
  fingerprint: string
  sizeBytes: number
  mediaType: string
  kind: 'text' | 'picture'
  outline: FileOutline
  sealedKey: string
}

/** A file as it hangs on a message, or waits for one. */
export interface StoredAttachment extends Omit<StoredFile, 'id' | 'fingerprint'> {
  id: string
  fileId: string
  name: string
  selected: number[] | null
  conversationId: string | null
  /** The folder that it belongs to, whose files are told in all of its conversations. */
  folderId?: string | null
  /** Of the folder's text only a part is told. */
  isCut?: boolean
  /** Of the conversation, or of the file of a folder; null: it waits for either. */
  classification: Classification | null
  expiresAt: Date | null
}

export type AttachmentsStore = ReturnType<typeof createAttachmentsStore>

/** The table `attachments`. What is another's does not exist. */
export function createAttachmentsStore(database: Database) {
  const inTenant = <T>(tenantId: string, work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(tenantId, work)
  return {
    /** False: as many wait to be sent as may. The same file again is one more. */
    insert: ({ tenantId, ownerId }: FileOwner, given: NewAttachment, mostWaiting: number) =>
      inTenant(tenantId, async (sql): Promise<boolean> => {
        const { id, fileId, name, at, expiresAt } = given
        const { count } = await sql`
          insert into attachments (tenant_id, id, owner_id, file_id, name, created_at, expires_at)
          select ${tenantId}, ${id}, ${ownerId}, ${fileId}, ${name}, ${at}, ${expiresAt}
          where (select count(*) from attachments
                 where owner_id = ${ownerId} and conversation_id is null and folder_id is null) < ${mostWaiting}`
        if (count === 0) return false
        await noteEvent(sql, tenantId, {
          action: 'attachment.upload',
          resource: { kind: 'attachment', id },
          outcome: 'done',
          facts: { bytes: given.sizeBytes, mediaType: given.mediaType },
        })
        return true
      }),

    /** How careful a conversation of theirs is. Undefined: there is none. */
    classOf: ({ tenantId, ownerId }: FileOwner, conversationId: string) =>
      inTenant(tenantId, async (sql): Promise<Classification | undefined> => {
        const [row] = await sql<{ classification: Classification }[]>`
          select classification from conversations
          where id = ${conversationId} and owner_id = ${ownerId}`
        return row?.classification
      }),

    find: ({ tenantId, ownerId }: FileOwner, ids: readonly string[]) =>
      inTenant(tenantId, (sql) => select(sql, ownerId, ids)),

    select: ({ tenantId, ownerId }: FileOwner, id: string, selected: readonly number[] | null) =>
      inTenant(tenantId, async (sql) => {
        await sql`
          update attachments set selected = ${selected && JSON.stringify(selected)}::text::jsonb
          where id = ${id} and owner_id = ${ownerId} and conversation_id is null`
        return select(sql, ownerId, [id])
      }),

    /** Only what was not sent. False: there is no such. */
    remove: ({ tenantId, ownerId }: FileOwner, id: string) =>
      inTenant(tenantId, async (sql) => {
        const gone = await sql`
          delete from attachments
          where id = ${id} and owner_id = ${ownerId} and conversation_id is null and folder_id is null
          returning id`
        return gone.length > 0
      }),

    /** From now on they are the conversation's, and go with it. Those that are another's are left out. */
    claim: ({ tenantId, ownerId }: FileOwner, ids: readonly string[], conversationId: string) =>
      inTenant(tenantId, async (sql) => {
        await sql`
          update attachments set conversation_id = ${conversationId}, expires_at = null
          where id = any(${ids}::uuid[]) and owner_id = ${ownerId}
            and conversation_id is null and folder_id is null`
        return select(sql, ownerId, ids)
      }),
  }
}

export interface NewAttachment {
  id: string
  fileId: string
  name: string
  sizeBytes: number
  mediaType: string
  at: Date
  expiresAt: Date
}

/** In the order of the ids. */
async function select(
  sql: TransactionSql,
  ownerId: string,
  ids: readonly string[],
): Promise<StoredAttachment[]> {
  const rows = await sql<StoredAttachment[]>`
    select a.id, a.file_id as "fileId", a.name, a.selected, a.conversation_id as "conversationId",
           a.folder_id as "folderId", coalesce(c.classification, a.folder_class) as classification, a.expires_at as "expiresAt", f.size_bytes as "sizeBytes", f.media_type as "mediaType",
           f.kind, f.outline, f.sealed_key as "sealedKey"
    from attachments a join attachment_files f on f.id = a.file_id
    left join conversations c on c.id = a.conversation_id
    where a.id = any(${ids}::uuid[]) and a.owner_id = ${ownerId} and f.is_whole
      and c.deleted_at is null`
  const byId = new Map(rows.map((row) => [row.id, row]))
  return ids.flatMap((id) => byId.get(id) ?? [])
}
