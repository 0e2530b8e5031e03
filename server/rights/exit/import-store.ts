import { AppError } from '#server/lib/app-error.ts'
import type { Database, TransactionSql } from '#server/lib/database.ts'
import { bindTexts } from '#server/lib/database-texts.ts'
import { sealLines } from '#server/lib/database-sealed-lines.ts'
import { sealedTable } from '#server/lib/sealed-tables.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import { noteRevision } from '#server/lib/database-revisions.ts'
import { readRows, type ExportedRow } from './export-store.ts'
import { listCarried, readSchema, type CarriedTable } from './tables-store.ts'

/** An organisation that is being filled: all of it, or nothing. */
export interface OrganisationFilling {
  schema: number
  tables: readonly CarriedTable[]
  /** Rows as lines of JSON. Throws `invalid_request` where the database does not take them. */
  insert(table: CarriedTable, lines: readonly string[]): Promise<void>
  /** As an export would read them now. */
  rows(table: CarriedTable, hasSecrets: boolean): AsyncGenerator<ExportedRow[]>
}

/** What an organisation that nobody has used has all the same. */
const OF_A_NEW_ONE =
  /^public\.(?:organisations|people|role_grants|audit_.*|provenance_keys|rights_keys)$/

/** What processes must read anew, beside what they have been told of before. */
const TOPICS = [
  'organisations',
  'directory',
  'branding',
  'keys',
  'policies',
  'prices',
  'allowances',
  'providers',
  'drills',
  'screening',
  'guardrails',
  'provenance',
  'use-cases',
]

/**
 * Fills an organisation that does not exist yet, or that nobody has used, in one transaction: whatever ends it in the middle,
 * nothing has happened. Throws `conflict` where it holds something already.
 */
export async function fillOrganisation<T>(
  database: Database,
  tenantId: string,
  work: (filling: OrganisationFilling) => Promise<T>,
): Promise<T> {
  const done = await database.sql.begin(async (sql) => {
    if (database.personKeys) bindTexts(sql, { tenantId, keys: database.personKeys })
    const tables = await listCarried(sql)
    const schema = await readSchema(sql)
    await sql`
      select set_config('timezone', 'UTC', true), set_config('extra_float_digits', '1', true),
             set_config('bytea_output', 'hex', true), set_config('datestyle', 'ISO', true),
             set_config('galerne.tenant_id', ${tenantId}, true)`
    const isThere = await empty(sql, tenantId, tables)
    const value = await work({
      schema,
      tables,
      insert: (table, lines) => insert(sql, { tenantId, table, lines, isThere }),
      rows: (table, hasSecrets) => readRows(sql, table, hasSecrets),
    })
    await become(sql, 'galerne_app')
    for (const topic of TOPICS) await noteRevision(sql, tenantId, topic)
    await noteEvent(sql, tenantId, {
      action: 'organisation.import',
      resource: { kind: 'organisation', id: tenantId },
      outcome: 'done',
    })
    return { value }
  })
  return done.value
}

async function become(sql: TransactionSql, role: string): Promise<void> {
  await sql`select set_config('role', ${role}, true)`
}

function roleOf({ schema }: CarriedTable): string {
  return schema === 'identity' ? 'galerne_identity' : 'galerne_app'
}

/** Takes away what every new organisation has. False: there is none. Throws `conflict` where it has more than that. */
async function empty(
  sql: TransactionSql,
  tenantId: string,
  tables: readonly CarriedTable[],
): Promise<boolean> {
  const [found] = await sql`select 1 from organisations where tenant_id = ${tenantId}`
  if (!found) return false
  for (const table of tables) {
    await become(sql, roleOf(table))
    const isNew = OF_A_NEW_ONE.test(table.name)
    const most = table.name === 'public.people' ? 1 : isNew ? Infinity : 0
    const { length } = await sql`select 1 from ${sql(table.name)} limit 2`
    if (length > most) throw notEmpty(table.table)
  }
  const kept = await sql<{ name: string }[]>`
    select n.nspname || '.' || c.relname as name
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind = 'r' and not has_table_privilege('galerne_app', c.oid, 'delete')
      and n.nspname = 'public'`
  const isKept = new Set(kept.map(({ name }) => name))
  for (const table of tables.toReversed()) {
    if (table.name === 'public.organisations') continue
    if (isKept.has(table.name)) await emptyAppendOnly(sql, table, tenantId)
    else {
      await become(sql, roleOf(table))
      await sql`delete from ${sql(table.name)}`
    }
  }
  await become(sql, 'galerne_app')
  await sql`delete from audit_outbox`
  return true
}

/** Of nobody's organisation a trail has begun, which the one that comes replaces: the only time that one may go. */
async function emptyAppendOnly(
  sql: TransactionSql,
  { name }: CarriedTable,
  tenantId: string,
): Promise<void> {
  await sql`select set_config('role', 'none', true)`
  await sql`alter table ${sql(name)} disable trigger user`
  await sql`alter table ${sql(name)} no force row level security`
  await sql`delete from ${sql(name)} where tenant_id = ${tenantId}`
  await sql`alter table ${sql(name)} force row level security`
  await sql`alter table ${sql(name)} enable trigger user`
}

function notEmpty(table: string): AppError {
  return new AppError(
    'conflict',
    `Nothing was imported: the organisation is here already, and in use (${table}). Import into a Galerne where it is not, or where nobody has used it yet.`,
  )
}

interface Inserting {
  tenantId: string
  table: CarriedTable
  lines: readonly string[]
  /** The organisation has its row already. */
  isThere: boolean
}

async function insert(sql: TransactionSql, inserting: Inserting): Promise<void> {
  const { tenantId, table, lines, isThere } = inserting
  await become(sql, roleOf(table))
  const columns = listed(
    sql,
    table.columns.map((column) => sql`, ${sql(column)}`),
  )
  const values = listed(
    sql,
    table.columns.map((column) => sql`, r.${sql(column)}`),
  )
  try {
    const words = sealedTable(table.name)
    const json = `[${(words ? await sealLines(sql, words, lines) : lines).join(',')}]`
    if (table.name === 'public.organisations' && isThere) {
      await updateOrganisation(sql, json)
      return
    }
    await sql`
      insert into ${sql(table.name)} (tenant_id ${columns})
      select ${tenantId}::uuid ${values}
      from jsonb_populate_recordset(null::${sql(table.name)}, ${json}::text::jsonb) r`
  } catch (cause) {
    throw refused(table.name, cause)
  }
}

function listed(sql: TransactionSql, parts: Parts) {
  return parts.reduce((all, part) => sql`${all}${part}`, sql``)
}

type Parts = ReturnType<TransactionSql>[]

async function updateOrganisation(sql: TransactionSql, json: string): Promise<void> {
  await sql`
    update organisations o set name = r.name, created_at = r.created_at, settings = r.settings
    from jsonb_populate_recordset(null::organisations, ${json}::text::jsonb) r`
}

/** What Postgres says may hold rows of it: it stays in the log. */
function refused(name: string, cause: unknown): unknown {
  const code = typeof cause === 'object' && cause !== null ? String(Reflect.get(cause, 'code')) : ''
  if (!/^(?:22|23|42)/.test(code)) return cause
  return new AppError(
    'invalid_request',
    `Nothing was imported: the database does not take a row of ${name} (${code}).`,
    { cause },
  )
}
