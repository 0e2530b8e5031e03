import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from './app-error.ts'
import { openRows, sealerFor, type SealRow } from './database-texts.ts'
import type { Database, TransactionSql } from './database.ts'
import type { Log } from './log.ts'
import type { PersonKeys } from './person-keys.ts'
import { SEALED, type SealedTable } from './sealed-tables.ts'
import { SEALED_MARK } from './text-cipher.ts'

/** Few, because the embedded database has one connection, on which people wait. */
const BATCH = 100
/** For others, between two batches. */
const BREATH_MS = 20

const TABLES: readonly SealedTable[] = Object.values(SEALED)

/**
 * Seals what was stored before texts were sealed, a few rows at a time, while everything else goes on: rows that are sealed
 * and rows that are not are read alike. Afterwards an embedded database is written anew, whose pages hold what was there.
 */
export async function sealOldTexts(
  database: Database,
  { tenantId, log, signal }: { tenantId: string; log: Log; signal: AbortSignal },
): Promise<number> {
  const known = await listNoted(database, tenantId)
  const todo = TABLES.filter(({ name }) => !known.has(name))
  let count = 0
  const left: string[] = []
  for (const table of todo) {
    const sealed = await sealTable(database, table, { tenantId, signal })
    if (signal.aborted) return count
    count += sealed.count
    if (sealed.left > 0) left.push(table.name)
  }
  await forget(database, tenantId, todo)
  const done = todo.filter(({ name }) => !left.includes(name))
  await database.withTenant(tenantId, (sql) => noteDone(sql, tenantId, done))
  if (count > 0) log.info('texts.sealed', { count })
  if (left.length > 0) log.warn('texts.not_sealed', { tenantId, tables: left.join(', ') })
  return count
}

async function sealTable(
  database: Database,
  table: SealedTable,
  { tenantId, signal }: { tenantId: string; signal: AbortSignal },
): Promise<{ count: number; left: number }> {
  let [count, left] = [0, 0]
  for (let after: string[] | null = null; !signal.aborted;) {
    const from: string[] | null = after
    const some: Some = await database.withTenant(tenantId, async (sql) => {
      const sealed = await sealSome(sql, table, from)
      // What broke off here goes on with the pages, when nothing is left to be sealed.
      if (sealed.count > 0) await note(sql, tenantId, [begunName(table)])
      return sealed
    })
    count += some.count
    left += some.left
    after = some.last
    if (after === null) break
    await pause(BREATH_MS)
  }
  return { count, left }
}

/** What was there lies on the pages of an embedded database, and in its log, until they are written anew. */
async function forget(database: Database, tenantId: string, tables: readonly SealedTable[]) {
  if (database.socketPath === null) return
  const known = await listNoted(database, tenantId)
  const begun = tables.filter((table) => known.has(begunName(table)))
  for (const { name } of begun) await database.sql`vacuum full ${database.sql(name)}`
  if (begun.length > 0) await forgetLog(database)
}

const begunName = ({ name }: SealedTable) => `${name} begun`

/** The log of an embedded database has what was written before as well: files of it that are done with go, and are not used again. */
async function forgetLog({ sql }: Database): Promise<void> {
  await sql`set wal_recycle = off`
  await sql`select pg_switch_wal()`
  await sql`checkpoint`
  await sql`set wal_recycle = on`
}

/**
 * Of keys that the database knows to be destroyed, and that an old copy of the shelf has brought back, none stays. Resolves with
 * how many people are here whose key was destroyed: an old copy of the database has brought them back, without their texts.
 */
export async function destroyAgain(
  database: Database,
  keys: PersonKeys,
  tenantId: string,
): Promise<number> {
  const { destroyed, used } = await database.withTenant(tenantId, async (sql) => ({
    destroyed: await sql<{ key_id: string }[]>`select key_id from destroyed_keys`,
    used: await sql<{ key_id: string }[]>`select key_id from person_keys`,
  }))
  for (const { key_id } of destroyed) await keys.destroy(tenantId, key_id)
  let back = 0
  for (const { key_id } of used) {
    // One that is not here at all is told to whoever needs it.
    const key = await keys.load(tenantId, key_id).catch(() => undefined)
    if (key === null) back += 1
  }
  return back
}

async function listNoted(database: Database, tenantId: string): Promise<Set<string>> {
  return database.withTenant(tenantId, async (sql) => {
    const rows = await sql<{ name: string }[]>`select sealed_table as name from sealings`
    return new Set(rows.map(({ name }) => name))
  })
}

async function noteDone(sql: TransactionSql, tenantId: string, tables: readonly SealedTable[]) {
  await note(
    sql,
    tenantId,
    tables.map(({ name }) => name),
  )
  for (const table of tables)
    await sql`delete from sealings where sealed_table = ${begunName(table)}`
}

async function note(sql: TransactionSql, tenantId: string, names: readonly string[]) {
  await sql`
    insert into sealings (tenant_id, sealed_table)
    select ${tenantId}, name from unnest(${[...names]}::text[]) as name
    on conflict do nothing`
}

/** Since when nothing of the organisation lies open; null: something may still. */
export async function sealedSince(sql: TransactionSql): Promise<Date | null> {
  const rows = await sql<{ done_at: Date }[]>`
    select done_at from sealings where sealed_table in ${sql(TABLES.map(({ name }) => name))}`
  if (rows.length < TABLES.length) return null
  return new Date(Math.max(...rows.map(({ done_at: at }) => at.getTime())))
}

interface Some {
  count: number
  /** Of people whose key is not here, or was destroyed: only an old copy still has them. */
  left: number
  /** The key of the last one; null: there are no more. */
  last: string[] | null
}

/** Seals rows of a table that lie open, behind one in the order of their keys. */
async function sealSome(
  sql: TransactionSql,
  table: SealedTable,
  after: readonly string[] | null,
): Promise<Some> {
  // What is under a legal hold may not be written over; sealed, it says the same.
  await sql`select set_config('galerne.is_sealing', 'on', true)`
  const names = Object.keys(table.columns)
  const keys = table.row.map((name) => `t.${name}`)
  const behind = after?.map((_, at) => `$${at + 1}`).join(', ')
  const rows = await sql.unsafe<Record<string, unknown>[]>(
    `select ${[...keys, ...names.map((name) => `t.${name}`)].join(', ')}, ${table.owner} as owner
     from ${table.name} t
     where ${behind === undefined ? 'true' : `(${keys.join(', ')}) > (${behind})`}
       and (${names.map((name) => liesOpen(table, name)).join(' or ')})
     order by ${keys.join(', ')} limit ${BATCH} for update of t`,
    [...(after ?? [])],
  )
  const puts: Promise<void>[] = []
  let left = 0
  for (const row of rows) {
    if (typeof row['owner'] !== 'string') continue
    const seal = await sealerFor(sql, table, row['owner']).catch(withoutKey)
    // One column may be sealed, and the other not.
    const isOpen = seal && (await openRows(sql, table, [row]).catch(withoutKey))
    if (isOpen) puts.push(put(sql, table, { row, seal }))
    else left += 1
  }
  await Promise.all(puts)
  const last = rows.length < BATCH ? undefined : rows.at(-1)
  return { count: puts.length, left, last: last ? keyOf(table, last) : null }
}

/** Others' texts are sealed all the same. */
function withoutKey(error: unknown): undefined {
  if (error instanceof AppError && ['conflict', 'not_ready'].includes(error.code)) return undefined
  throw error
}

function keyOf(table: SealedTable, row: Record<string, unknown>): string[] {
  return table.row.map((name) => String(row[name]))
}

function liesOpen(table: SealedTable, column: string): string {
  const isText = typeof table.columns[column] === 'string'
  return isText
    ? `t.${column} <> '' and not starts_with(t.${column}, '${SEALED_MARK}')`
    : `jsonb_typeof(t.${column}) in ('object', 'array') and t.${column} not in ('[]', '{}')`
}

async function put(
  sql: TransactionSql,
  table: SealedTable,
  { row, seal }: { row: Record<string, unknown>; seal: SealRow },
): Promise<void> {
  const id = keyOf(table, row)
  const sealed = seal(id.join(' '), row)
  const names = Object.keys(table.columns)
  const sets = names.map((name, at) => {
    const type = typeof table.columns[name] === 'string' ? 'text' : 'jsonb'
    return `${name} = $${at + 1}::text::${type}`
  })
  const is = table.row.map((name, at) => `${name} = $${names.length + at + 1}`)
  const values = names.map((name) => {
    const value = sealed[name]
    if (value === null) return null
    return typeof value === 'string' && typeof table.columns[name] === 'string'
      ? value
      : JSON.stringify(value)
  })
  await sql.unsafe(`update ${table.name} set ${sets.join(', ')} where ${is.join(' and ')}`, [
    ...values,
    ...id,
  ])
}
