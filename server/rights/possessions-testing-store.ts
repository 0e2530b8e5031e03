import type { Database } from '#server/lib/database.ts'

/** Tables that name a person, and those that go with a row of such a table. */
export async function listPossessions(database: Database): Promise<string[]> {
  const rows = await database.sql<{ name: string }[]>`
    with recursive naming as (
      select attrelid as id from pg_attribute join pg_class on pg_class.oid = attrelid
      where relkind = 'r' and relnamespace in ('public'::regnamespace, 'identity'::regnamespace)
        and attname in ('person_id', 'owner_id', 'author_id', 'principal_id', 'requested_by', 'conversation_id')
      union
      select conrelid from pg_constraint join naming on confrelid = naming.id
      where contype = 'f' and confdeltype = 'c'
    ) select id::regclass::text as name from naming order by 1`
  return rows.map(({ name }) => name.replace(/^public\./, ''))
}
