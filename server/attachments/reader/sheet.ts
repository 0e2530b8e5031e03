import { toTable } from './reading.ts'

/** A sheet as it is filled; rows and columns count from 1. */
export interface Sheet {
  /** `at` is `B3`; where a file leaves it out, the next cell of the row. */
  put(place: { at: string; row: number }, text: string): void
  merge(range: string): void
  hideRow(row: number): void
  hideColumns(from: number, to: number): void
  toMarkdown(): string
}

/** Wider ones are cut: no person made them. */
const MAX_COLUMNS = 500
const MAX_ROWS = 1_048_576
/** So many empty rows in the middle are said, not shown. */
const EMPTY_ROWS = 2

/** A table with what stands in each cell; a merged one has its text once. */
export function createSheet(): Sheet {
  const rows = new Map<number, string[]>()
  const merged: string[] = []
  const hiddenRows = new Set<number>()
  const hiddenColumns = new Set<number>()
  return {
    put({ at, row }, text) {
      if (text === '') return
      const place = at === '' ? { row, column: (rows.get(row)?.length ?? 0) + 1 } : placeOf(at)
      if (!place || place.column > MAX_COLUMNS || place.row > MAX_ROWS) return
      const cells = rows.get(place.row) ?? []
      // Without holes: tables are made of texts.
      while (cells.length < place.column) cells.push('')
      cells[place.column - 1] = text
      rows.set(place.row, cells)
    },
    merge: (range) => void merged.push(range),
    hideRow: (row) => void hiddenRows.add(row),
    hideColumns(from, to) {
      for (let column = from; column <= Math.min(to, MAX_COLUMNS); column += 1) {
        hiddenColumns.add(column)
      }
    },
    toMarkdown() {
      const used = [...rows.keys()].toSorted((one, other) => one - other)
      const said = [
        tableOf(used, rows),
        merged.length > 0 ? `Merged cells: ${merged.slice(0, 50).join(', ')}` : '',
        hiddenSaid('rows', used.filter((row) => hiddenRows.has(row)).map(String)),
        hiddenSaid('columns', [...hiddenColumns].map(toLetters)),
      ]
      return said.filter((text) => text !== '').join('\n\n')
    },
  }
}

function tableOf(used: readonly number[], rows: ReadonlyMap<number, string[]>): string {
  const lines: string[][] = []
  let last = used[0] ?? 0
  for (const row of used) {
    const gap = row - last - 1
    if (gap > EMPTY_ROWS) lines.push([`(${gap} empty rows)`])
    else for (let empty = 0; empty < gap; empty += 1) lines.push([])
    lines.push(rows.get(row) ?? [])
    last = row
  }
  return toTable(lines)
}

function hiddenSaid(what: string, names: readonly string[]): string {
  if (names.length === 0) return ''
  return `[hidden in the file: ${what} ${names.slice(0, 50).join(', ')}]`
}

function placeOf(at: string): { row: number; column: number } | undefined {
  const [, letters, digits] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(at) ?? []
  if (letters === undefined || digits === undefined) return undefined
  let column = 0
  for (const letter of letters) column = column * 26 + letter.charCodeAt(0) - 64
  return { row: Number(digits), column }
}

function toLetters(column: number): string {
  const rest = Math.floor((column - 1) / 26)
  const letter = String.fromCodePoint(65 + ((column - 1) % 26))
  return rest > 0 ? toLetters(rest) + letter : letter
}
