import { AppError } from './app-error.ts'
import type { PersonKeys } from './person-keys.ts'
import type { SealedTable } from './sealed-tables.ts'
import { isSealed, keyIdOf, openText, sealText, type TextKey } from './text-cipher.ts'
import type { TransactionSql } from './database.ts'

interface Bound {
  tenantId: string
  keys: PersonKeys
  /** By person: what this transaction has made itself. Nobody else may use it before all of it is there. */
  made: Map<string, string>
}

/** Of each transaction: whose rows it sees, and where the keys are. */
const bindings = new WeakMap<TransactionSql, Bound>()

/** From now on texts of this transaction are sealed and opened. `withTenant` does this. */
export function bindTexts(sql: TransactionSql, bound: Omit<Bound, 'made'>): void {
  bindings.set(sql, { ...bound, made: new Map() })
}

/** Seals columns of one row of a table, as they are stored; others stay as they are. What is empty is not sealed. */
export type SealRow = <T extends object>(row: string, values: T) => T

/**
 * What seals texts of a person. Where a database was opened without keys, nothing is sealed. Throws AppError `conflict` where
 * the person was erased, `not_ready` where their key is not at hand.
 */
export async function sealerFor(
  sql: TransactionSql,
  table: SealedTable,
  personId: string,
): Promise<SealRow> {
  const bound = bindings.get(sql)
  if (!bound) return (_, values) => values
  const key = await keyOfPerson(sql, bound, personId)
  return (row, values) => {
    const sealed = { ...values }
    for (const column of Object.keys(table.columns)) {
      const value: unknown = Reflect.get(values, column)
      const text = toText(value)
      if (text === '') continue
      if (typeof value === 'string' ? text.includes('\0') : NUL.test(text)) throw notStorable()
      Reflect.set(sealed, column, sealText(key, placeOf(bound, table, { column, row }), text))
    }
    return sealed
  }
}

/** The same for the person whose conversation it is. Undefined: there is none. */
export async function sealerOfConversation(
  sql: TransactionSql,
  table: SealedTable,
  conversationId: string,
): Promise<SealRow | undefined> {
  const [found] = await sql<{ owner_id: string }[]>`
    select owner_id from conversations where id = ${conversationId}`
  return found && sealerFor(sql, table, found.owner_id)
}

/** How rows of a query name what they have of a table, where it is not as the table does. */
export interface Aliases {
  table: SealedTable
  /** Properties that together are the row's key. */
  row?: readonly string[]
  /** Sealed columns by the property that holds them. */
  columns?: Readonly<Record<string, string>>
}

/**
 * Opens what is sealed in rows, in place, and gives them back; what is not sealed yet stays as it is. Of people who were
 * erased, which only an old back-up still has, it is as if nothing had been written.
 */
export async function openRows<T extends object>(
  sql: TransactionSql,
  of: SealedTable | Aliases,
  rows: readonly T[],
): Promise<readonly T[]> {
  const bound = bindings.get(sql)
  if (!bound) return rows
  const { table, row: keyed = table.row, columns }: Aliases = 'table' in of ? of : { table: of }
  const names = Object.entries(
    columns ?? Object.fromEntries(Object.keys(table.columns).map((name) => [name, name])),
  )
  // Texts of one conversation have one key: it is looked for once.
  let keyId = ''
  let key: TextKey | null = null
  for (const row of rows) {
    for (const [property, column] of names) {
      const value: unknown = Reflect.get(row, property)
      if (!isSealed(value)) continue
      const own = keyIdOf(value)
      if (own !== keyId) {
        const known = bound.keys.peek(bound.tenantId, own)
        key = known === undefined ? await bound.keys.load(bound.tenantId, own) : known
        keyId = own
      }
      const id = idOf(row, keyed)
      Reflect.set(row, property, openOne(bound, key, { table, column, row: id, value }))
    }
  }
  return rows
}

/** Throws AppError `not_ready` where a key is not at hand that a row of one of these tables needs. */
export async function requireKeys(
  sql: TransactionSql,
  tables: readonly SealedTable[],
  row: object,
): Promise<void> {
  const bound = bindings.get(sql)
  if (!bound) return
  for (const column of new Set(tables.flatMap(({ columns }) => Object.keys(columns)))) {
    const value: unknown = Reflect.get(row, column)
    if (!isSealed(value)) continue
    const keyId = keyIdOf(value)
    if (bound.keys.peek(bound.tenantId, keyId) === undefined) {
      await bound.keys.load(bound.tenantId, keyId)
    }
  }
}

function idOf(row: object, keyed: readonly string[]): string {
  const [only = ''] = keyed
  if (keyed.length === 1) return String(Reflect.get(row, only))
  return keyed.map((name) => String(Reflect.get(row, name))).join(' ')
}

interface Sealed {
  table: SealedTable
  column: string
  row: string
  value: string
}

function openOne(bound: Bound, key: TextKey | null, { table, column, row, value }: Sealed) {
  const gone = table.columns[column]
  if (key === null) return gone
  const text = openText(key, placeOf(bound, table, { column, row }), value)
  return typeof gone === 'string' ? text : fromJson(text)
}

/** In JSON. Postgres takes none, there nor in a text: what is sealed is held to the same, so that it can be carried anywhere. */
const NUL = /(?<!\\)(?:\\\\)*\\u0000/

function notStorable(): AppError {
  return new AppError(
    'invalid_request',
    'A character (NUL) or a day in it cannot be stored. Leave it out.',
  )
}

function fromJson(text: string): unknown {
  return JSON.parse(text)
}

function toText(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  const text = JSON.stringify(value)
  return text === '[]' || text === '{}' ? '' : text
}

function placeOf(
  { tenantId }: Bound,
  { name }: SealedTable,
  { column, row }: { column: string; row: string },
): string {
  return `${tenantId}|${name}|${column}|${row}`
}

/** Made when it is first needed. The database says whose it is, so that nothing is ever sealed with one that it does not know. */
async function keyOfPerson(sql: TransactionSql, bound: Bound, personId: string): Promise<TextKey> {
  const { tenantId, keys, made } = bound
  const known = made.get(personId) ?? keys.keyOf(tenantId, personId)
  const keyId = known ?? (await findOrMake(sql, bound, personId))
  const key = keys.peek(tenantId, keyId) ?? (await keys.load(tenantId, keyId))
  if (key) return key
  throw new AppError(
    'conflict',
    'This person was erased, and is here again by an old back-up. Erase them once more.',
  )
}

async function findOrMake(
  sql: TransactionSql,
  { tenantId, keys, made }: Bound,
  personId: string,
): Promise<string> {
  const find = async () => {
    const [row] = await sql<{ key_id: string }[]>`
      select key_id from person_keys where person_id = ${personId}
      order by made_at, key_id limit 1`
    return row?.key_id
  }
  const found = await find()
  if (found !== undefined) {
    keys.noteKeyOf(tenantId, personId, found)
    return found
  }
  const keyId = await keys.make(tenantId)
  // Not remembered yet: this transaction may come to nothing, and the key with it. Of two that come at once, both have made one.
  await sql`
    insert into person_keys (tenant_id, person_id, key_id) values (${tenantId}, ${personId}, ${keyId})`
  made.set(personId, keyId)
  return keyId
}

/** Destroys the key of a person, for good, and resolves when that is durable. What it sealed can be read nowhere any more. */
export async function destroyKeyOf(sql: TransactionSql, personId: string): Promise<void> {
  const bound = bindings.get(sql)
  if (!bound) return
  const { tenantId, keys, made } = bound
  made.delete(personId)
  const rows = await sql<{ key_id: string }[]>`
    delete from person_keys where person_id = ${personId} returning key_id`
  for (const { key_id } of rows) {
    await keys.destroy(tenantId, key_id)
    await sql`
      insert into destroyed_keys (tenant_id, key_id) values (${tenantId}, ${key_id})
      on conflict do nothing`
  }
}
