import { randomBytes } from 'node:crypto'
import { JSON_OID } from '#server/lib/database-types.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import type { SecretBox } from '#server/lib/secret-box.ts'
import { deriveKeys, pseudonymOf, type SubjectKeys } from './trail/trail-record.ts'

/** A person, as they stand in the trail. */
export interface KnownPerson {
  pseudonym: string
  name: string
  keys: SubjectKeys
}

interface PersonRow {
  id: string
  name: string
  person_id: string
  sealed_key: string
}

/** Unsealed keys in memory; a few hundred bytes each. */
const MAX_CACHED = 20_000

export type ActorsStore = ReturnType<typeof createActorsStore>

/** The table `audit_actors`: who stands behind the ids of the trail. */
export function createActorsStore(database: Database, box: SecretBox) {
  const keys = createPersonKeys(box)
  return {
    /**
     * The people among these ids, each with the pseudonym that they have or get now. Within the turn of the trail, so that
     * nobody gets two.
     */
    readPeople: (sql: TransactionSql, tenantId: string, wanted: WantedPeople) =>
      readPeople(sql, { tenantId, keys, ...wanted }),

    /** Keys, service accounts and Galerne itself, by the names that they have now. */
    async rememberOthers(
      sql: TransactionSql,
      tenantId: string,
      actors: readonly { kind: string; id: string; name: string }[],
    ): Promise<void> {
      if (actors.length === 0) return
      const rows = actors.map((actor) => ({ tenant_id: tenantId, ...actor }))
      // Calls of models come without the name of their key.
      await sql`
        insert into audit_actors (tenant_id, kind, id, name)
        select actors.tenant_id, actors.kind, actors.id, coalesce(nullif(actors.name, ''), keys.name, '')
        from json_populate_recordset(null::audit_actors, ${sql.typed(rows, JSON_OID)}) as actors
          left join keys on actors.kind = 'key' and keys.id::text = actors.id
        on conflict (tenant_id, kind, id) do update set name = excluded.name
        where excluded.name <> '' and audit_actors.name is distinct from excluded.name`
    },

    /** Undefined: it is no person's, or the person was erased. */
    async keysOf(
      sql: TransactionSql,
      tenantId: string,
      pseudonym: string,
    ): Promise<SubjectKeys | undefined> {
      const [row] = await sql<PersonRow[]>`
        select id, name, person_id, sealed_key from audit_actors
        where kind = 'person' and id = ${pseudonym} and sealed_key is not null`
      return row && keys.open(tenantId, row)
    },

    /**
     * Nobody can tell any more whose entries they are, nor read what was sealed about them; every proof holds as before.
     * False: they never were in the trail.
     */
    erasePerson: (tenantId: string, personId: string): Promise<boolean> =>
      database.withTenant(tenantId, (sql) => erase(sql, keys, personId)),

    /** The same within the turn of the trail. */
    erase: (sql: TransactionSql, personId: string): Promise<boolean> => erase(sql, keys, personId),
  }
}

async function erase(sql: TransactionSql, keys: PersonKeys, personId: string): Promise<boolean> {
  const [row] = await sql<{ sealed_key: string }[]>`
    delete from audit_actors where person_id = ${personId} returning sealed_key`
  if (row) keys.forget(row.sealed_key)
  return row !== undefined
}

interface WantedPeople {
  ids: readonly string[]
  /** People for certain, with their names where known: they get a pseudonym also where no directory has them. */
  named: ReadonlyMap<string, string>
}

interface PersonKeys {
  open(tenantId: string, row: Pick<PersonRow, 'person_id' | 'sealed_key'>): SubjectKeys
  make(tenantId: string, personId: string): { keys: SubjectKeys; sealed: string }
  forget(sealed: string): void
}

function createPersonKeys(box: SecretBox): PersonKeys {
  const opened = new Map<string, SubjectKeys>()
  const contextOf = (tenantId: string, personId: string) => `${tenantId}|audit_actors|${personId}`
  return {
    open(tenantId, row) {
      const known = opened.get(row.sealed_key)
      if (known) return known
      const secret = box.open(row.sealed_key, contextOf(tenantId, row.person_id))
      const keys = deriveKeys(Buffer.from(secret, 'base64'))
      if (opened.size >= MAX_CACHED) opened.clear()
      opened.set(row.sealed_key, keys)
      return keys
    },
    make(tenantId, personId) {
      const secret = randomBytes(32)
      const sealed = box.seal(secret.toString('base64'), contextOf(tenantId, personId))
      return { keys: deriveKeys(secret), sealed }
    },
    forget: (sealed) => void opened.delete(sealed),
  }
}

interface Reading extends WantedPeople {
  tenantId: string
  keys: PersonKeys
}

async function readPeople(
  sql: TransactionSql,
  reading: Reading,
): Promise<Map<string, KnownPerson>> {
  const { tenantId, keys, ids, named } = reading
  if (ids.length === 0) return new Map()
  const rows = await sql<PersonRow[]>`
    select id, name, person_id, sealed_key from audit_actors where person_id = any(${[...ids]})`
  const found = new Map(
    rows.map((row): [string, KnownPerson] => [
      row.person_id,
      { pseudonym: row.id, name: row.name, keys: keys.open(tenantId, row) },
    ]),
  )
  await addMissing(sql, reading, found)
  for (const [id, name] of named) {
    if (name === '' || found.get(id)?.name === name) continue
    await sql`update audit_actors set name = ${name} where person_id = ${id}`
  }
  return found
}

async function addMissing(
  sql: TransactionSql,
  { tenantId, keys, ids, named }: Reading,
  found: Map<string, KnownPerson>,
): Promise<void> {
  const missing = ids.filter((id) => !found.has(id))
  if (missing.length === 0) return
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from people where id::text = any(${missing})`
  const names = new Map(rows.map(({ id, name }) => [id, name]))
  for (const id of missing) {
    if (!named.has(id) && !names.has(id)) continue
    const name = named.get(id) || (names.get(id) ?? '')
    const made = keys.make(tenantId, id)
    const pseudonym = pseudonymOf(made.keys, id)
    await sql`
      insert into audit_actors (tenant_id, kind, id, name, person_id, sealed_key)
      values (${tenantId}, 'person', ${pseudonym}, ${name}, ${id}, ${made.sealed})`
    found.set(id, { pseudonym, name, keys: made.keys })
  }
}
