import type { DocumentBlock, TextDocument } from '#wire/documents.ts'
import { escapeMarkup as text } from '#server/lib/escape-markup.ts'
import { DOCUMENT_WORDS } from './document-words.ts'
import { writeZip } from './zip.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
const OFFICE = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'

export const DOCX_TYPE = `${OFFICE}.document`

/**
 * A text document for Word and its kin (ECMA-376, transitional): headings are headings, tables have header rows and captions,
 * and language and title are said, so that a screen reader can find its way (PDF/UA's demands, as far as they concern Word).
 */
export function writeDocx(document: TextDocument): Buffer<ArrayBuffer> {
  return writeZip([
    { name: '[Content_Types].xml', content: contentTypes() },
    { name: '_rels/.rels', content: relations() },
    { name: 'docProps/core.xml', content: properties(document) },
    { name: 'word/document.xml', content: body(document) },
    { name: 'word/styles.xml', content: styles(document) },
    { name: 'word/numbering.xml', content: numbering() },
    { name: 'word/settings.xml', content: settings(document) },
    { name: 'word/footer1.xml', content: footer(document) },
    { name: 'word/_rels/document.xml.rels', content: bodyRelations() },
  ])
}

function body({ title, lang, author, madeAt, blocks }: TextDocument): string {
  const day = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' })
  const date = day.format(new Date(madeAt))
  const parts = [
    paragraph(title, 'Title'),
    paragraph(`${author} · ${date}`, 'Subtitle'),
    ...blocks.map((block) => write(block, lang)),
  ]
  const page =
    '<w:sectPr><w:footerReference w:type="default" r:id="rId4"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
  return `${HEAD}<w:document ${W} xmlns:r="${RELATIONS}"><w:body>${parts.join('')}${page}</w:body></w:document>`
}

function write(block: DocumentBlock, lang: TextDocument['lang']): string {
  const words = DOCUMENT_WORDS[lang]
  switch (block.type) {
    case 'heading':
      return paragraph(block.text, `Heading${block.level - 1}`)
    case 'paragraph':
      return paragraph(block.text)
    case 'note':
      return paragraph(block.text, 'Note')
    case 'list':
      return block.items.map((item) => paragraph(item, 'ListBullet')).join('')
    case 'facts':
      return table({
        caption: null,
        columns: [words.fact, words.value, words.source],
        rows: block.rows.map(({ name, value, source }) => [name, value, words[source]]),
        widths: [2800, 5300, 1538],
      })
    case 'table':
    default:
      return table({
        ...block,
        widths: block.columns.map(() => Math.floor(9638 / block.columns.length)),
      })
  }
}

interface Table {
  caption: string | null
  columns: readonly string[]
  rows: readonly (readonly string[])[]
  /** In twentieths of a point; together the width of the page without its margins. */
  widths: readonly number[]
}

function table({ caption, columns, rows, widths }: Table): string {
  const grid = widths.map((width) => `<w:gridCol w:w="${width}"/>`).join('')
  const cell = (value: string, at: number, style: string) =>
    `<w:tc><w:tcPr><w:tcW w:w="${widths[at] ?? 0}" w:type="dxa"/></w:tcPr>${paragraph(value, style)}</w:tc>`
  const head = columns.map((name, at) => cell(name, at, 'TableHead')).join('')
  const lines = rows.map((row) => {
    const cells = row.map((value, at) => cell(value, at, at === 0 ? 'TableName' : 'TableText'))
    return `<w:tr><w:trPr><w:cantSplit/></w:trPr>${cells.join('')}</w:tr>`
  })
  const label = caption === null ? '' : `<w:tblCaption w:val="${text(caption)}"/>`
  const about = `<w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="0" w:type="auto"/><w:tblLook w:val="00A0" w:firstRow="1" w:firstColumn="1"/>${label}</w:tblPr>`
  const before = caption === null ? '' : paragraph(caption, 'Caption')
  return `${before}<w:tbl>${about}<w:tblGrid>${grid}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>${head}</w:tr>${lines.join('')}</w:tbl>${paragraph('', 'Gap')}`
}

function paragraph(content: string, style?: string): string {
  const named = style === undefined ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`
  const lines = content.split('\n').map((line) => `<w:t xml:space="preserve">${text(line)}</w:t>`)
  const run = content === '' ? '' : `<w:r>${lines.join('<w:br/>')}</w:r>`
  return `<w:p>${named}${run}</w:p>`
}

interface Style {
  id: string
  name: string
  paragraph?: string
  run?: string
  next?: string
}

const STYLES: readonly Style[] = [
  { id: 'Title', name: 'Title', run: '<w:b/><w:sz w:val="44"/>', next: 'Normal' },
  { id: 'Subtitle', name: 'Subtitle', run: '<w:color w:val="44546A"/>', next: 'Normal' },
  {
    id: 'Heading1',
    name: 'heading 1',
    paragraph: '<w:keepNext/><w:spacing w:before="360" w:after="120"/><w:outlineLvl w:val="0"/>',
    run: '<w:b/><w:sz w:val="30"/>',
    next: 'Normal',
  },
  {
    id: 'Heading2',
    name: 'heading 2',
    paragraph: '<w:keepNext/><w:spacing w:before="240" w:after="80"/><w:outlineLvl w:val="1"/>',
    run: '<w:b/><w:sz w:val="25"/>',
    next: 'Normal',
  },
  {
    id: 'ListBullet',
    name: 'List Bullet',
    paragraph:
      '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:spacing w:after="60"/>',
  },
  {
    id: 'Note',
    name: 'Note',
    paragraph:
      '<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="2F6B85"/></w:pBdr><w:ind w:left="170"/>',
  },
  {
    id: 'Caption',
    name: 'caption',
    paragraph: '<w:keepNext/><w:spacing w:before="160" w:after="60"/>',
    run: '<w:i/><w:color w:val="44546A"/>',
  },
  {
    id: 'TableHead',
    name: 'Table Head',
    paragraph: '<w:keepNext/><w:spacing w:before="40" w:after="40"/>',
    run: '<w:b/>',
  },
  {
    id: 'TableName',
    name: 'Table Name',
    paragraph: '<w:spacing w:before="40" w:after="40"/>',
    run: '<w:b/>',
  },
  { id: 'TableText', name: 'Table Text', paragraph: '<w:spacing w:before="40" w:after="40"/>' },
  {
    id: 'Gap',
    name: 'Gap',
    paragraph: '<w:spacing w:after="120" w:line="120" w:lineRule="exact"/>',
  },
  { id: 'Footer', name: 'footer', run: '<w:color w:val="44546A"/><w:sz w:val="18"/>' },
]

function styles({ lang }: TextDocument): string {
  const own = STYLES.map(({ id, name, paragraph: inside = '', run = '', next }) => {
    const follows = next ? `<w:next w:val="${next}"/>` : ''
    return `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/>${follows}<w:qFormat/><w:pPr>${inside}</w:pPr><w:rPr>${run}</w:rPr></w:style>`
  })
  const border = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(
    (side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="8496A9"/>`,
  )
  return `${HEAD}<w:styles ${W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/><w:lang w:val="${localeOf(lang)}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="269" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>${own.join('')}<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${border.join('')}</w:tblBorders><w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`
}

function footer({ title, lang }: TextDocument): string {
  const field = (code: string) =>
    `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
  const label = `${title} · ${DOCUMENT_WORDS[lang].page} `
  return `${HEAD}<w:ftr ${W}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">${text(label)}</w:t></w:r>${field('PAGE')}<w:r><w:t xml:space="preserve"> / </w:t></w:r>${field('NUMPAGES')}</w:p></w:ftr>`
}

function numbering(): string {
  return `${HEAD}<w:numbering ${W}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="hybridMultilevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="454" w:hanging="284"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`
}

function settings({ lang }: TextDocument): string {
  return `${HEAD}<w:settings ${W}><w:defaultTabStop w:val="709"/><w:themeFontLang w:val="${localeOf(lang)}"/></w:settings>`
}

function properties({ title, author, lang, madeAt }: TextDocument): string {
  const at = `${madeAt.slice(0, 19)}Z`
  return `${HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${text(title)}</dc:title><dc:creator>${text(author)}</dc:creator><dc:language>${localeOf(lang)}</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">${at}</dcterms:created></cp:coreProperties>`
}

function contentTypes(): string {
  const part = (name: string, type: string) =>
    `<Override PartName="/${name}" ContentType="${type}"/>`
  return `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('word/document.xml', `${OFFICE}.document.main+xml`)}${part('word/styles.xml', `${OFFICE}.styles+xml`)}${part('word/numbering.xml', `${OFFICE}.numbering+xml`)}${part('word/settings.xml', `${OFFICE}.settings+xml`)}${part('word/footer1.xml', `${OFFICE}.footer+xml`)}${part('docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml')}</Types>`
}

const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'

function relations(): string {
  return `${HEAD}<Relationships xmlns="${PACKAGE}"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="${PACKAGE}/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
}

function bodyRelations(): string {
  const names = ['styles', 'numbering', 'settings']
  const own = names.map(
    (name, at) =>
      `<Relationship Id="rId${at + 1}" Type="${RELATIONS}/${name}" Target="${name}.xml"/>`,
  )
  return `${HEAD}<Relationships xmlns="${PACKAGE}">${own.join('')}<Relationship Id="rId4" Type="${RELATIONS}/footer" Target="footer1.xml"/></Relationships>`
}

const LOCALES = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR' } as const

function localeOf(lang: TextDocument['lang']): string {
  return LOCALES[lang]
}
