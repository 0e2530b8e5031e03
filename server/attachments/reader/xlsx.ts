import type { AttachmentNote } from '#wire/attachments.ts'
import { formatFor, type FormatNumber } from './number-format.ts'
import { joinBlocks, MAX_CHARACTERS, type ReadSection, type ReadText } from './reading.ts'
import { hasMacros, readRelationships } from './relationships.ts'
import { createSheet, type Sheet } from './sheet.ts'
import {
  childrenOf,
  findAll,
  findFirst,
  parseXml,
  scanXml,
  textOf,
  type XmlNode,
} from './xml-reader.ts'
import type { Zip } from './zip-reader.ts'

interface Book {
  strings: readonly string[]
  formats: readonly FormatNumber[]
}

/** SpreadsheetML (ECMA-376 part 1, chapter 18): a section a sheet, with the values that its formulas last had. */
export function readXlsx(zip: Zip): ReadText {
  const notes = new Set<AttachmentNote>(hasMacros(zip) ? ['macros_ignored'] : [])
  const workbook = parseXml(zip.text('xl/workbook.xml'))
  const parts = readRelationships(zip, 'xl/workbook.xml')
  const since1904 = isOn1904(findFirst(workbook, 'workbookPr'))
  const book: Book = { strings: readStrings(zip), formats: readFormats(zip, since1904) }
  const sections: ReadSection[] = []
  let length = 0
  for (const { attributes } of findAll(workbook, 'sheet')) {
    const part = parts.get(attributes['r:id'] ?? '')
    if (part?.kind !== 'worksheet') continue
    const isHidden = /hidden/i.test(attributes['state'] ?? '')
    if (isHidden) notes.add('hidden_text')
    const room = MAX_CHARACTERS - length
    const text = room > 0 ? readSheet(zip, part.path, { book, notes }) : ''
    length += text.length
    sections.push({ kind: 'sheet', title: attributes['name'] ?? '', isHidden, text })
  }
  return { sections, notes }
}

function isOn1904(properties: XmlNode | undefined): boolean {
  return /^(?:1|true)$/.test(properties?.attributes['date1904'] ?? '')
}

/** Shared strings; of phonetic readings only the text itself. */
function readStrings(zip: Zip): string[] {
  const strings: string[] = []
  let text = ''
  let isText = false
  let phonetic = 0
  scanXml(zip.text('xl/sharedStrings.xml') ?? '<sst/>', {
    open(name) {
      if (name === 'si') text = ''
      if (name === 'rPh') phonetic += 1
      isText = name === 't' && phonetic === 0
    },
    close(name) {
      if (name === 'si') strings.push(text)
      if (name === 'rPh') phonetic -= 1
      if (name === 't') isText = false
    },
    text(said) {
      if (isText) text += said
    },
  })
  return strings
}

function readFormats(zip: Zip, since1904: boolean): FormatNumber[] {
  const root = parseXml(zip.text('xl/styles.xml'))
  const codes = new Map<number, string>()
  for (const { attributes } of findAll(root, 'numFmt')) {
    codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '')
  }
  const cellFormats = findFirst(root, 'cellXfs')
  return (cellFormats ? childrenOf(cellFormats, 'xf') : []).map(({ attributes }) => {
    const id = Number(attributes['numFmtId'] ?? 0)
    return formatFor(id, codes.get(id), since1904)
  })
}

interface Cell {
  at: string
  type: string
  style: number
  value: string
  formula: string
}

interface Reading {
  book: Book
  notes: Set<AttachmentNote>
}

/** As a stream, for a sheet may have a million cells. */
function readSheet(zip: Zip, path: string, { book, notes }: Reading): string {
  const sheet = createSheet()
  let cell: Cell | undefined
  let row = 0
  let into: 'value' | 'formula' | undefined
  scanXml(zip.text(path) ?? '<worksheet/>', {
    open(name, attributes) {
      if (name === 'row') {
        row = Number(attributes['r'] ?? row + 1)
        if (isTrue(attributes['hidden'])) hide(sheet, notes, { row })
      } else if (name === 'col' && isTrue(attributes['hidden'])) {
        hide(sheet, notes, { from: Number(attributes['min']), to: Number(attributes['max']) })
      } else if (name === 'c') {
        const { r = '', t = 'n', s = '0' } = attributes
        cell = { at: r, type: t, style: Number(s), value: '', formula: '' }
      } else if (name === 'mergeCell') sheet.merge(attributes['ref'] ?? '')
      into = name === 'v' || name === 't' ? 'value' : name === 'f' ? 'formula' : into
    },
    close(name) {
      if (name === 'v' || name === 't' || name === 'f') into = undefined
      if (name !== 'c' || !cell) return
      sheet.put({ at: cell.at, row }, shownOf(cell, book))
      cell = undefined
    },
    text(said) {
      if (cell && into) cell[into] += said
    },
  })
  return joinBlocks([sheet.toMarkdown(), commentsOf(zip, path, notes)])
}

function isTrue(text: string | undefined): boolean {
  return text === '1' || text === 'true'
}

type Hidden = { row: number } | { from: number; to: number }

function hide(sheet: Sheet, notes: Set<AttachmentNote>, what: Hidden): void {
  notes.add('hidden_text')
  if ('row' in what) sheet.hideRow(what.row)
  else sheet.hideColumns(what.from, what.to)
}

function shownOf({ type, style, value, formula }: Cell, { strings, formats }: Book): string {
  // Whoever wrote the file never computed it.
  if (value === '' && formula !== '') return `=${formula}`
  if (type === 's') return strings[Number(value)] ?? ''
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  if (type !== 'n' || value === '' || Number.isNaN(Number(value))) return value
  return formats[style]?.(Number(value)) ?? value
}

function commentsOf(zip: Zip, path: string, notes: Set<AttachmentNote>): string {
  const part = [...readRelationships(zip, path).values()].find(({ kind }) => kind === 'comments')
  if (!part) return ''
  const comments = [...findAll(parseXml(zip.text(part.path)), 'comment')]
  if (comments.length > 0) notes.add('comments_included')
  return comments
    .map((comment) => `[comment on ${comment.attributes['ref'] ?? ''}: ${textOf(comment).trim()}]`)
    .join('\n')
}
