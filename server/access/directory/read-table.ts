import { AppError } from '#server/lib/app-error.ts'
import { withoutMarks } from '#server/lib/csv.ts'
import { readCsv } from '#server/lib/read-csv.ts'

export interface TableRow {
  /** As an editor counts lines; of a row over several lines, the first. */
  line: number
  /** By the names of the first line, in lower case. */
  fields: ReadonlyMap<string, string>
}

/**
 * A table as spreadsheets write it (RFC 4180), with commas, semicolons or tabs: which, the first line says. Throws
 * `invalid_request`.
 */
export function readTable(text: string): TableRow[] {
  const [names, ...rows] = readCsv(text)
  const columns = names?.fields.map((name) => name.trim().toLowerCase()) ?? []
  if (!columns.includes('email')) {
    throw new AppError(
      'invalid_request',
      'The first line must name the columns, “email” among them: email,name,roles,groups',
      { param: 'csv' },
    )
  }
  return rows
    .filter(({ fields }) => fields.some((field) => field.trim() !== ''))
    .map(({ line, fields }) => ({
      line,
      fields: new Map(columns.map((name, at) => [name, toText(fields[at])])),
    }))
}

/** Without the mark by which our own files keep a spreadsheet from reading a formula. */
function toText(field = ''): string {
  return withoutMarks(field.trim())
}
