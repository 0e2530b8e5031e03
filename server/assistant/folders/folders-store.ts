import type { Folder, FolderAccess, FolderMember, UpdateFolder } from '#wire/folders.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { assuranceColumn } from '../conversations-store.ts'
import type { Reader } from './readable-store.ts'

export interface NewFolder {
  id: string
  name: string
  instructions: string
  modelId: string | null
  createdAt: string
}

interface FolderRow {
  id: string
  owner_id: string
  owner_name: string | null
  name: string
  instructions: string
  model_id: string | null
  /** The widest that the reader has as a member. */
  access: FolderAccess | null
  members: FolderMember[]
  conversations: number
  created_at: Date
  updated_at: Date
}

export type FoldersStore = ReturnType<typeof createFoldersStore>

/** Folders of a person, and those that they are a member of. Others do not exist for them. */
export function createFoldersStore(database: Database) {
  return {
    list: (reader: Reader): Promise<Folder[]> =>
      database.withTenant(reader.tenantId, async (sql) =>
        (await read(sql, reader, null)).map((row) => toFolder(row, reader)),
      ),

    find: (reader: Reader, id: string): Promise<Folder | undefined> =>
      database.withTenant(reader.tenantId, (sql) => findOne(sql, reader, id)),

    insert: (reader: Reader, folder: NewFolder): Promise<Folder | undefined> =>
      database.withTenant(reader.tenantId, async (sql) => {
        const { id, name, instructions, modelId, createdAt } = folder
        await sql`
          insert into folders (tenant_id, id, owner_id, name, instructions, model_id, created_at, updated_at)
          values (${reader.tenantId}, ${id}, ${reader.ownerId}, ${name}, ${instructions}, ${modelId},
                  ${createdAt}, ${createdAt})`
        return findOne(sql, reader, id)
      }),

    /** Only its owner's. Undefined: it is not. */
    update: (reader: Reader, id: string, changes: UpdateFolder): Promise<Folder | undefined> =>
      database.withTenant(reader.tenantId, async (sql) => {
        const { name, instructions, modelId, members } = changes
        const { count } = await sql`
          update folders set name = coalesce(${name ?? null}, name),
            instructions = coalesce(${instructions ?? null}, instructions),
            model_id = case when ${modelId === undefined} then model_id else ${modelId ?? null} end,
            updated_at = now()
          where id = ${id} and owner_id = ${reader.ownerId}`
        if (count === 0) return undefined
        if (members) await putMembers(sql, reader, { id, members })
        return findOne(sql, reader, id)
      }),

    /** What lies in it stays, in no folder. False: it is not this owner's. */
    remove: ({ tenantId, ownerId }: Reader, id: string): Promise<boolean> =>
      database.withTenant(tenantId, async (sql) => {
        const { count } = await sql`
          delete from folders where id = ${id} and owner_id = ${ownerId}`
        if (count === 0) return false
        const resource = { kind: 'folder', id }
        await noteEvent(sql, tenantId, { action: 'folder.delete', resource, outcome: 'done' })
        return true
      }),
  }
}

function read(sql: TransactionSql, reader: Reader, id: string | null) {
  const { ownerId, groups, sharedClasses } = reader
  const me = [ownerId, ...groups]
  return sql<FolderRow[]>`
    select folders.*, people.name as owner_name, mine.access,
      (select count(*)::int from conversations where folder_id = folders.id and deleted_at is null
        and (conversations.owner_id = ${ownerId}
          or classification = any (${[...sharedClasses]}::text[]))) as conversations,
      coalesce((
        select jsonb_agg(jsonb_build_object('kind', member_kind, 'id', member_id, 'access', m.access,
          'name', coalesce(p.name, g.name)) order by coalesce(p.name, g.name), member_id)
        from folder_members m
        left join people p on member_kind = 'person' and p.id = member_id
        left join groups g on member_kind = 'group' and g.id = member_id
        where m.folder_id = folders.id), '[]') as members
    from folders
    left join people on people.id = folders.owner_id
    left join lateral (
      select max(access) as access from folder_members
      where folder_id = folders.id and member_id = any (${me}::uuid[])) as mine on true
    where (folders.owner_id = ${ownerId} or mine.access is not null)
      and (${id}::uuid is null or folders.id = ${id}::uuid)
    order by lower(folders.name), folders.id limit 500`
}

async function findOne(
  sql: TransactionSql,
  reader: Reader,
  id: string,
): Promise<Folder | undefined> {
  return (await read(sql, reader, id)).map((row) => toFolder(row, reader))[0]
}

/** Only people and groups of the organisation; who is not there is left out. */
async function putMembers(
  sql: TransactionSql,
  reader: Reader,
  { id, members }: { id: string; members: NonNullable<UpdateFolder['members']> },
): Promise<void> {
  const { tenantId, ownerId } = reader
  await sql`delete from folder_members where folder_id = ${id}`
  await sql`
    insert into folder_members (tenant_id, folder_id, member_kind, member_id, access)
    select ${tenantId}, ${id}, kind, new.id, access
    from jsonb_to_recordset(${sql.json(members)}) as new (kind text, id uuid, access text)
    where exists (select from people where kind = 'person' and people.id = new.id)
       or exists (select from groups where kind = 'group' and groups.id = new.id)
    on conflict do nothing`
  // Whoever lets others in shares what they have put there, with the sign-in that they have now.
  await sql`
    update conversations set folder_assurance = ${assuranceColumn(sql, reader)}
    where folder_id = ${id} and owner_id = ${ownerId}`
  await noteEvent(sql, tenantId, {
    action: 'folder.share',
    resource: { kind: 'folder', id },
    outcome: 'done',
    facts: { members: members.length },
  })
}

function toFolder(row: FolderRow, { ownerId }: Reader): Folder {
  const isOwn = row.owner_id === ownerId
  return {
    id: row.id,
    name: row.name,
    instructions: row.instructions,
    modelId: row.model_id,
    access: isOwn ? 'owner' : (row.access ?? 'read'),
    ...(!isOwn && { ownerName: row.owner_name ?? '' }),
    members: row.members,
    conversations: row.conversations,
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  }
}
