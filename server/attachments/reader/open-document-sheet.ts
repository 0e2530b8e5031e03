import type { AttachmentNote } from '#wire/attachments.ts'
import { createSheet, type Sheet } from './sheet.ts'
import { childrenOf, type XmlNode } from './xml-reader.ts'

/** Repeats of empty rows and cells fill a sheet to its end; of filled ones no person has so many. */
const MAX_REPEATS = 10_000

/** The cells of a `table:table` as a Markdown table. */
export function fillOdfSheet(
  table: XmlNode,
  textOf: (cell: XmlNode) => string,
  notes: Set<AttachmentNote>,
): string {
  const sheet = createSheet()
  fillRows(table, { sheet, textOf, notes, row: { number: 1 } })
  return sheet.toMarkdown()
}

interface Filling {
  sheet: Sheet
  textOf: (cell: XmlNode) => string
  notes: Set<AttachmentNote>
  row: { number: number }
}

function fillRows(parent: XmlNode, filling: Filling): void {
  for (const child of childrenOf(parent)) {
    if (child.name === 'table-row') fillRow(child, filling)
    else if (/^table-(?:header-rows|rows|row-group)$/.test(child.name)) fillRows(child, filling)
    else if (child.name === 'table-column' && isCollapsed(child)) filling.notes.add('hidden_text')
  }
}

function isCollapsed({ attributes }: XmlNode): boolean {
  return /^(?:collapse|filter)$/.test(attributes['visibility'] ?? '')
}

function fillRow(row: XmlNode, { sheet, textOf, notes, row: at }: Filling): void {
  const repeats = repeatsOf(row, 'number-rows-repeated')
  const cells = childrenOf(row).filter(({ name }) => /^(?:covered-)?table-cell$/.test(name))
  const isEmpty = cells.every((cell) => cell.children.length === 0)
  const filled = isEmpty ? 0 : Math.min(repeats, MAX_REPEATS)
  for (let repeat = 0; repeat < filled; repeat += 1) {
    const number = at.number + repeat
    if (isCollapsed(row)) {
      notes.add('hidden_text')
      sheet.hideRow(number)
    }
    fillCells(cells, number, { sheet, textOf })
  }
  at.number += repeats
}

function fillCells(
  cells: readonly XmlNode[],
  row: number,
  { sheet, textOf }: Pick<Filling, 'sheet' | 'textOf'>,
): void {
  let column = 1
  for (const cell of cells) {
    const repeats = repeatsOf(cell, 'number-columns-repeated')
    const text = cell.name === 'table-cell' ? textOf(cell) : ''
    const filled = text === '' ? 0 : Math.min(repeats, 500)
    for (let repeat = 0; repeat < filled; repeat += 1) {
      sheet.put({ at: `${lettersOf(column + repeat)}${row}`, row }, text)
    }
    noteMerge(cell, { row, column }, sheet)
    column += repeats
    if (column > 16_384) return
  }
}

function noteMerge(cell: XmlNode, at: { row: number; column: number }, sheet: Sheet): void {
  const columns = repeatsOf(cell, 'number-columns-spanned')
  const rows = repeatsOf(cell, 'number-rows-spanned')
  if (columns === 1 && rows === 1) return
  const last = `${lettersOf(at.column + columns - 1)}${at.row + rows - 1}`
  sheet.merge(`${lettersOf(at.column)}${at.row}:${last}`)
}

function repeatsOf({ attributes }: XmlNode, name: string): number {
  const count = Number(attributes[name] ?? 1)
  return Number.isInteger(count) && count > 0 ? Math.min(count, 1_048_576) : 1
}

function lettersOf(column: number): string {
  const rest = Math.floor((column - 1) / 26)
  const letter = String.fromCodePoint(65 + ((column - 1) % 26))
  return rest > 0 ? lettersOf(rest) + letter : letter
}
