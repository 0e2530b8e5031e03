import type { AttachmentNote } from '#wire/attachments.ts'
import { joinBlocks, markHidden, toTable, whole, type ReadText } from './reading.ts'
import {
  hasMacros,
  isFallback,
  isOn,
  readRelationships,
  type Relationship,
} from './relationships.ts'
import { childrenOf, findAll, findFirst, parseXml, textOf, type XmlNode } from './xml-reader.ts'
import type { Zip } from './zip-reader.ts'

const DOCUMENT = 'word/document.xml'

interface Word {
  /** Level of a heading, by the id of its style. */
  headings: Map<string, number>
  /** Ids of styles whose text is hidden. */
  hiddenStyles: Set<string>
  /** `numId level` of lists with numbers. */
  numbered: Set<string>
  links: Map<string, Relationship>
  notes: Set<AttachmentNote>
  /** `[^1]` and `[^e1]`, in the order in which the text refers to them. */
  footnotes: string[]
  comments: string[]
}

/** WordprocessingML (ECMA-376 part 1, chapter 17) as Markdown, with all changes accepted. */
export function readDocx(zip: Zip): ReadText {
  const notes = new Set<AttachmentNote>(hasMacros(zip) ? ['macros_ignored'] : [])
  const word: Word = {
    ...readStyles(zip),
    numbered: readNumbered(zip),
    links: readRelationships(zip, DOCUMENT),
    notes,
    footnotes: [],
    comments: [],
  }
  const body = findFirst(parseXml(zip.text(DOCUMENT)), 'body')
  const blocks = body ? blocksOf(body, word) : []
  const known = readNotes(zip, word)
  const footnotes = word.footnotes.map((label) => `[^${label}]: ${known.get(label) ?? ''}`)
  const comments = commentsOf(zip, word)
  return { sections: [whole(joinBlocks([...blocks, ...footnotes, ...comments]))], notes }
}

function readStyles(zip: Zip): Pick<Word, 'headings' | 'hiddenStyles'> {
  const headings = new Map<string, number>()
  const hiddenStyles = new Set<string>()
  for (const style of findAll(parseXml(zip.text('word/styles.xml')), 'style')) {
    const id = style.attributes['styleId'] ?? ''
    const [named] = childrenOf(style, 'name')
    const byName = /^heading (\d)$/i.exec(named?.attributes['val'] ?? '')?.[1]
    const outline = findFirst(style, 'outlineLvl')?.attributes['val']
    const level = byName ?? (outline === undefined ? undefined : String(Number(outline) + 1))
    if (level !== undefined && Number(level) <= 9) headings.set(id, Math.min(6, Number(level)))
    if (/^title$/i.test(named?.attributes['val'] ?? '')) headings.set(id, 1)
    const [run] = childrenOf(style, 'rPr')
    if (run && isOn(childrenOf(run, 'vanish')[0])) hiddenStyles.add(id)
  }
  return { headings, hiddenStyles }
}

function readNumbered(zip: Zip): Set<string> {
  const root = parseXml(zip.text('word/numbering.xml'))
  const formats = new Map<string, string>()
  for (const abstract of findAll(root, 'abstractNum')) {
    for (const level of childrenOf(abstract, 'lvl')) {
      const format = childrenOf(level, 'numFmt')[0]?.attributes['val'] ?? 'bullet'
      formats.set(`${abstract.attributes['abstractNumId']} ${level.attributes['ilvl']}`, format)
    }
  }
  const numbered = new Set<string>()
  for (const num of findAll(root, 'num')) {
    const of = childrenOf(num, 'abstractNumId')[0]?.attributes['val']
    for (let level = 0; level < 9; level += 1) {
      const format = formats.get(`${of} ${level}`) ?? 'bullet'
      if (!/^(?:bullet|none)$/.test(format)) numbered.add(`${num.attributes['numId']} ${level}`)
    }
  }
  return numbered
}

function blocksOf(parent: XmlNode, word: Word): string[] {
  const blocks: string[] = []
  let list: string[] = []
  const endList = () => {
    if (list.length > 0) blocks.push(list.join('\n'))
    list = []
  }
  for (const child of childrenOf(parent)) {
    const item = child.name === 'p' ? listItemOf(child, word) : undefined
    if (item !== undefined) {
      list.push(item)
      continue
    }
    endList()
    if (child.name === 'p') blocks.push(paragraphOf(child, word))
    else if (child.name === 'tbl') blocks.push(tableOf(child, word))
    // Content controls, accepted insertions, custom XML: what is in them stands there.
    else if (/^(?:sdt|sdtContent|ins|moveTo|customXml|smartTag)$/.test(child.name)) {
      blocks.push(...blocksOf(child, word))
    }
  }
  endList()
  return blocks
}

function listItemOf(paragraph: XmlNode, word: Word): string | undefined {
  const [properties] = childrenOf(paragraph, 'pPr')
  const numbering = properties && childrenOf(properties, 'numPr')[0]
  if (!numbering || headingOf(paragraph, word) > 0) return undefined
  const id = childrenOf(numbering, 'numId')[0]?.attributes['val'] ?? '0'
  if (id === '0') return undefined
  const level = Number(childrenOf(numbering, 'ilvl')[0]?.attributes['val'] ?? 0) || 0
  const text = inlineOf(paragraph, word).trim()
  const mark = word.numbered.has(`${id} ${level}`) ? '1.' : '-'
  return `${'   '.repeat(Math.min(level, 9))}${mark} ${text.replaceAll('\n', ' ')}`
}

function headingOf(paragraph: XmlNode, { headings }: Word): number {
  const [properties] = childrenOf(paragraph, 'pPr')
  if (!properties) return 0
  const style = childrenOf(properties, 'pStyle')[0]?.attributes['val'] ?? ''
  const own = childrenOf(properties, 'outlineLvl')[0]?.attributes['val']
  if (own !== undefined && Number(own) < 9) return Math.min(6, Number(own) + 1)
  return headings.get(style) ?? 0
}

function paragraphOf(paragraph: XmlNode, word: Word): string {
  const text = inlineOf(paragraph, word).trim()
  const level = headingOf(paragraph, word)
  if (level === 0 || text === '') return text
  return `${'#'.repeat(level)} ${text.replaceAll('\n', ' ')}`
}

function tableOf(table: XmlNode, word: Word): string {
  const rows = [...findRows(table)].map((row) =>
    cellsOf(row).flatMap((cell) => {
      const [properties] = childrenOf(cell, 'tcPr')
      const merge = properties && childrenOf(properties, 'vMerge')[0]
      const isContinued = merge !== undefined && merge.attributes['val'] !== 'restart'
      const span = Number(findFirst(cell, 'gridSpan')?.attributes['val'] ?? 1) || 1
      const text = isContinued ? '' : blocksOf(cell, word).join('\n')
      return [text, ...Array.from({ length: Math.min(span, 63) - 1 }, () => '')]
    }),
  )
  return toTable(rows)
}

/** Rows may lie in content controls, but those of a table within a cell are its own. */
function* findRows(table: XmlNode): Generator<XmlNode> {
  for (const child of childrenOf(table)) {
    if (child.name === 'tr') yield child
    else if (/^(?:sdt|sdtContent|ins|customXml)$/.test(child.name)) yield* findRows(child)
  }
}

function cellsOf(row: XmlNode): XmlNode[] {
  return childrenOf(row).flatMap((child) => {
    if (child.name === 'tc') return [child]
    return /^(?:sdt|sdtContent|customXml)$/.test(child.name) ? cellsOf(child) : []
  })
}

/** Names of what stands in a paragraph and is not its text. */
const SKIPPED = new Set([
  'pPr',
  'rPr',
  'instrText',
  'delText',
  'delInstrText',
  'fldData',
  'sdtPr',
  'tblPr',
])

function inlineOf(node: XmlNode, word: Word): string {
  let text = ''
  for (const child of childrenOf(node)) text += pieceOf(child, word)
  return text
}

function pieceOf(node: XmlNode, word: Word): string {
  const { name, attributes } = node
  if (SKIPPED.has(name) || isFallback(node)) return ''
  if (name === 'del' || name === 'moveFrom') {
    word.notes.add('changes_accepted')
    return ''
  }
  if (name === 'ins' || name === 'moveTo') word.notes.add('changes_accepted')
  if (name === 't') return textOf(node)
  if (name === 'tab') return '\t'
  if (name === 'br' || name === 'cr') return '\n'
  if (name === 'noBreakHyphen') return '\u2011'
  if (name === 'footnoteReference') return refer(attributes['id'] ?? '', word)
  if (name === 'endnoteReference') return refer(`e${attributes['id'] ?? ''}`, word)
  if (name === 'commentReference') return commentMark(attributes['id'] ?? '', word)
  if (name === 'docPr') return altTextOf(attributes['descr'] ?? '')
  if (name === 'p') return `\n${inlineOf(node, word)}`
  const inner = inlineOf(node, word)
  if (name === 'hyperlink') return linkOf(inner, word.links.get(attributes['r:id'] ?? ''))
  return name === 'r' && isHidden(node, word) ? hide(inner, word) : inner
}

function altTextOf(text: string): string {
  return text.trim() === '' ? '' : `[picture: ${text.trim()}]`
}

function linkOf(text: string, link: Relationship | undefined): string {
  if (!link?.isOutside || text.trim() === '' || text.includes(link.path)) return text
  return `${text} (${link.path})`
}

function hide(text: string, word: Word): string {
  if (text.trim() === '') return text
  word.notes.add('hidden_text')
  return markHidden(text)
}

/** Switched off, white, or too small for any eye: ways in which instructions are smuggled past a person. */
function isHidden(run: XmlNode, { hiddenStyles }: Word): boolean {
  const [properties] = childrenOf(run, 'rPr')
  if (!properties) return false
  const find = (name: string) => childrenOf(properties, name)[0]
  if (isOn(find('vanish')) || isOn(find('webHidden'))) return true
  if (hiddenStyles.has(find('rStyle')?.attributes['val'] ?? '')) return true
  const color = find('color')?.attributes['val'] ?? ''
  const isOnColour = find('shd') !== undefined || find('highlight') !== undefined
  const halfPoints = Number(find('sz')?.attributes['val'] ?? 20)
  return (/^f[c-f]f[c-f]f[c-f]$/i.test(color) && !isOnColour) || halfPoints <= 4
}

function refer(label: string, { footnotes }: Word): string {
  if (!footnotes.includes(label)) footnotes.push(label)
  return `[^${label}]`
}

function commentMark(id: string, { comments }: Word): string {
  comments.push(id)
  return `[comment ${comments.length}]`
}

function readNotes(zip: Zip, word: Word): Map<string, string> {
  const found = new Map<string, string>()
  for (const [file, name, prefix] of [
    ['word/footnotes.xml', 'footnote', ''],
    ['word/endnotes.xml', 'endnote', 'e'],
  ] as const) {
    for (const note of findAll(parseXml(zip.text(file)), name)) {
      const text = childrenOf(note, 'p')
        .map((paragraph) => inlineOf(paragraph, word).trim())
        .join(' ')
      found.set(`${prefix}${note.attributes['id'] ?? ''}`, text)
    }
  }
  return found
}

function commentsOf(zip: Zip, word: Word): string[] {
  if (word.comments.length === 0) return []
  word.notes.add('comments_included')
  const all = new Map(
    [...findAll(parseXml(zip.text('word/comments.xml')), 'comment')].map((comment) => [
      comment.attributes['id'] ?? '',
      comment,
    ]),
  )
  return word.comments.flatMap((id, index) => {
    const comment = all.get(id)
    if (!comment) return []
    const text = childrenOf(comment, 'p')
      .map((paragraph) => inlineOf(paragraph, word).trim())
      .join(' ')
    return [`[comment ${index + 1}, by ${comment.attributes['author'] ?? 'somebody'}: ${text}]`]
  })
}
