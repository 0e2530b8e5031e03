import { escapeMarkup as text } from '#server/lib/escape-markup.ts'
import { writeZip } from '../zip.ts'
import { sheetName, type Cell } from './ods.ts'

export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
const DAY_MS = 86_400_000
/** Day 0 of Excel, which thinks that 1900 was a leap year. */
const EPOCH_MS = Date.UTC(1899, 11, 30)

/** A sheet whose first row is the head and stays in sight (ECMA-376). */
export function writeXlsx(title: string, rows: readonly (readonly Cell[])[]): Buffer<ArrayBuffer> {
  const lines = rows.map(
    (row, at) =>
      `<row r="${at + 1}">${row.map((cell, column) => write(cell, `${letters(column)}${at + 1}`, at === 0)).join('')}</row>`,
  )
  const pane =
    '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
  const sheet = `${HEAD}<worksheet xmlns="${MAIN}">${pane}<sheetData>${lines.join('')}</sheetData></worksheet>`
  const styles = `${HEAD}<styleSheet xmlns="${MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf fontId="1" applyFont="1" xfId="0"/><xf numFmtId="14" applyNumberFormat="1" xfId="0"/></cellXfs></styleSheet>`
  const workbook = `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets><sheet name="${text(sheetName(title))}" sheetId="1" r:id="rId1"/></sheets></workbook>`
  const part = (name: string, type: string) =>
    `<Override PartName="/xl/${name}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`
  const types = `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('workbook', 'sheet.main')}${part('worksheets/sheet1', 'worksheet')}${part('styles', 'styles')}</Types>`
  const relations = (...all: [type: string, target: string][]) =>
    `${HEAD}<Relationships xmlns="${PACKAGE}">${all.map(([type, target], at) => `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`).join('')}</Relationships>`
  return writeZip([
    { name: '[Content_Types].xml', content: types },
    { name: '_rels/.rels', content: relations(['officeDocument', 'xl/workbook.xml']) },
    { name: 'xl/workbook.xml', content: workbook },
    {
      name: 'xl/_rels/workbook.xml.rels',
      content: relations(['worksheet', 'worksheets/sheet1.xml'], ['styles', 'styles.xml']),
    },
    { name: 'xl/worksheets/sheet1.xml', content: sheet },
    { name: 'xl/styles.xml', content: styles },
  ])
}

function write(cell: Cell, at: string, isHead: boolean): string {
  if (cell.number !== undefined) return `<c r="${at}"><v>${cell.number}</v></c>`
  if (cell.day !== undefined) {
    const day = Math.round((Date.parse(cell.day) - EPOCH_MS) / DAY_MS)
    // Before March 1900 Excel counts otherwise.
    if (day > 60) return `<c r="${at}" s="2"><v>${day}</v></c>`
  }
  const style = isHead ? ' s="1"' : ''
  return `<c r="${at}"${style} t="inlineStr"><is><t xml:space="preserve">${text(cell.text)}</t></is></c>`
}

function letters(column: number): string {
  let name = ''
  for (let at = column + 1; at > 0; at = Math.floor((at - 1) / 26)) {
    name = String.fromCharCode(65 + ((at - 1) % 26)) + name
  }
  return name
}
