import type { AttachmentNote } from '#wire/attachments.ts'
import { fillOdfSheet } from './open-document-sheet.ts'
import {
  joinBlocks,
  markHidden,
  toTable,
  Unreadable,
  whole,
  type ReadSection,
  type ReadText,
} from './reading.ts'
import { hasMacros } from './relationships.ts'
import { childrenOf, findAll, findFirst, parseXml, textOf, type XmlNode } from './xml-reader.ts'
import type { Zip } from './zip-reader.ts'

interface OdfWork {
  /** Names of styles whose text, rows or sheets are not shown. */
  hiddenStyles: Set<string>
  notes: Set<AttachmentNote>
  footnotes: string[]
}

/** OpenDocument 1.3 (ISO/IEC 26300): text, sheets or slides, as Markdown. */
export function readOpenDocument(zip: Zip, format: string): ReadText {
  if (isEncrypted(zip)) throw new Unreadable('encrypted')
  const notes = new Set<AttachmentNote>(hasMacros(zip) ? ['macros_ignored'] : [])
  const root = parseXml(zip.text('content.xml'))
  const hiddenStyles = new Set([
    ...hiddenStylesOf(root),
    ...hiddenStylesOf(parseXml(zip.text('styles.xml'))),
  ])
  const work: OdfWork = { hiddenStyles, notes, footnotes: [] }
  const body = findFirst(root, 'body') ?? root
  if (format === 'ods') return { sections: sheetsOf(body, work), notes }
  if (format === 'odp') return { sections: slidesOf(body, work), notes }
  const blocks = odfBlocks(findFirst(body, 'text') ?? body, work)
  return { sections: [whole(joinBlocks([...blocks, ...work.footnotes]))], notes }
}

function isEncrypted(zip: Zip): boolean {
  return /encryption-data/.test(zip.text('META-INF/manifest.xml') ?? '')
}

function hiddenStylesOf(root: XmlNode): string[] {
  return [...findAll(root, 'style')]
    .filter((style) =>
      childrenOf(style).some(({ name, attributes }) => {
        if (name === 'table-properties') return attributes['display'] === 'false'
        return name === 'text-properties' && isUnseen(attributes)
      }),
    )
    .map(({ attributes }) => attributes['name'] ?? '')
}

function isUnseen(attributes: XmlNode['attributes']): boolean {
  const { color = '', display } = attributes
  const size = /^([\d.]+)pt$/.exec(attributes['font-size'] ?? '')?.[1]
  const onWhite = !attributes['background-color']?.startsWith('#')
  return (
    display === 'none' ||
    (/^#f[c-f]f[c-f]f[c-f]$/i.test(color) && onWhite) ||
    (size !== undefined && Number(size) <= 2)
  )
}

function sheetsOf(body: XmlNode, work: OdfWork): ReadSection[] {
  const book = findFirst(body, 'spreadsheet') ?? body
  return childrenOf(book, 'table').map((table) => {
    const isHidden = work.hiddenStyles.has(table.attributes['style-name'] ?? '')
    if (isHidden) work.notes.add('hidden_text')
    const text = joinBlocks([fillOdfSheet(table, (cell) => cellText(cell, work), work.notes)])
    return { kind: 'sheet', title: table.attributes['name'] ?? '', isHidden, text }
  })
}

/** As a person sees it: OpenDocument keeps the text that was shown. */
function cellText(cell: XmlNode, work: OdfWork): string {
  return odfBlocks(cell, work).join('\n').trim()
}

function slidesOf(body: XmlNode, work: OdfWork): ReadSection[] {
  return [...findAll(body, 'page')].map((page, index) => {
    const shown = page.children.filter(
      (child) => typeof child === 'string' || child.name !== 'notes',
    )
    const speech = childrenOf(page, 'notes')[0]
    const spoken = speech ? odfBlocks(speech, work).join('\n').trim() : ''
    const blocks = odfBlocks({ ...page, children: shown }, work)
    const title = page.attributes['name'] ?? `${index + 1}`
    const text = joinBlocks([...blocks, spoken === '' ? '' : `Notes: ${spoken}`])
    return { kind: 'slide', title, isHidden: false, text }
  })
}

/** What stands in tracked changes was deleted; the rest of these is about the text, not in it. */
const SKIPPED = new Set([
  'tracked-changes',
  'forms',
  'sequence-decls',
  'variable-decls',
  'desc',
  'scripts',
])

function odfBlocks(parent: XmlNode, work: OdfWork): string[] {
  return childrenOf(parent).flatMap((child) => blockOf(child, work))
}

function blockOf(node: XmlNode, work: OdfWork): string[] {
  const { name, attributes } = node
  if (name === 'tracked-changes') work.notes.add('changes_accepted')
  if (SKIPPED.has(name)) return []
  if (name === 'h') {
    const level = Math.min(6, Math.max(1, Number(attributes['outline-level'] ?? 1) || 1))
    return [`${'#'.repeat(level)} ${odfInline(node, work).trim()}`]
  }
  if (name === 'p') return [odfInline(node, work)]
  if (name === 'list') return [listOf(node, work, 0)]
  if (name === 'table') return [tableOf(node, work)]
  if (name === 'section' && attributes['display'] === 'none') {
    return [hide(odfBlocks(node, work).join('\n'), work)]
  }
  return odfBlocks(node, work)
}

function listOf(list: XmlNode, work: OdfWork, level: number): string {
  return childrenOf(list)
    .filter(({ name }) => name === 'list-item' || name === 'list-header')
    .flatMap((item) =>
      childrenOf(item).map((child) => {
        if (child.name === 'list') return listOf(child, work, Math.min(level + 1, 9))
        return `${'   '.repeat(level)}- ${blockOf(child, work).join(' ').trim()}`
      }),
    )
    .join('\n')
}

function tableOf(table: XmlNode, work: OdfWork): string {
  const rows = [...findAll(table, 'table-row')].map((row) =>
    childrenOf(row)
      .filter(({ name }) => name === 'table-cell' || name === 'covered-table-cell')
      .map((cell) => (cell.name === 'table-cell' ? odfBlocks(cell, work).join('\n') : '')),
  )
  return toTable(rows)
}

function odfInline(node: XmlNode, work: OdfWork): string {
  const text = node.children
    .map((child) =>
      typeof child === 'string' ? child.replaceAll(/\s+/g, ' ') : pieceOf(child, work),
    )
    .join('')
  return work.hiddenStyles.has(node.attributes['style-name'] ?? '') ? hide(text, work) : text
}

function pieceOf(node: XmlNode, work: OdfWork): string {
  const { name, attributes } = node
  if (SKIPPED.has(name)) return ''
  if (name === 's') return ' '.repeat(Math.min(100, Number(attributes['c'] ?? 1) || 1))
  if (name === 'tab') return '\t'
  if (name === 'line-break') return '\n'
  if (name === 'note') return footnoteOf(node, work)
  if (name === 'annotation') return commentOf(node, work)
  if (name === 'hidden-text' || name === 'hidden-paragraph') {
    return hide(attributes['string-value'] ?? odfInline(node, work), work)
  }
  if (name === 'p') return `${odfInline(node, work)}\n`
  const inner = odfInline(node, work)
  const link = name === 'a' ? (attributes['href'] ?? '') : ''
  return /^https?:|^mailto:/.test(link) && !inner.includes(link) ? `${inner} (${link})` : inner
}

function footnoteOf(note: XmlNode, work: OdfWork): string {
  const body = childrenOf(note, 'note-body')[0]
  const label = String(work.footnotes.length + 1)
  // Its place first: a note may have notes.
  work.footnotes.push('')
  const text = body ? odfBlocks(body, work).join(' ') : ''
  work.footnotes[Number(label) - 1] = `[^${label}]: ${text.trim()}`
  return `[^${label}]`
}

function commentOf(comment: XmlNode, work: OdfWork): string {
  work.notes.add('comments_included')
  const by = childrenOf(comment, 'creator')[0]
  const text = childrenOf(comment)
    .filter(({ name }) => name === 'p' || name === 'list')
    .map((paragraph) => textOf(paragraph))
    .join(' ')
  return `[comment, by ${by ? textOf(by) : 'somebody'}: ${text.trim()}]`
}

function hide(text: string, work: OdfWork): string {
  if (text.trim() === '') return text
  work.notes.add('hidden_text')
  return markHidden(text)
}
