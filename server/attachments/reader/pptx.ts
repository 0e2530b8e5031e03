import type { AttachmentNote } from '#wire/attachments.ts'
import { joinBlocks, toTable, type ReadSection, type ReadText } from './reading.ts'
import { hasMacros, isFallback, readRelationships } from './relationships.ts'
import { childrenOf, findAll, findFirst, parseXml, textOf, type XmlNode } from './xml-reader.ts'
import type { Zip } from './zip-reader.ts'

const PRESENTATION = 'ppt/presentation.xml'

/** PresentationML (ECMA-376 part 1, chapter 19): a section a slide, in the order of the show, with its notes. */
export function readPptx(zip: Zip): ReadText {
  const notes = new Set<AttachmentNote>(hasMacros(zip) ? ['macros_ignored'] : [])
  const parts = readRelationships(zip, PRESENTATION)
  const sections: ReadSection[] = []
  for (const { attributes } of findAll(parseXml(zip.text(PRESENTATION)), 'sldId')) {
    const part = parts.get(attributes['r:id'] ?? '')
    if (part) sections.push(readSlide(zip, part.path, notes))
  }
  return { sections, notes }
}

function readSlide(zip: Zip, path: string, notes: Set<AttachmentNote>): ReadSection {
  const slide = findFirst(parseXml(zip.text(path)), 'sld')
  const isHidden = slide?.attributes['show'] === '0'
  if (isHidden) notes.add('hidden_text')
  const blocks = slide ? shapesOf(slide) : []
  const title = blocks.find(({ isTitle }) => isTitle)?.text ?? ''
  const parts = [...readRelationships(zip, path).values()]
  const speech = parts.find(({ kind }) => kind === 'notesSlide')
  const spoken = speech && notesOf(parseXml(zip.text(speech.path)))
  const comments = parts
    .filter(({ kind }) => kind === 'comments')
    .flatMap((part) => commentsOf(parseXml(zip.text(part.path))))
  if (comments.length > 0) notes.add('comments_included')
  const text = joinBlocks([
    ...blocks.map((block) =>
      block.isTitle ? `# ${block.text.replaceAll('\n', ' ')}` : block.text,
    ),
    spoken ? `Notes: ${spoken}` : '',
    ...comments,
  ])
  return { kind: 'slide', title: title.replaceAll('\n', ' '), isHidden, text }
}

interface Block {
  text: string
  isTitle: boolean
}

function shapesOf(node: XmlNode): Block[] {
  return childrenOf(node).flatMap((child) => {
    if (isFallback(child)) return []
    if (child.name === 'sp') return shapeOf(child)
    if (child.name === 'tbl') return [{ text: tableOf(child), isTitle: false }]
    if (child.name === 'pic') return pictureOf(child)
    return shapesOf(child)
  })
}

function shapeOf(shape: XmlNode): Block[] {
  const body = childrenOf(shape, 'txBody')[0]
  const text = body ? paragraphsOf(body) : ''
  if (text.trim() === '') return []
  const place = findFirst(shape, 'ph')?.attributes['type'] ?? ''
  // Numbers, dates and names of the show on every slide.
  if (/^(?:sldNum|dt|ftr|hdr)$/.test(place)) return []
  return [{ text, isTitle: /^(?:title|ctrTitle)$/.test(place) }]
}

function pictureOf(picture: XmlNode): Block[] {
  const said = findFirst(picture, 'cNvPr')?.attributes['descr']?.trim() ?? ''
  return said === '' ? [] : [{ text: `[picture: ${said}]`, isTitle: false }]
}

function paragraphsOf(body: XmlNode): string {
  return childrenOf(body, 'p')
    .map((paragraph) => {
      const level = Number(childrenOf(paragraph, 'pPr')[0]?.attributes['lvl'] ?? 0) || 0
      const text = runsOf(paragraph).trim()
      if (text === '') return ''
      return level > 0 ? `${'  '.repeat(Math.min(level, 8))}- ${text}` : text
    })
    .filter((line) => line !== '')
    .join('\n')
}

function runsOf(node: XmlNode): string {
  return childrenOf(node)
    .map((child) => {
      if (child.name === 't') return textOf(child)
      return child.name === 'br' ? '\n' : runsOf(child)
    })
    .join('')
}

function tableOf(table: XmlNode): string {
  return toTable(
    childrenOf(table, 'tr').map((row) =>
      childrenOf(row, 'tc').map((cell) => {
        const [body] = childrenOf(cell, 'txBody')
        return body ? paragraphsOf(body) : ''
      }),
    ),
  )
}

function notesOf(notes: XmlNode): string {
  return shapesOf(notes)
    .map(({ text }) => text)
    .join('\n')
}

function commentsOf(root: XmlNode): string[] {
  return [...findAll(root, 'cm')].map((comment) => `[comment: ${textOf(comment).trim()}]`)
}
