import { escapeMarkup as text } from '#server/lib/escape-markup.ts'
import { writeZip, type ZipEntry } from '../zip.ts'
import { texToMathml, writeMathml } from './mathml.ts'
import { createOdtStyles, ODT_HEAD, ODT_SPACES, type OdtStyles } from './odt-styles.ts'
import type { RichBlock, RichDocument, RichInline, RichTable } from './rich-document.ts'

export const ODT_TYPE = 'application/vnd.oasis.opendocument.text'

interface Place {
  styles: OdtStyles
  formulas: string[]
  counts: { notes: number; tables: number }
  lang: string
  isRightToLeft: boolean
  /** Of paragraphs that have none of their own. */
  style: string
}

interface Look {
  isStrong?: boolean
  isEmphasis?: boolean
  isDeleted?: boolean
  isCode?: boolean
}

/** The same as the DOCX for LibreOffice and its kin (OpenDocument 1.3). */
export function writeRichOdt(document: RichDocument): Buffer<ArrayBuffer> {
  const styles = createOdtStyles()
  const formulas: string[] = []
  const counts = { notes: 0, tables: 0 }
  const { lang } = document
  const place: Place = {
    styles,
    formulas,
    counts,
    lang,
    isRightToLeft: false,
    style: 'Text_20_body',
  }
  const title = paragraph([{ type: 'text', text: document.title }], { ...place, style: 'Title' })
  const body = title + all(document.blocks, place)
  const content = `${ODT_HEAD}<office:document-content ${ODT_SPACES}><office:automatic-styles>${styles.automatic()}</office:automatic-styles><office:body><office:text>${body}</office:text></office:body></office:document-content>`
  return writeZip([
    // First and as it is, so that the type can be read off the file's first bytes.
    { name: 'mimetype', content: ODT_TYPE, isStored: true },
    { name: 'META-INF/manifest.xml', content: manifest(formulas.length) },
    { name: 'meta.xml', content: meta(document) },
    { name: 'styles.xml', content: styles.common(document) },
    { name: 'content.xml', content },
    ...formulas.map((markup, at): ZipEntry => ({
      name: `Object ${at + 1}/content.xml`,
      content: ODT_HEAD + markup,
    })),
  ])
}

const all = (blocks: readonly RichBlock[], place: Place) =>
  blocks.map((block) => write(block, place)).join('')

function write(block: RichBlock, place: Place): string {
  switch (block.type) {
    case 'heading': {
      const level = Math.min(6, Math.max(1, block.level))
      const style = place.styles.paragraph(`Heading_20_${level}`, place)
      return `<text:h text:style-name="${style}" text:outline-level="${level}">${runs(block.inlines, place, {})}</text:h>`
    }
    case 'paragraph':
      return paragraph(
        block.inlines,
        block.style === 'label' ? { ...place, style: 'Label' } : place,
      )
    case 'code':
      return `<text:p text:style-name="Preformatted_20_Text">${preformatted(block.text)}</text:p>`
    case 'quote':
      return all(block.blocks, { ...place, style: 'Quotations' })
    case 'list':
      return list(block, place)
    case 'table':
      return table(block, place)
    case 'rule':
      return '<text:p text:style-name="Horizontal_20_Line"/>'
    case 'math':
      return `<text:p text:style-name="${place.style}">${formula(block.tex, true, place)}</text:p>`
    case 'region':
    default:
      return all(block.blocks, { ...place, lang: block.lang, isRightToLeft: block.dir === 'rtl' })
  }
}

function paragraph(inlines: readonly RichInline[], place: Place): string {
  const style = place.styles.paragraph(place.style, place)
  return `<text:p text:style-name="${style}">${runs(inlines, place, {})}</text:p>`
}

function runs(inlines: readonly RichInline[], place: Place, look: Look): string {
  return inlines.map((inline) => run(inline, place, look)).join('')
}

function run(inline: RichInline, place: Place, look: Look): string {
  switch (inline.type) {
    case 'text':
      return span(inline.text, place, look)
    case 'code':
      return span(inline.text, place, { ...look, isCode: true })
    case 'strong':
      return runs(inline.children, place, { ...look, isStrong: true })
    case 'em':
      return runs(inline.children, place, { ...look, isEmphasis: true })
    case 'del':
      return runs(inline.children, place, { ...look, isDeleted: true })
    case 'break':
      return '<text:line-break/>'
    case 'math':
      return formula(inline.tex, false, place)
    case 'link':
      return `<text:a xlink:type="simple" xlink:href="${text(inline.href)}" text:style-name="Internet_20_link">${runs(inline.children, place, look)}</text:a>`
    case 'note':
    default: {
      const number = (place.counts.notes += 1)
      const inside = all(inline.blocks, { ...place, style: 'Footnote' })
      return `<text:note text:id="note${number}" text:note-class="footnote"><text:note-citation>${number}</text:note-citation><text:note-body>${inside || '<text:p/>'}</text:note-body></text:note>`
    }
  }
}

function span(value: string, place: Place, look: Look): string {
  const style = place.styles.text({ ...look, lang: place.lang })
  const inside = spaced(value)
  return style === undefined
    ? inside
    : `<text:span text:style-name="${style}">${inside}</text:span>`
}

/** In OpenDocument runs of spaces are one, and tabs are elements. */
function spaced(value: string): string {
  return text(value)
    .replaceAll('\t', '<text:tab/>')
    .replaceAll(/ {2,}/g, (spaces) => ` <text:s text:c="${spaces.length - 1}"/>`)
    .replace(/^ (?! )/, '<text:s/>')
}

function preformatted(value: string): string {
  return value.split('\n').map(spaced).join('<text:line-break/>')
}

function formula(tex: string, isBlock: boolean, { formulas }: Place): string {
  const math = texToMathml(tex, isBlock)
  if (!math) return text(tex)
  formulas.push(writeMathml(math))
  const name = `Object ${formulas.length}`
  return `<draw:frame draw:style-name="Formula" draw:name="${name}" text:anchor-type="as-char"><draw:object xlink:href="./${name}" xlink:type="simple" xlink:show="embed" xlink:actuate="onLoad"/><svg:title>${text(tex)}</svg:title><svg:desc>${text(tex)}</svg:desc></draw:frame>`
}

function list(block: Extract<RichBlock, { type: 'list' }>, place: Place): string {
  const style = block.start === undefined ? 'Bullets' : 'Numbers'
  const items = block.items.map(({ isDone, blocks }, at) => {
    const [first, ...rest] = blocks
    const box = isDone === undefined ? '' : isDone ? '☑ ' : '☐ '
    const start =
      at === 0 && block.start !== undefined ? ` text:start-value="${Math.max(0, block.start)}"` : ''
    const isPlain = first?.type === 'paragraph'
    const own: RichInline[] = [
      ...(box === '' ? [] : [{ type: 'text' as const, text: box }]),
      ...(isPlain ? first.inlines : []),
    ]
    const head = isPlain || box !== '' ? paragraph(own, place) : ''
    return `<text:list-item${start}>${head}${all(isPlain ? rest : blocks, place)}</text:list-item>`
  })
  return `<text:list text:style-name="${style}">${items.join('')}</text:list>`
}

function table({ align, header, rows }: RichTable, place: Place): string {
  const count = Math.max(1, header.length)
  const name = `Table${(place.counts.tables += 1)}`
  const cell = (inlines: readonly RichInline[], at: number, isHead: boolean) => {
    const style = place.styles.paragraph(isHead ? 'Table_20_Heading' : 'Table_20_Contents', {
      ...place,
      align: align[at] ?? null,
    })
    return `<table:table-cell table:style-name="Cell" office:value-type="string"><text:p text:style-name="${style}">${runs(inlines, place, {})}</text:p></table:table-cell>`
  }
  const line = (cells: readonly (readonly RichInline[])[], isHead: boolean) =>
    `<table:table-row>${Array.from({ length: count }, (_, at) => cell(cells[at] ?? [], at, isHead)).join('')}</table:table-row>`
  const head = `<table:table-header-rows>${line(header, true)}</table:table-header-rows>`
  return `<table:table table:name="${name}"><table:table-column table:number-columns-repeated="${count}"/>${head}${rows.map((row) => line(row, false)).join('')}</table:table><text:p text:style-name="Text_20_body"/>`
}

function meta({ title, author, lang, madeAt }: RichDocument): string {
  return `${ODT_HEAD}<office:document-meta ${ODT_SPACES}><office:meta><dc:title>${text(title)}</dc:title><dc:creator>${text(author)}</dc:creator><meta:creation-date>${madeAt.slice(0, 19)}</meta:creation-date><dc:language>${text(lang)}</dc:language><meta:generator>Galerne</meta:generator></office:meta></office:document-meta>`
}

function manifest(formulas: number): string {
  const entry = (path: string, type: string) =>
    `<manifest:file-entry manifest:full-path="${path}" manifest:media-type="${type}"/>`
  const parts = ['meta.xml', 'styles.xml', 'content.xml'].map((path) => entry(path, 'text/xml'))
  const objects = Array.from({ length: formulas }, (_, at) => [
    entry(`Object ${at + 1}/`, 'application/vnd.oasis.opendocument.formula'),
    entry(`Object ${at + 1}/content.xml`, 'text/xml'),
  ])
  return `${ODT_HEAD}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">${entry('/', ODT_TYPE)}${parts.join('')}${objects.flat().join('')}</manifest:manifest>`
}
