import type { CreateLibraryItem, LibraryContent, LibraryScope } from '#wire/library.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'

export interface StoredItem {
  id: string
  scope: LibraryScope
  ownerId: string | null
  groupId: string | null
  command: string
  title: string
  description: string
  lang: string | null
  content: LibraryContent
  version: number
  uses: number
  updatedAt: string
  isFavourite: boolean
}

export interface StoredVersion {
  version: number
  title: string
  content: LibraryContent
  authorId: string | null
  at: string
}

/** What is written of an item, whoever sees it. */
export type Written = Pick<
  CreateLibraryItem,
  'command' | 'title' | 'description' | 'lang' | 'content'
>

export interface NewItem extends Written {
  id: string
  scope: LibraryScope
  groupId: string | null
  atMs: number
}

interface ItemRow extends Omit<StoredItem, 'ownerId' | 'groupId' | 'updatedAt' | 'isFavourite'> {
  owner_id: string | null
  group_id: string | null
  updated_at: Date
  is_favourite: boolean
}

export type LibraryStore = ReturnType<typeof createLibraryStore>

/** The tables `library_…`. Everybody finds what is their own, their groups' and the organisation's, and nothing else. */
export function createLibraryStore(database: Database) {
  const within = <T>({ tenantId }: Principal, work: (sql: TransactionSql) => Promise<T>) =>
    database.withTenant(tenantId, work)

  return {
    list: (principal: Principal): Promise<StoredItem[]> =>
      within(principal, (sql) => select(sql, principal)),

    find: (principal: Principal, id: string): Promise<StoredItem | undefined> =>
      within(principal, async (sql) => (await select(sql, principal, id))[0]),

    /** All of them or none: throws `conflict` where one person would have more than anybody finds their way in. */
    insert: (principal: Principal, items: readonly NewItem[]): Promise<void> =>
      within(principal, async (sql) => {
        for (const item of items) await insertOne(sql, principal, item)
        await requireRoom(sql, principal)
      }),

    /** False: it is another version by now, or gone. */
    update: (
      principal: Principal,
      item: StoredItem,
      to: { written: Written; atMs: number },
    ): Promise<boolean> => within(principal, (sql) => updateOne(sql, { principal, item, ...to })),

    remove: (principal: Principal, item: StoredItem): Promise<void> =>
      within(principal, async (sql) => {
        await sql`delete from library_items where id = ${item.id}`
        await note(sql, principal, { ...item, what: 'delete' })
      }),

    versions: (principal: Principal, id: string): Promise<StoredVersion[]> =>
      within(principal, (sql) => selectVersions(sql, id)),

    countUse: (principal: Principal, id: string): Promise<void> =>
      within(principal, async (sql) => {
        await sql`update library_items set uses = uses + 1 where id = ${id}`
        await markUsed(sql, id)
      }),

    /** An answer is told by it, as it is now. */
    noteTold: (principal: Principal, id: string): Promise<void> =>
      within(principal, (sql) => markUsed(sql, id)),

    mark: (principal: Principal, id: string, isFavourite: boolean): Promise<void> =>
      within(principal, async (sql) => {
        if (isFavourite) {
          await sql`
            insert into library_favourites (tenant_id, person_id, item_id)
            values (${principal.tenantId}, ${principal.id}, ${id}) on conflict do nothing`
        } else {
          await sql`
            delete from library_favourites where person_id = ${principal.id} and item_id = ${id}`
        }
      }),
  }
}

/** The most that anybody sees; far more than one finds one's way in. */
const MAX_LISTED = 2000

async function select(
  sql: TransactionSql,
  { id: personId, groups = [] }: Principal,
  id?: string,
): Promise<StoredItem[]> {
  const rows = await sql<ItemRow[]>`
    select id, scope, owner_id, group_id, command, title, description, lang, content, version,
      uses::int as uses, updated_at,
      exists (select 1 from library_favourites
        where item_id = library_items.id and person_id = ${personId}) as is_favourite
    from library_items
    where (owner_id = ${personId} or scope = 'organisation' or group_id = any(${[...groups]}::uuid[]))
      ${id === undefined ? sql`` : sql`and id = ${id}`}
    order by updated_at desc, id desc limit ${MAX_LISTED}`
  return rows.map(({ owner_id, group_id, updated_at, is_favourite, ...rest }) => ({
    ...rest,
    ownerId: owner_id,
    groupId: group_id,
    updatedAt: updated_at.toISOString(),
    isFavourite: is_favourite,
  }))
}

async function insertOne(sql: TransactionSql, principal: Principal, item: NewItem): Promise<void> {
  const { id, scope, groupId, command, title, description, lang, content } = item
  const at = new Date(item.atMs)
  const ownerId = scope === 'own' ? principal.id : null
  await sql`
    insert into library_items (tenant_id, id, scope, owner_id, group_id, kind, command, title, description,
      lang, content, created_at, updated_at)
    values (${principal.tenantId}, ${id}, ${scope}, ${ownerId}, ${groupId}, ${content.kind}, ${command},
      ${title}, ${description}, ${lang}, ${JSON.stringify(content)}::text::jsonb, ${at}, ${at})`
  await keepVersion(sql, principal, { id, version: 0, title, content, at })
  await note(sql, principal, { id, scope, what: 'create' })
}

/** Of one person's own: half of what anybody is shown. */
export const MAX_OWN = 1000

async function requireRoom(sql: TransactionSql, { id }: Principal): Promise<void> {
  const [own] = await sql<{ count: number }[]>`
    select count(*)::int as count from library_items where owner_id = ${id}`
  if ((own?.count ?? 0) <= MAX_OWN) return
  throw new AppError('conflict', `Your library has room for ${MAX_OWN}. Delete some of them first.`)
}

interface Updating {
  principal: Principal
  item: StoredItem
  written: Written
  atMs: number
}

async function updateOne(
  sql: TransactionSql,
  { principal, item, written, atMs }: Updating,
): Promise<boolean> {
  const { command, title, description, lang, content } = written
  const at = new Date(atMs)
  const changed = await sql`
    update library_items set command = ${command}, title = ${title}, description = ${description},
      lang = ${lang}, kind = ${content.kind}, content = ${JSON.stringify(content)}::text::jsonb,
      version = version + 1, updated_at = ${at}
    where id = ${item.id} and version = ${item.version}`
  if (changed.count === 0) return false
  await keepVersion(sql, principal, { ...item, ...written, at })
  await note(sql, principal, { ...item, what: 'change' })
  return true
}

interface VersionRow extends Omit<StoredVersion, 'authorId' | 'at'> {
  author_id: string | null
  created_at: Date
}

/** So many stand behind the newest, used or not; beyond them only what somebody has used is kept. */
export const KEPT_VERSIONS = 50

/** What an answer was made with can be looked up for as long as the item is there. */
async function markUsed(sql: TransactionSql, id: string): Promise<void> {
  await sql`
    update library_versions v set used_at = now() from library_items i
    where i.id = ${id} and v.item_id = i.id and v.version = i.version and v.used_at is null`
}

async function selectVersions(sql: TransactionSql, id: string): Promise<StoredVersion[]> {
  const rows = await sql<VersionRow[]>`
    select version, title, content, author_id, created_at from library_versions
    where item_id = ${id} order by version desc limit 500`
  return rows.map(({ author_id: authorId, created_at: at, ...rest }) => ({
    ...rest,
    authorId,
    at: at.toISOString(),
  }))
}

async function keepVersion(
  sql: TransactionSql,
  { tenantId, id: authorId }: Principal,
  item: Pick<StoredItem, 'id' | 'version' | 'title' | 'content'> & { at: Date },
): Promise<void> {
  await sql`
    insert into library_versions (tenant_id, item_id, version, title, content, author_id, created_at)
    values (${tenantId}, ${item.id}, ${item.version + 1}, ${item.title},
      ${JSON.stringify(item.content)}::text::jsonb, ${authorId}, ${item.at})`
  await sql`
    delete from library_versions v where item_id = ${item.id} and used_at is null
      and version <= ${item.version + 1 - KEPT_VERSIONS}
      and not (select is_held(v.tenant_id, owner_id, null) from library_items i
               where i.tenant_id = v.tenant_id and i.id = v.item_id)`
}

/** What is one's own is nobody's business; what many are told is. */
async function note(
  sql: TransactionSql,
  { tenantId }: Principal,
  { id, scope, what }: { id: string; scope: LibraryScope; what: 'create' | 'change' | 'delete' },
): Promise<void> {
  if (scope === 'own') return
  await noteEvent(sql, tenantId, {
    action: `prompt.${what}`,
    resource: { kind: 'prompt', id },
    outcome: 'done',
    facts: { scope },
  })
}
