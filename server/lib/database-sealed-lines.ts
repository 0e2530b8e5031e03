import { AppError } from './app-error.ts'
import { openRows, requireKeys, sealerFor } from './database-texts.ts'
import type { TransactionSql } from './database.ts'
import { SEALED_MARK } from './text-cipher.ts'
import type { SealedTable } from './sealed-tables.ts'

/**
 * Rows as Postgres writes them in JSON, with what is sealed in them opened, in its writing: the same row gives the same line
 * whether it was sealed or not. A row is of that of the tables whose columns open in it.
 * Throws AppError `not_ready` where a key is missing: nothing would say what the archive lacks.
 */
export async function openLines(
  sql: TransactionSql,
  tables: readonly SealedTable[],
  lines: readonly string[],
): Promise<string[]> {
  const opened = [...lines]
  for (const [at, line] of lines.entries()) {
    if (!line.includes(SEALED_MARK)) continue
    const row: Record<string, unknown> = parse(line)
    await requireKeys(sql, tables, row)
    for (const table of tables.filter((one) => one.row.every((name) => name in row))) {
      const after = { ...row }
      // Of another of the tables it does not open: what is sealed says so itself.
      const isOfIt = await openRows(sql, table, [after]).then(Boolean, isElsewhere)
      if (!isOfIt) continue
      opened[at] = replaced(line, { table, before: row, after })
      break
    }
  }
  const changed = opened.flatMap((line, at) => (line === lines[at] ? [] : [at]))
  if (changed.length === 0) return opened
  const written = await sql<{ line: string }[]>`
    select line::jsonb::text as line
    from unnest(${changed.map((at) => opened[at] ?? '')}::text[]) with ordinality as given (line, at)
    order by at`
  for (const [index, at] of changed.entries()) opened[at] = written[index]?.line ?? ''
  return opened
}

/** The other way round, for rows that are to be stored, of people who are there. */
export async function sealLines(
  sql: TransactionSql,
  table: SealedTable,
  lines: readonly string[],
): Promise<string[]> {
  const json = `[${lines.join(',')}]`
  const owners = await sql.unsafe<{ owner: string | null }[]>(
    `select ${table.owner} as owner
     from jsonb_array_elements($1::text::jsonb) with ordinality as given (line, at)
     cross join lateral jsonb_populate_record(null::${table.name}, line) as t order by at`,
    [json],
  )
  const patches: string[] = []
  for (const [at, line] of lines.entries()) {
    const row = parse(line)
    const owner = owners[at]?.owner
    // Whose it is nobody knows: it does not stay, since its conversation is not there.
    if (typeof owner !== 'string') {
      patches.push('{}')
      continue
    }
    const columns = Object.keys(table.columns)
    const words = Object.fromEntries(columns.map((name) => [name, row[name]]))
    const seal = await sealerFor(sql, table, owner)
    const id = table.row.map((name) => String(row[name])).join(' ')
    patches.push(JSON.stringify(seal(id, words)))
  }
  const merged = await sql<{ line: string }[]>`
    select (given.line::jsonb || given.patch::jsonb)::text as line
    from unnest(${[...lines]}::text[], ${patches}::text[]) with ordinality as given (line, patch, at)
    order by at`
  return merged.map(({ line }) => line)
}

function isElsewhere(error: unknown): false {
  if (error instanceof AppError && error.code === 'not_ready') return false
  throw error
}

interface Change {
  table: SealedTable
  before: Record<string, unknown>
  after: Record<string, unknown>
}

/** In the line itself: parsed and written again, its large numbers would be others. */
function replaced(line: string, { table, before, after }: Change): string {
  let text = line
  for (const name of Object.keys(table.columns)) {
    if (before[name] === after[name]) continue
    const sealed = JSON.stringify(before[name])
    text = text.replace(sealed, () => JSON.stringify(after[name]))
  }
  return text
}

function parse(line: string): Record<string, unknown> {
  const row: Record<string, unknown> = JSON.parse(line)
  return row
}
