import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
// oxlint-disable-next-line import/no-named-as-default
import PDFDocument from 'pdfkit'
import { createMeasure, registerFaces, toLines, type Piece } from './pdf-lines.ts'
import { createPage, PAPER, type LineStyle, type Struct } from './pdf-page.ts'
import { open, piecesOf, type Place, type Press } from './pdf-press.ts'
import { drawTable } from './pdf-table.ts'
import { plainTextOf, type RichBlock, type RichDocument, type RichInline } from './rich-document.ts'

export const PDF_TYPE = 'application/pdf'
const require = createRequire(import.meta.url)
const BODY: LineStyle = { size: 10, leading: 1.45 }
const STEP = 18
const HEADINGS = [20, 15, 13, 11.5, 10.5, 10]

/** A tagged PDF 1.7 (ISO 32000-1) as PDF/UA-1 wants it: structure, language, title, every letter embedded and readable. */
export async function writeRichPdf(rich: RichDocument): Promise<Buffer[]> {
  const document = new PDFDocument({
    autoFirstPage: false,
    bufferPages: false,
    compress: true,
    displayTitle: true,
    info: {
      Title: rich.title,
      Author: rich.author,
      Creator: 'Galerne',
      CreationDate: new Date(rich.madeAt),
    },
    lang: rich.lang,
    margin: 0,
    pdfVersion: '1.7',
    size: 'A4',
    subset: 'PDF/UA',
    tagged: true,
  })
  const chunks: Buffer[] = []
  const ended = new Promise<void>((resolve) => document.on('end', resolve))
  document.on('data', (chunk) => chunks.push(chunk))
  registerFaces(document, join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf'))
  const page = createPage(document, (at) => `${rich.title.slice(0, 90)} · ${rich.words.page} ${at}`)
  const press: Press = { document, page, measure: createMeasure(document), notes: [] }
  const root = document.struct('Document', { lang: rich.lang })
  document.addStructure(root)
  const place: Place = { parent: root, x: PAPER.margin, free: 0, isRightToLeft: false, style: BODY }
  draw({ type: 'heading', level: 1, inlines: [{ type: 'text', text: rich.title }] }, press, place)
  drawAll(rich.blocks, press, place)
  drawNotes(rich.words.notes, press, place)
  root.end()
  document.end()
  await ended
  return chunks
}

function drawAll(blocks: readonly RichBlock[], press: Press, place: Place): void {
  for (const block of blocks) draw(block, press, place)
}

function draw(block: RichBlock, press: Press, place: Place): void {
  const { page } = press
  switch (block.type) {
    case 'heading':
      return drawHeading(block, press, place)
    case 'paragraph': {
      const style =
        block.style === 'label' ? { ...place.style, size: 8.5, isFaint: true } : place.style
      drawText(block.inlines, press, { ...place, style, tag: 'P' })
      return page.skip(5)
    }
    case 'code':
      return drawCode(block.text, press, place)
    case 'math': {
      const options = { alt: block.tex }
      const formula = open('Formula', press, { place, options })
      drawPieces([{ text: block.tex, face: 'mono' }], press, {
        ...place,
        x: place.x + STEP,
        owner: formula,
        tag: 'Formula',
      })
      formula.end()
      return page.skip(5)
    }
    case 'quote':
      return drawQuote(block.blocks, press, place)
    case 'list':
      return drawList(block, press, place)
    case 'table':
      return drawTable(block, press, place)
    case 'rule':
      page.need(14)
      page.rule({ x: place.x, width: PAPER.width - PAPER.margin - place.x, y: page.y + 5 })
      return page.skip(14)
    case 'region':
    default: {
      const region = open('Div', press, { place, options: { lang: block.lang } })
      drawAll(block.blocks, press, { ...place, parent: region, isRightToLeft: block.dir === 'rtl' })
      return region.end()
    }
  }
}

interface TextPlace extends Place {
  tag: string
  isStrong?: boolean
}

function drawText(inlines: readonly RichInline[], press: Press, place: TextPlace): void {
  const owner = open(place.tag, press, { place })
  const pieces = piecesOf(inlines, press, place.isStrong ?? false)
  drawPieces(pieces, press, { ...place, owner })
  owner.end()
}

function drawPieces(
  pieces: readonly Piece[],
  { page, measure }: Press,
  place: Omit<TextPlace, 'parent'> & { owner: Struct },
): void {
  const { x, free, style, isRightToLeft, owner, tag } = place
  const width = PAPER.width - PAPER.margin - free - x
  for (const line of toLines(pieces, { width, size: style.size, isRightToLeft, measure })) {
    page.line(line, { x, owner, tag, ...style })
  }
}

function drawHeading(
  { level, inlines }: Extract<RichBlock, { type: 'heading' }>,
  press: Press,
  place: Place,
): void {
  const depth = Math.min(6, Math.max(1, level))
  const size = HEADINGS[depth - 1] ?? 10
  // Never alone at the end of a page.
  press.page.need(size * 3 + 24)
  press.page.skip(depth < 3 ? 12 : 6)
  if (depth < 3) press.document.outline.addItem(plainTextOf(inlines).slice(0, 120))
  const style = { ...place.style, size, leading: 1.3, isFaint: false }
  drawText(inlines, press, { ...place, style, tag: `H${depth}`, isStrong: true })
  press.page.skip(4)
}

function drawCode(text: string, press: Press, place: Place): void {
  const owner = open('P', press, { place })
  const code = open('Code', press, { place: { parent: owner } })
  const style: LineStyle = { size: 8.5, leading: 1.4, fill: '#f2f4f7' }
  const pieces = text
    .split('\n')
    .flatMap((line, at): Piece[] => [
      ...(at === 0 ? [] : [{ text: '', face: 'mono' as const, isBreak: true }]),
      { text: line, face: 'mono' },
    ])
  drawPieces(pieces, press, { ...place, isRightToLeft: false, style, owner: code, tag: 'Code' })
  code.end()
  owner.end()
  press.page.skip(7)
}

function drawQuote(blocks: readonly RichBlock[], press: Press, place: Place): void {
  const { page } = press
  const quote = open('BlockQuote', press, { place })
  for (const block of blocks) {
    const from = page.y
    draw(block, press, { ...place, parent: quote, x: place.x + STEP })
    // A quotation that goes over the page has its bar where it ends.
    const top = page.y > from ? from : PAPER.margin
    page.bar({ x: place.x + 4, y: top, height: Math.max(0, page.y - top - 4) })
  }
  quote.end()
}

function drawList(
  { start, items }: Extract<RichBlock, { type: 'list' }>,
  press: Press,
  place: Place,
): void {
  const { page, measure } = press
  const list = open('L', press, { place })
  list.dictionary.data.A = { O: 'List', ListNumbering: start === undefined ? 'Disc' : 'Decimal' }
  items.forEach(({ isDone, blocks }, at) => {
    const item = open('LI', press, { place: { parent: list } })
    const mark =
      isDone === undefined ? (start === undefined ? '•' : `${start + at}.`) : isDone ? '☑' : '☐'
    page.need(place.style.size * place.style.leading)
    const label = open('Lbl', press, { place: { parent: item } })
    const wide = measure(mark, 'sans') * place.style.size
    const end = PAPER.width - PAPER.margin - place.free
    const x = place.isRightToLeft ? end - wide - 4 : place.x + 4
    const parts = [{ text: mark, face: 'sans' as const, x: 0, width: wide }]
    page.draw({ parts, width: wide }, { x, y: page.y, owner: label, tag: 'Lbl', ...place.style })
    label.end()
    const body = open('LBody', press, { place: { parent: item } })
    const indent = Math.max(STEP, wide + 9)
    if (blocks.length === 0) page.skip(place.style.size * place.style.leading)
    const inside = place.isRightToLeft
      ? { free: Math.min(place.free + indent, 250) }
      : { x: Math.min(place.x + indent, 300) }
    drawAll(blocks, press, { ...place, parent: body, ...inside })
    body.end()
    item.end()
  })
  list.end()
  page.skip(2)
}

function drawNotes(title: string, press: Press, place: Place): void {
  const { notes } = press
  if (notes.length === 0) return
  draw({ type: 'heading', level: 2, inlines: [{ type: 'text', text: title }] }, press, place)
  // A note may mention another one, which is then added at the end.
  for (let at = 0; at < notes.length; at += 1) {
    const note = notes[at]
    if (!note) continue
    const element = open('Note', press, { place })
    // oxlint-disable-next-line no-new-wrappers, unicorn/new-for-builtins
    element.dictionary.data.ID = new String(`note-${note.number}`)
    const [first, ...rest] = note.blocks
    const mark: RichInline = { type: 'text', text: `${note.number}. ` }
    const style = { ...place.style, size: 9 }
    const own = { ...place, parent: element, style }
    drawText([mark, ...(first?.type === 'paragraph' ? first.inlines : [])], press, {
      ...own,
      tag: 'P',
    })
    drawAll(first?.type === 'paragraph' ? rest : note.blocks, press, own)
    element.end()
  }
}
