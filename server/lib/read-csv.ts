import { AppError } from './app-error.ts'

export interface CsvRow {
  /** As an editor counts lines; of a row over several lines, the first. */
  line: number
  fields: string[]
}

/**
 * A table as spreadsheets write it (RFC 4180), with commas, semicolons or tabs: which, the first line says. Throws
 * `invalid_request`.
 */
export function readCsv(text: string): CsvRow[] {
  const body = text.replace(/^\uFEFF/, '')
  const [first = ''] = body.split(/\r?\n/, 1)
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: first.split(mark).length }))
  const { mark } = counts.toSorted((a, b) => b.count - a.count)[0] ?? { mark: ',' }
  return readRows(body, mark)
}

/** One character at a time, so that no text can make it slow. */
function readRows(text: string, mark: string): CsvRow[] {
  const rows: CsvRow[] = []
  let row: CsvRow = { line: 1, fields: [] }
  let field = ''
  let isQuoted = false
  let line = 1
  const endField = () => {
    row.fields.push(field)
    field = ''
  }
  const endRow = () => {
    endField()
    rows.push(row)
    row = { line, fields: [] }
  }
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? ''
    if (char === '\n') line += 1
    if (isQuoted && char === '"' && text[at + 1] === '"') {
      field += '"'
      at += 1
    } else if (char === '"' && (isQuoted || field === '')) isQuoted = !isQuoted
    else if (isQuoted) field += char
    else if (char === mark) endField()
    else if (char === '\n') endRow()
    else if (char !== '\r') field += char
  }
  if (isQuoted) {
    throw new AppError('invalid_request', `The quotation mark of line ${row.line} has no end.`, {
      param: 'csv',
    })
  }
  if (field !== '' || row.fields.length > 0) endRow()
  return rows
}
