import type { TransactionSql } from '#server/lib/database.ts'
import { LEFT_BEHIND } from './left-behind.ts'

/** A table of organisations, as the catalogue of the database describes it. */
export interface CarriedTable {
  /** `public.messages` */
  name: string
  schema: string
  table: string
  /** Without the tenant's, in the order of their names. */
  columns: readonly string[]
  /** Of the primary key without the tenant: rows are in its order. */
  key: readonly { name: string; isText: boolean }[]
  /** What the secret box has sealed. */
  sealed: readonly { name: string; isBytes: boolean }[]
  /** Tables that must be there before. */
  needs: readonly string[]
}

interface ColumnRow {
  schema: string
  table: string
  name: string
  type: string
}

const SCHEMAS = ['public', 'identity']

/** Rows of these come in another order first, because they refer to rows of the same table. */
const PARENTS_FIRST: Readonly<Record<string, string>> = { 'public.messages': 'depth' }

/** Every table that leaves with an organisation, those first that others refer to. */
export async function listCarried(sql: TransactionSql): Promise<CarriedTable[]> {
  const columns = await sql<ColumnRow[]>`
    select table_schema as schema, table_name as table, column_name as name, data_type as type
    from information_schema.columns where table_schema in ${sql(SCHEMAS)}
    order by table_schema, table_name, column_name collate "C"`
  const keys = await sql<{ name: string; column: string; at: number }[]>`
    select n.nspname || '.' || c.relname as name, a.attname as column, k.at::int as at
    from pg_constraint p
    join pg_class c on c.oid = p.conrelid join pg_namespace n on n.oid = c.relnamespace
    cross join lateral unnest(p.conkey) with ordinality as k(number, at)
    join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
    where p.contype = 'p' and n.nspname in ${sql(SCHEMAS)} order by 1, 3`
  const references = await sql<{ name: string; needs: string }[]>`
    select distinct n.nspname || '.' || c.relname as name, fn.nspname || '.' || f.relname as needs
    from pg_constraint r
    join pg_class c on c.oid = r.conrelid join pg_namespace n on n.oid = c.relnamespace
    join pg_class f on f.oid = r.confrelid join pg_namespace fn on fn.oid = f.relnamespace
    where r.contype = 'f' and n.nspname in ${sql(SCHEMAS)} and r.conrelid <> r.confrelid`
  const byTable = Map.groupBy(columns, ({ schema, table }) => `${schema}.${table}`)
  const carried = [...byTable]
    .filter(([name, own]) => !(name in LEFT_BEHIND) && own.some(isTenant))
    .map(([name, own]): CarriedTable => {
      const types = new Map(own.map((column) => [column.name, column.type]))
      const [{ schema, table } = { schema: '', table: '' }] = own
      const ordered = keys.filter((key) => key.name === name && key.column !== 'tenant_id')
      const first = PARENTS_FIRST[name]
      const order = [...(first === undefined ? [] : [first]), ...ordered.map((key) => key.column)]
      return {
        name,
        schema,
        table,
        columns: own.filter((column) => !isTenant(column)).map((column) => column.name),
        key: order.map((column) => ({ name: column, isText: types.get(column) === 'text' })),
        sealed: own
          .filter((column) => column.name.startsWith('sealed'))
          .map((column) => ({ name: column.name, isBytes: column.type === 'bytea' })),
        needs: references.filter((one) => one.name === name).map(({ needs }) => needs),
      }
    })
  return inOrder(carried)
}

function isTenant({ name }: ColumnRow): boolean {
  return name === 'tenant_id'
}

/** By name, as far as none comes before one that it needs. */
function inOrder(tables: CarriedTable[]): CarriedTable[] {
  const waiting = tables.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const done: CarriedTable[] = []
  while (waiting.length > 0) {
    const isReady = ({ needs }: CarriedTable) =>
      !waiting.some((other) => needs.includes(other.name))
    const at = waiting.findIndex(isReady)
    if (at < 0) throw new Error('Tables that need each other cannot be carried.')
    done.push(...waiting.splice(at, 1))
  }
  return done
}

/** The last migration that this database has. */
export async function readSchema(sql: TransactionSql): Promise<number> {
  const [row] = await sql<
    { number: number }[]
  >`select max(number) as number from galerne_migrations`
  return row?.number ?? 0
}
