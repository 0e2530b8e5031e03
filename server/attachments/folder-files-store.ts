import type { Classification } from '#wire/classification.ts'
import type { Assurance, Principal } from '#server/access/principal.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { StoredAttachment } from './attachments-store.ts'

/** What somebody may do with a folder; `name` tells people which one it is. */
export interface SeenFolder {
  id: string
  name: string
  ownerId: string
  isOwn: boolean
}

export interface StoredFolderFile extends StoredAttachment {
  classification: Classification
  ownerId: string
  /** How surely its owner had signed in when they put it there; null: nobody knows. */
  assurance: Assurance | null
  conversations: number
}

export type FolderFilesStore = ReturnType<typeof createFolderFilesStore>

/** Files of folders: rows of `attachments` that belong to one. Whoever asks has been checked against the folder here. */
export function createFolderFilesStore(database: Database) {
  return {
    /** Undefined: there is no such folder, or they are no member of it. */
    findFolder: (principal: Principal, folderId: string): Promise<SeenFolder | undefined> =>
      database.withTenant(principal.tenantId, (sql) => findFolder(sql, principal, folderId)),

    list: (tenantId: string, folderId: string): Promise<StoredFolderFile[]> =>
      database.withTenant(tenantId, (sql) => list(sql, folderId)),

    /** The folder that a file belongs to. Undefined: none. */
    folderOf: (tenantId: string, id: string): Promise<string | undefined> =>
      database.withTenant(tenantId, async (sql) => {
        const [row] = await sql<{ folderId: string }[]>`
          select folder_id as "folderId" from attachments where id = ${id} and folder_id is not null`
        return row?.folderId
      }),

    /** Takes a file that waits to be sent. `full`: there are as many as may be; `missing`: it is not theirs, or no text. */
    put: (principal: Principal, given: NewFolderFile): Promise<'done' | 'full' | 'missing'> =>
      database.withTenant(principal.tenantId, (sql) => put(sql, principal, given)),

    classify: (
      { tenantId, id: ownerId }: Principal,
      { folderId, id, to }: { folderId: string; id: string; to: Classification },
    ): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          update attachments set folder_class = ${to}
          where id = ${id} and folder_id = ${folderId} and owner_id = ${ownerId}`
        const facts = { file: id, classification: to }
        if (count > 0) await note(sql, { tenantId, folderId, action: 'folder.add-file', facts })
        return count > 0
      }),

    remove: (
      { tenantId, id: ownerId }: Principal,
      { folderId, id }: { folderId: string; id: string },
    ): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          delete from attachments
          where id = ${id} and folder_id = ${folderId} and owner_id = ${ownerId}`
        const facts = { file: id }
        if (count > 0) await note(sql, { tenantId, folderId, action: 'folder.remove-file', facts })
        return count > 0
      }),

    /** That a conversation was told of them. */
    noteUsed: (tenantId: string, conversationId: string, ids: readonly string[]): Promise<void> =>
      database.withTenant(tenantId, async (sql) => {
        await sql`
          insert into folder_file_uses (tenant_id, attachment_id, conversation_id)
          select ${tenantId}, a.id, ${conversationId} from attachments a
          where a.id = any (${[...ids]}::uuid[])
            and exists (select from conversations where id = ${conversationId})
          on conflict do nothing`
      }),
  }
}

interface NewFolderFile {
  folderId: string
  id: string
  classification: Classification
  /** Of one folder. */
  most: number
}

async function put(
  sql: TransactionSql,
  { tenantId, id: ownerId, assurance }: Principal,
  { folderId, id, classification, most }: NewFolderFile,
): Promise<'done' | 'full' | 'missing'> {
  // Locked: two at once must not both have the last room.
  const [folder] = await sql`
    select id from folders where id = ${folderId} and owner_id = ${ownerId} for update`
  const [before] = await sql<{ count: number }[]>`
    select count(*)::int as count from attachments where folder_id = ${folderId}`
  if ((before?.count ?? 0) >= most) return 'full'
  const { count } = await sql`
    update attachments set folder_id = ${folderId}, folder_class = ${classification},
      folder_assurance = ${assurance ? JSON.stringify(assurance) : null}::text::jsonb,
      expires_at = null
    where id = ${id} and owner_id = ${ownerId} and conversation_id is null and folder_id is null
      and ${folder !== undefined}
      and exists (select from attachment_files f
        where f.id = attachments.file_id and f.is_whole and f.kind = 'text')`
  if (count === 0) return 'missing'
  await note(sql, { tenantId, folderId, action: 'folder.add-file', facts: { file: id } })
  return 'done'
}

async function findFolder(
  sql: TransactionSql,
  { id, groups = [] }: Principal,
  folderId: string,
): Promise<SeenFolder | undefined> {
  const rows = await sql<SeenFolder[]>`
    select id, name, owner_id as "ownerId", owner_id = ${id} as "isOwn" from folders
    where id = ${folderId} and (owner_id = ${id} or exists (
      select from folder_members m where m.folder_id = folders.id
        and member_id = any (${[id, ...groups]}::uuid[])))`
  return rows[0]
}

/** In the order in which they were added. */
async function list(sql: TransactionSql, folderId: string): Promise<StoredFolderFile[]> {
  const rows = await sql<StoredFolderFile[]>`
    select a.id, a.file_id as "fileId", a.name, a.selected, a.conversation_id as "conversationId",
      a.expires_at as "expiresAt", a.folder_class as classification, a.owner_id as "ownerId",
      a.folder_assurance as assurance, f.size_bytes as "sizeBytes", f.media_type as "mediaType",
      f.kind, f.outline, f.sealed_key as "sealedKey",
      (select count(*)::int from folder_file_uses u where u.attachment_id = a.id) as conversations
    from attachments a join attachment_files f on f.id = a.file_id
    where a.folder_id = ${folderId} and f.is_whole
    order by a.created_at, a.id`
  return [...rows]
}

interface Noted {
  tenantId: string
  folderId: string
  action: 'folder.add-file' | 'folder.remove-file'
  facts: Record<string, string>
}

async function note(sql: TransactionSql, { tenantId, folderId, action, facts }: Noted) {
  const resource = { kind: 'folder', id: folderId }
  await noteEvent(sql, tenantId, { action, resource, outcome: 'done', facts })
}
