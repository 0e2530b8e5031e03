import type { Database, TransactionSql } from '#server/lib/database.ts'
import { AppError } from '#server/lib/app-error.ts'
import { bindTexts } from '#server/lib/database-texts.ts'
import { openLines } from '#server/lib/database-sealed-lines.ts'
import { sealedTable } from '#server/lib/sealed-tables.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { SECRET_ALONE } from './left-behind.ts'
import { listCarried, readSchema, type CarriedTable } from './tables-store.ts'

/** A row as one line of JSON without its tenant, and what was sealed in it, by column. */
export interface ExportedRow {
  line: string
  sealed: Record<string, string>
}

/** One organisation at one moment. */
export interface ExitSnapshot {
  schema: number
  organisation: { id: string; name: string }
  tables: readonly CarriedTable[]
  /** In the order of their keys, some hundred at a time. */
  rows(table: CarriedTable): AsyncGenerator<ExportedRow[]>
}

const BATCH = 500

/**
 * Reads an organisation as it is at one moment, whatever is written meanwhile. An embedded database has one session: there,
 * others wait. Throws `not_found`.
 */
export async function readOrganisation<T>(
  database: Database,
  { tenantId, hasSecrets }: { tenantId: string; hasSecrets: boolean },
  work: (snapshot: ExitSnapshot) => Promise<T>,
): Promise<T> {
  const done = await database.sql.begin(
    'isolation level repeatable read read only',
    async (sql) => {
      if (database.personKeys) bindTexts(sql, { tenantId, keys: database.personKeys })
      const tables = await listCarried(sql)
      const schema = await readSchema(sql)
      // One text for one value, whatever the server's settings are.
      await sql`
        select set_config('timezone', 'UTC', true), set_config('extra_float_digits', '1', true),
               set_config('bytea_output', 'hex', true), set_config('datestyle', 'ISO', true),
               set_config('galerne.tenant_id', ${tenantId}, true),
               set_config('role', 'galerne_app', true)`
      const [row] = await sql<{ name: string }[]>`select name from organisations`
      if (!row) throw new AppError('not_found', 'There is no such organisation.')
      const organisation = { id: tenantId, name: row.name }
      const rows = (table: CarriedTable) => readRows(sql, table, hasSecrets)
      return { value: await work({ schema, organisation, tables, rows }) }
    },
  )
  return done.value
}

/** @param hasSecrets False: what is sealed, and rows that are nothing without it, are left out. */
export async function* readRows(
  sql: TransactionSql,
  table: CarriedTable,
  hasSecrets: boolean,
): AsyncGenerator<ExportedRow[]> {
  const { schema, sealed, name } = table
  const role = schema === 'identity' ? 'galerne_identity' : 'galerne_app'
  await sql`select set_config('role', ${role}, true)`
  const isAlone = SECRET_ALONE.has(name)
  const portable = sealed.map((column) => {
    const text = textOf(column)
    const said = hasSecrets ? `'v2...' || split_part(${text}, '.', 4)` : 'null'
    return `|| case when ${text} like 'v2.%' then jsonb_build_object('${column.name}', ${said})
              else '{}'::jsonb end`
  })
  const secrets = (hasSecrets ? sealed : []).map((column) => {
    const text = textOf(column)
    return `|| case when ${text} like 'v2.%' then jsonb_build_object('${column.name}', ${text})
              else '{}'::jsonb end`
  })
  const isLeft = sealed.map((column) => `coalesce(${textOf(column)} like 'v2.%', false)`)
  const where =
    hasSecrets || isAlone || sealed.length === 0 ? '' : `where not (${isLeft.join(' or ')})`
  const order = table.key.map(({ name: column, isText }) =>
    isText ? `t.${quoted(column)} collate "C"` : `t.${quoted(column)}`,
  )
  await sql.unsafe(`
    declare galerne_exit no scroll cursor for
    select (to_jsonb(t) - 'tenant_id' ${portable.join(' ')})::text as line,
           ('{}'::jsonb ${secrets.join(' ')})::text as sealed
    from ${quoted(schema)}.${quoted(table.table)} t ${where}
    ${order.length > 0 ? `order by ${order.join(', ')}` : ''}`)
  try {
    for (;;) {
      const rows = await sql.unsafe<{ line: string; sealed: string }[]>(
        `fetch ${BATCH} from galerne_exit`,
      )
      if (rows.length === 0) return
      const words = sealedTable(name)
      const lines = rows.map(({ line }) => line)
      const opened = words ? await openLines(sql, [words], lines) : lines
      yield rows.map((row, at) => ({
        line: opened[at] ?? row.line,
        sealed: secretsFrom(row.sealed),
      }))
    }
  } finally {
    await sql.unsafe('close galerne_exit')
  }
}

function textOf({ name, isBytes }: CarriedTable['sealed'][number]): string {
  const column = `t.${quoted(name)}`
  return isBytes ? `encode(${column}, 'escape')` : column
}

/** Names come from the catalogue of the database; quoted all the same. */
function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

function secretsFrom(text: string): Record<string, string> {
  if (text === '{}') return {}
  const parsed: Record<string, string> = JSON.parse(text)
  return parsed
}

export function noteExport(
  database: Database,
  tenantId: string,
  hasSecrets: boolean,
): Promise<void> {
  return database.withTenant(tenantId, (sql) =>
    noteEvent(sql, tenantId, {
      action: 'organisation.export',
      resource: { kind: 'organisation', id: tenantId },
      outcome: 'done',
      facts: { hasSecrets },
    }),
  )
}
