import type { DocumentBlock, TextDocument } from '#wire/documents.ts'
import { escapeMarkup as text } from '#server/lib/escape-markup.ts'
import { DOCUMENT_WORDS } from './document-words.ts'
import { writeZip } from './zip.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
const OASIS = 'urn:oasis:names:tc:opendocument:xmlns'
const SPACES = [
  `xmlns:office="${OASIS}:office:1.0"`,
  `xmlns:style="${OASIS}:style:1.0"`,
  `xmlns:text="${OASIS}:text:1.0"`,
  `xmlns:table="${OASIS}:table:1.0"`,
  `xmlns:fo="${OASIS}:xsl-fo-compatible:1.0"`,
  `xmlns:meta="${OASIS}:meta:1.0"`,
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'office:version="1.3"',
].join(' ')

export const ODT_TYPE = 'application/vnd.oasis.opendocument.text'

/** The same document for LibreOffice and its kin (OpenDocument 1.3), as accessible as the DOCX. */
export function writeOdt(document: TextDocument): Buffer<ArrayBuffer> {
  return writeZip([
    // First and as it is, so that the type can be read off the file's first bytes.
    { name: 'mimetype', content: ODT_TYPE, isStored: true },
    { name: 'META-INF/manifest.xml', content: manifest() },
    { name: 'meta.xml', content: meta(document) },
    { name: 'styles.xml', content: styles(document) },
    { name: 'content.xml', content: content(document) },
  ])
}

function content({ title, lang, author, madeAt, blocks }: TextDocument): string {
  const day = new Intl.DateTimeFormat(lang, { dateStyle: 'long', timeZone: 'UTC' })
  const date = day.format(new Date(madeAt))
  const parts = [
    paragraph(title, 'Title'),
    paragraph(`${author} · ${date}`, 'Subtitle'),
    ...blocks.map((block, at) => write(block, `Table${at + 1}`, lang)),
  ]
  return `${HEAD}<office:document-content ${SPACES}><office:body><office:text>${parts.join('')}</office:text></office:body></office:document-content>`
}

function write(block: DocumentBlock, name: string, lang: TextDocument['lang']): string {
  const words = DOCUMENT_WORDS[lang]
  switch (block.type) {
    case 'heading': {
      const level = block.level - 1
      return `<text:h text:style-name="Heading_20_${level}" text:outline-level="${level}">${inline(block.text)}</text:h>`
    }
    case 'paragraph':
      return paragraph(block.text, 'Text_20_body')
    case 'note':
      return paragraph(block.text, 'Note')
    case 'list': {
      const items = block.items.map(
        (item) => `<text:list-item>${paragraph(item, 'Text_20_body')}</text:list-item>`,
      )
      return `<text:list text:style-name="Bullets">${items.join('')}</text:list>`
    }
    case 'facts':
      return table(name, {
        caption: null,
        columns: [words.fact, words.value, words.source],
        rows: block.rows.map(({ name: fact, value, source }) => [fact, value, words[source]]),
      })
    case 'table':
    default:
      return table(name, block)
  }
}

interface Table {
  caption: string | null
  columns: readonly string[]
  rows: readonly (readonly string[])[]
}

function table(name: string, { caption, columns, rows }: Table): string {
  const cell = (value: string, style: string) =>
    `<table:table-cell table:style-name="Cell" office:value-type="string">${paragraph(value, style)}</table:table-cell>`
  const head = columns.map((column) => cell(column, 'Table_20_Heading')).join('')
  const lines = rows.map((row) => {
    const cells = row.map((value, at) =>
      cell(value, at === 0 ? 'Table_20_Heading' : 'Table_20_Contents'),
    )
    return `<table:table-row>${cells.join('')}</table:table-row>`
  })
  const title = caption === null ? '' : `<table:title>${text(caption)}</table:title>`
  const before = caption === null ? '' : paragraph(caption, 'Caption')
  return `${before}<table:table table:name="${name}">${title}<table:table-column table:number-columns-repeated="${columns.length}"/><table:table-header-rows><table:table-row>${head}</table:table-row></table:table-header-rows>${lines.join('')}</table:table>${paragraph('', 'Text_20_body')}`
}

function paragraph(value: string, style: string): string {
  return `<text:p text:style-name="${style}">${inline(value)}</text:p>`
}

function inline(value: string): string {
  return value.split('\n').map(text).join('<text:line-break/>')
}

interface Style {
  name: string
  shown?: string
  paragraph?: string
  text?: string
  level?: number
}

const STYLES: readonly Style[] = [
  {
    name: 'Text_20_body',
    shown: 'Text body',
    paragraph: 'fo:margin-bottom="0.21cm" fo:line-height="120%"',
  },
  { name: 'Title', text: 'fo:font-size="22pt" fo:font-weight="bold"' },
  { name: 'Subtitle', paragraph: 'fo:margin-bottom="0.4cm"', text: 'fo:color="#44546a"' },
  {
    name: 'Heading_20_1',
    shown: 'Heading 1',
    level: 1,
    paragraph: 'fo:margin-top="0.6cm" fo:margin-bottom="0.2cm" fo:keep-with-next="always"',
    text: 'fo:font-size="15pt" fo:font-weight="bold"',
  },
  {
    name: 'Heading_20_2',
    shown: 'Heading 2',
    level: 2,
    paragraph: 'fo:margin-top="0.4cm" fo:margin-bottom="0.15cm" fo:keep-with-next="always"',
    text: 'fo:font-size="12.5pt" fo:font-weight="bold"',
  },
  {
    name: 'Note',
    paragraph:
      'fo:border-left="0.08cm solid #2f6b85" fo:padding-left="0.25cm" fo:margin-bottom="0.21cm"',
  },
  {
    name: 'Caption',
    paragraph: 'fo:margin-top="0.3cm" fo:margin-bottom="0.1cm" fo:keep-with-next="always"',
    text: 'fo:font-style="italic" fo:color="#44546a"',
  },
  { name: 'Table_20_Contents', shown: 'Table Contents' },
  { name: 'Table_20_Heading', shown: 'Table Heading', text: 'fo:font-weight="bold"' },
  { name: 'Footer', text: 'fo:font-size="9pt" fo:color="#44546a"' },
]

function styles({ title, lang }: TextDocument): string {
  const [language, country] = LOCALES[lang]
  const own = STYLES.map(({ name, shown, paragraph: inside, text: run, level }) => {
    const display = shown ? ` style:display-name="${shown}"` : ''
    const outline = level ? ` style:default-outline-level="${level}"` : ''
    const parts = [
      inside ? `<style:paragraph-properties ${inside}/>` : '',
      run ? `<style:text-properties ${run}/>` : '',
    ]
    return `<style:style style:name="${name}"${display} style:family="paragraph" style:parent-style-name="Standard"${outline}>${parts.join('')}</style:style>`
  })
  const footer = `<style:footer><text:p text:style-name="Footer">${text(`${title} · ${DOCUMENT_WORDS[lang].page} `)}<text:page-number text:select-page="current"/> / <text:page-count/></text:p></style:footer>`
  return `${HEAD}<office:document-styles ${SPACES}><office:styles><style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2"/><style:text-properties fo:font-family="Calibri, Carlito, sans-serif" fo:font-size="11pt" fo:language="${language}" fo:country="${country}"/></style:default-style><style:style style:name="Standard" style:family="paragraph"/>${own.join('')}<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:border="0.02cm solid #8496a9" fo:padding="0.12cm"/></style:style><text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties text:space-before="0.3cm" text:min-label-width="0.5cm"/></text:list-level-style-bullet></text:list-style></office:styles><office:automatic-styles><style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2cm" fo:margin-right="2cm"/><style:footer-style/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">${footer}</style:master-page></office:master-styles></office:document-styles>`
}

function meta({ title, author, lang, madeAt }: TextDocument): string {
  return `${HEAD}<office:document-meta ${SPACES}><office:meta><dc:title>${text(title)}</dc:title><dc:creator>${text(author)}</dc:creator><meta:creation-date>${madeAt.slice(0, 19)}</meta:creation-date><dc:language>${LOCALES[lang].join('-')}</dc:language><meta:generator>Galerne</meta:generator></office:meta></office:document-meta>`
}

function manifest(): string {
  const spaces = `xmlns:manifest="${OASIS}:manifest:1.0" manifest:version="1.3"`
  const entry = (path: string, type: string) =>
    `<manifest:file-entry manifest:full-path="${path}" manifest:media-type="${type}"/>`
  const parts = ['meta.xml', 'styles.xml', 'content.xml'].map((path) => entry(path, 'text/xml'))
  return `${HEAD}<manifest:manifest ${spaces}>${entry('/', ODT_TYPE)}${parts.join('')}</manifest:manifest>`
}

const LOCALES = { en: ['en', 'GB'], de: ['de', 'DE'], fr: ['fr', 'FR'] } as const
