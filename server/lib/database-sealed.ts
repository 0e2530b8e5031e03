import type { Database, DatabaseRole } from './database.ts'
import type { SecretBox } from './secret-box.ts'

interface Column {
  schema: string
  table: string
  name: string
  isBytes: boolean
}

const BATCH = 500
const ROLES: Record<string, DatabaseRole> = {
  public: 'galerne_app',
  identity: 'galerne_identity',
}

/**
 * Wraps whatever our older keys have sealed with the newest one, in every column whose name begins with `sealed`, and
 * resolves with the number of values. Others go on reading and writing meanwhile.
 */
export async function rewrapSealed(
  database: Database,
  tenantIds: readonly string[],
  box: SecretBox,
): Promise<number> {
  const columns = await listColumns(database)
  const [, ...older] = box.keyIds()
  if (older.length === 0) return 0
  let count = 0
  for (const tenantId of tenantIds) {
    for (const column of columns) {
      let done = BATCH
      while (done === BATCH) {
        done = await rewrapBatch(database, tenantId, { column, older, box })
        count += done
      }
    }
  }
  return count
}

async function listColumns({ sql }: Database): Promise<Column[]> {
  return sql<Column[]>`
    select table_schema as schema, table_name as table, column_name as name,
           data_type = 'bytea' as "isBytes"
    from information_schema.columns
    where table_schema in ${sql(Object.keys(ROLES))} and column_name like 'sealed%'
      and data_type in ('text', 'bytea')
      -- What is written once and for all has keys of its own, which are sealed elsewhere.
      and has_column_privilege(
        case table_schema when 'identity' then 'galerne_identity' else 'galerne_app' end,
        format('%I.%I', table_schema, table_name), column_name, 'update')`
}

interface Batch {
  column: Column
  older: readonly string[]
  box: SecretBox
}

function rewrapBatch(database: Database, tenantId: string, { column, older, box }: Batch) {
  const { schema, table, name, isBytes } = column
  const work: Parameters<Database['withTenant']>[1] = async (sql) => {
    const [from, value] = [sql(`${schema}.${table}`), sql(name)]
    const text = isBytes ? sql`encode(${value}, 'escape')` : value
    const rows = await sql<{ place: string; sealed: string }[]>`
      select ctid::text as place, ${text} as sealed from ${from}
      where split_part(${text}, '.', 1) = 'v2' and split_part(${text}, '.', 2) in ${sql(older)}
      limit ${BATCH} for update`
    for (const { place, sealed } of rows) {
      const renewed = box.rewrap(sealed)
      const stored = isBytes ? Buffer.from(renewed) : renewed
      await sql`update ${from} set ${value} = ${stored} where ctid = ${place}::tid`
    }
    return rows.length
  }
  return database.withTenant(tenantId, work, ROLES[schema]).then(Number)
}
