import type { TableFormat } from '#wire/exchange.ts'
import { toCsv } from '#server/lib/csv.ts'
import {
  plainTextOf,
  type RichBlock,
  type RichTable,
} from '#server/lib/documents/rich/rich-document.ts'
import { writeOds, ODS_TYPE } from '#server/lib/documents/rich/ods.ts'
import { writeXlsx, XLSX_TYPE } from '#server/lib/documents/rich/xlsx.ts'
import { readMarkdown } from '../markdown/read-markdown.ts'
import { readCell } from './read-cell.ts'

export const SHEET_TYPES: Record<TableFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  ods: ODS_TYPE,
  xlsx: XLSX_TYPE,
}

export interface TableWish {
  /** 0 is the first of the text. */
  index: number
  format: TableFormat
  /** In which numbers are written: BCP 47. */
  lang: string
  title: string
}

/** A table of a text of markdown as a sheet; undefined: there is none. */
export function writeTable(
  text: string,
  { index, format, lang, title }: TableWish,
): Buffer | undefined {
  const table = listTables(readMarkdown(text))[index]
  if (!table) return undefined
  const rows = [table.header, ...table.rows].map((row) =>
    table.header.map((_, at) => plainTextOf(row[at] ?? []).trim()),
  )
  if (format === 'csv') return Buffer.from(toCsv(rows))
  const cells = rows.map((row, at) => row.map((cell) => readCell(cell, at === 0 ? null : lang)))
  return format === 'ods' ? writeOds(title, cells) : writeXlsx(title, cells)
}

/** As they are read from top to bottom, also those in lists and quotations. */
export function listTables(blocks: readonly RichBlock[]): RichTable[] {
  return blocks.flatMap((block): RichTable[] => {
    if (block.type === 'table') return [block]
    if (block.type === 'list') return block.items.flatMap((item) => listTables(item.blocks))
    return block.type === 'quote' || block.type === 'region' ? listTables(block.blocks) : []
  })
}
