import { escapeMarkup as text } from '#server/lib/escape-markup.ts'
import { writeZip } from '../zip.ts'
import { createDocxParts, type DocxParts } from './docx-parts.ts'
import { texToOmml } from './omml.ts'
import type { RichBlock, RichDocument, RichInline, RichTable } from './rich-document.ts'

export const DOCX_TYPE = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'

/** How a run of text looks; each is an element of `w:rPr`, in the order that the schema wants. */
interface Look {
  isStrong?: boolean
  isEmphasis?: boolean
  isDeleted?: boolean
  isCode?: boolean
  isLink?: boolean
}

interface Place {
  parts: DocxParts
  lang: string
  isRightToLeft: boolean
  /** Of the paragraph: `w:pPr` content that lists and quotes add. */
  indent: number
  style?: string
}

const WIDTH = 9638
const STEP = 397

/** A text with real headings, lists, table heads, footnotes, links and formulas (ECMA-376), which Word reads aloud as they are. */
export function writeRichDocx(document: RichDocument): Buffer<ArrayBuffer> {
  const parts = createDocxParts()
  const place: Place = { parts, lang: document.lang, isRightToLeft: false, indent: 0 }
  const title = paragraph({ ...place, style: 'Title' }, [{ type: 'text', text: document.title }])
  const body = title + document.blocks.map((block) => write(block, place)).join('')
  return writeZip(parts.entries(document, body))
}

function write(block: RichBlock, place: Place): string {
  switch (block.type) {
    case 'heading':
      return paragraph(
        { ...place, style: `Heading${Math.min(6, Math.max(1, block.level))}` },
        block.inlines,
      )
    case 'paragraph':
      return paragraph(
        { ...place, ...(block.style === 'label' && { style: 'Label' }) },
        block.inlines,
      )
    case 'code':
      return paragraph({ ...place, style: 'Code' }, withBreaks(block.text))
    case 'quote':
      return all(block.blocks, { ...place, style: 'Quote', indent: place.indent + STEP })
    case 'list':
      return list(block, place)
    case 'table':
      return table(block, place)
    case 'rule':
      return `<w:p><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="6" w:space="1" w:color="8496A9"/></w:pBdr></w:pPr></w:p>`
    case 'math':
      return `<w:p>${properties(place, '')}<m:oMathPara><m:oMath>${texToOmml(block.tex)}</m:oMath></m:oMathPara></w:p>`
    case 'region':
    default:
      return all(block.blocks, {
        ...place,
        lang: block.lang,
        isRightToLeft: block.dir === 'rtl',
      })
  }
}

const all = (blocks: readonly RichBlock[], place: Place) =>
  blocks.map((block) => write(block, place)).join('')

function withBreaks(source: string): RichInline[] {
  return source
    .split('\n')
    .flatMap((line, at): RichInline[] => [
      ...(at === 0 ? [] : [{ type: 'break' as const }]),
      { type: 'text', text: line },
    ])
}

/** `w:pPr`: its children stand in the order of the schema. */
function properties({ style, indent, isRightToLeft }: Place, numbering: string): string {
  const parts = [
    style ? `<w:pStyle w:val="${style}"/>` : '',
    numbering,
    isRightToLeft ? '<w:bidi/>' : '',
    indent > 0 && numbering === '' ? `<w:ind w:start="${indent}"/>` : '',
  ]
  return `<w:pPr>${parts.join('')}</w:pPr>`
}

function paragraph(place: Place, inlines: readonly RichInline[], numbering = ''): string {
  return `<w:p>${properties(place, numbering)}${runs(inlines, place, {})}</w:p>`
}

function runs(inlines: readonly RichInline[], place: Place, look: Look): string {
  return inlines.map((inline) => run(inline, place, look)).join('')
}

function run(inline: RichInline, place: Place, look: Look): string {
  switch (inline.type) {
    case 'text':
      return textRun(inline.text, place, look)
    case 'code':
      return textRun(inline.text, place, { ...look, isCode: true })
    case 'strong':
      return runs(inline.children, place, { ...look, isStrong: true })
    case 'em':
      return runs(inline.children, place, { ...look, isEmphasis: true })
    case 'del':
      return runs(inline.children, place, { ...look, isDeleted: true })
    case 'break':
      return '<w:r><w:br/></w:r>'
    case 'math':
      return `<m:oMath>${texToOmml(inline.tex)}</m:oMath>`
    case 'link': {
      const id = place.parts.link(inline.href)
      return `<w:hyperlink r:id="${id}">${runs(inline.children, place, { ...look, isLink: true })}</w:hyperlink>`
    }
    case 'note':
    default: {
      const id = place.parts.note((own) => {
        const mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
        const inside = all(inline.blocks, {
          ...place,
          parts: own,
          style: 'FootnoteText',
          indent: 0,
        })
        return inside.includes('</w:pPr>')
          ? inside.replace('</w:pPr>', `</w:pPr>${mark}`)
          : `<w:p>${mark}</w:p>`
      })
      return `<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="${id}"/></w:r>`
    }
  }
}

function textRun(value: string, { lang, isRightToLeft }: Place, look: Look): string {
  const parts = [
    look.isLink
      ? '<w:rStyle w:val="Hyperlink"/>'
      : look.isCode
        ? '<w:rStyle w:val="InlineCode"/>'
        : '',
    look.isStrong ? '<w:b/><w:bCs/>' : '',
    look.isEmphasis ? '<w:i/><w:iCs/>' : '',
    look.isDeleted ? '<w:strike/>' : '',
    isRightToLeft ? '<w:rtl/>' : '',
    languageOf(look.isCode ? 'zxx' : lang, isRightToLeft),
  ]
  return `<w:r><w:rPr>${parts.join('')}</w:rPr><w:t xml:space="preserve">${text(value)}</w:t></w:r>`
}

function languageOf(lang: string, isRightToLeft: boolean): string {
  if (lang === 'zxx') return '<w:noProof/>'
  return isRightToLeft ? `<w:lang w:bidi="${text(lang)}"/>` : `<w:lang w:val="${text(lang)}"/>`
}

function list(block: Extract<RichBlock, { type: 'list' }>, place: Place): string {
  const level = Math.min(8, Math.floor(place.indent / STEP))
  const id = place.parts.list(block.start, level)
  const numbering = `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${id}"/></w:numPr>`
  const deeper = { ...place, indent: place.indent + STEP }
  const items = block.items.map(({ isDone, blocks }) => {
    const box: RichInline[] =
      isDone === undefined ? [] : [{ type: 'text', text: isDone ? '☑ ' : '☐ ' }]
    const [first, ...rest] = blocks
    const isPlain = first?.type === 'paragraph'
    const head = paragraph(
      { ...place, indent: 0 },
      [...box, ...(isPlain ? first.inlines : [])],
      numbering,
    )
    return head + all(isPlain ? rest : blocks, deeper)
  })
  return items.join('')
}

function table({ align, header, rows }: RichTable, place: Place): string {
  const count = Math.max(1, header.length)
  const width = Math.floor((WIDTH - place.indent) / count)
  const cell = (inlines: readonly RichInline[], at: number, isHead: boolean) => {
    const side = align[at] ?? null
    const jc =
      side === null
        ? ''
        : `<w:jc w:val="${side === 'left' ? 'start' : side === 'right' ? 'end' : 'center'}"/>`
    const bidi = place.isRightToLeft ? '<w:bidi/>' : ''
    const shade = isHead ? '<w:shd w:val="clear" w:color="auto" w:fill="E8EEF3"/>' : ''
    const inside = runs(inlines, place, isHead ? { isStrong: true } : {})
    return `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/>${shade}</w:tcPr><w:p><w:pPr><w:spacing w:after="0"/>${bidi}${jc}</w:pPr>${inside}</w:p></w:tc>`
  }
  const line = (cells: readonly (readonly RichInline[])[], isHead: boolean) => {
    const filled = Array.from({ length: count }, (_, at) => cells[at] ?? [])
    const mark = isHead ? '<w:tblHeader/>' : ''
    return `<w:tr><w:trPr><w:cantSplit/>${mark}</w:trPr>${filled.map((one, at) => cell(one, at, isHead)).join('')}</w:tr>`
  }
  const grid = Array.from({ length: count }, () => `<w:gridCol w:w="${width}"/>`).join('')
  const visual = place.isRightToLeft ? '<w:bidiVisual/>' : ''
  const body = [line(header, true), ...rows.map((row) => line(row, false))].join('')
  return `<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/>${visual}<w:tblW w:w="${width * count}" w:type="dxa"/><w:tblInd w:w="${place.indent}" w:type="dxa"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr><w:tblGrid>${grid}</w:tblGrid>${body}</w:tbl><w:p><w:pPr><w:spacing w:after="60"/></w:pPr></w:p>`
}
