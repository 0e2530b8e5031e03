import { escapeMarkup as text } from '#server/lib/escape-markup.ts'
import { writeZip } from '../zip.ts'
import { ODT_HEAD } from './odt-styles.ts'

/** A cell, with what it was as a text. Never a formula. */
export interface Cell {
  text: string
  number?: number
  /** `2026-11-22` */
  day?: string
}

export const ODS_TYPE = 'application/vnd.oasis.opendocument.spreadsheet'
const OASIS = 'urn:oasis:names:tc:opendocument:xmlns'

/** A sheet whose first row is the head (OpenDocument 1.3). */
export function writeOds(title: string, rows: readonly (readonly Cell[])[]): Buffer<ArrayBuffer> {
  const spaces = ['office', 'table', 'text', 'style']
    .map((name) => `xmlns:${name}="${OASIS}:${name}:1.0"`)
    .join(' ')
  const cells = rows.map(
    (row, at) =>
      `<table:table-row>${row.map((cell) => write(cell, at === 0)).join('')}</table:table-row>`,
  )
  const [head = '', ...body] = cells
  const styles = `<office:automatic-styles><style:style style:name="Head" style:family="table-cell"><style:text-properties xmlns:fo="${OASIS}:xsl-fo-compatible:1.0" fo:font-weight="bold"/></style:style></office:automatic-styles>`
  const name = text(sheetName(title))
  const content = `${ODT_HEAD}<office:document-content ${spaces} office:version="1.3">${styles}<office:body><office:spreadsheet><table:table table:name="${name}"><table:table-column table:number-columns-repeated="${Math.max(1, rows[0]?.length ?? 1)}"/><table:table-header-rows>${head}</table:table-header-rows>${body.join('')}</table:table></office:spreadsheet></office:body></office:document-content>`
  const manifest = `${ODT_HEAD}<manifest:manifest xmlns:manifest="${OASIS}:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="${ODS_TYPE}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`
  return writeZip([
    { name: 'mimetype', content: ODS_TYPE, isStored: true },
    { name: 'META-INF/manifest.xml', content: manifest },
    { name: 'content.xml', content },
  ])
}

function write(cell: Cell, isHead: boolean): string {
  const style = isHead ? ' table:style-name="Head"' : ''
  const type =
    cell.number !== undefined
      ? ` office:value-type="float" office:value="${cell.number}"`
      : cell.day !== undefined
        ? ` office:value-type="date" office:date-value="${cell.day}"`
        : ' office:value-type="string"'
  const lines = cell.text.split('\n').map((line) => `<text:p>${text(line)}</text:p>`)
  return `<table:table-cell${style}${type}>${lines.join('')}</table:table-cell>`
}

/** As Excel allows it: 31 characters, and none of these. */
export function sheetName(title: string): string {
  const name = title
    .toWellFormed()
    .replaceAll(/[\p{Cc}[\]:*?/\\']/gu, ' ')
    .trim()
  return Array.from(name).slice(0, 31).join('') || 'Table'
}
