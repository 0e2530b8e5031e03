import { escapeMarkup as text } from '#server/lib/escape-markup.ts'
import type { ZipEntry } from '../zip.ts'
import type { RichDocument } from './rich-document.ts'

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
const OFFICE = 'application/vnd.openxmlformats-officedocument.wordprocessingml'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'

/** What a DOCX has beside its body: links, lists, footnotes, each with its number. */
export interface DocxParts {
  /** The id of a link out of the part that is being written. */
  link(href: string): string
  /** The id of a list of its own, so that each counts from its start. */
  list(start: number | undefined, level: number): number
  /** Writes a footnote, and gives its id. */
  note(write: (parts: DocxParts) => string): number
  entries(document: RichDocument, body: string): ZipEntry[]
}

export function createDocxParts(): DocxParts {
  const links = createLinks()
  const noteLinks = createLinks()
  const lists: { start: number | undefined; level: number }[] = []
  const notes: string[] = []
  const list: DocxParts['list'] = (start, level) => {
    lists.push({ start, level })
    return lists.length
  }
  const note: DocxParts['note'] = (write) => {
    // Taken first: a note within a note comes after it.
    const at = notes.push('') - 1
    notes[at] = write({ link: (href) => noteLinks.add(href), list, note, entries: () => [] })
    return at + 1
  }
  return {
    link: (href) => links.add(href),
    list,
    note,
    entries: (document, body) => [
      { name: '[Content_Types].xml', content: contentTypes() },
      { name: '_rels/.rels', content: relations() },
      { name: 'docProps/core.xml', content: coreProperties(document) },
      { name: 'word/document.xml', content: main(body) },
      { name: 'word/styles.xml', content: styles(document) },
      { name: 'word/numbering.xml', content: numbering(lists) },
      { name: 'word/footnotes.xml', content: footnotes(notes) },
      { name: 'word/settings.xml', content: settings(document) },
      { name: 'word/footer1.xml', content: footer(document) },
      { name: 'word/_rels/document.xml.rels', content: links.write(PARTS) },
      { name: 'word/_rels/footnotes.xml.rels', content: noteLinks.write([]) },
    ],
  }
}

const PARTS = ['styles', 'numbering', 'settings', 'footnotes', 'footer1'] as const

function createLinks() {
  const ids = new Map<string, string>()
  return {
    add(href: string): string {
      const id = ids.get(href) ?? `link${ids.size + 1}`
      ids.set(href, id)
      return id
    },
    write(parts: readonly string[]): string {
      const own = parts.map(
        (name) =>
          `<Relationship Id="${name}" Type="${RELATIONS}/${name.replace(/\d/, '')}" Target="${name}.xml"/>`,
      )
      const outward = [...ids].map(
        ([href, id]) =>
          `<Relationship Id="${id}" Type="${RELATIONS}/hyperlink" Target="${text(href)}" TargetMode="External"/>`,
      )
      return `${HEAD}<Relationships xmlns="${PACKAGE}">${[...own, ...outward].join('')}</Relationships>`
    },
  }
}

function main(body: string): string {
  const page =
    '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr>'
  return `${HEAD}<w:document ${NAMESPACES}><w:body>${body}${page}</w:body></w:document>`
}

function numbering(lists: readonly { start: number | undefined; level: number }[]): string {
  const level = (at: number, format: 'bullet' | 'decimal') => {
    const mark = format === 'bullet' ? (['•', '◦', '▪'][at % 3] ?? '•') : `%${at + 1}.`
    return `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${mark}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${397 * (at + 1)}" w:hanging="340"/></w:pPr></w:lvl>`
  }
  const abstract = (id: number, format: 'bullet' | 'decimal') =>
    `<w:abstractNum w:abstractNumId="${id}"><w:multiLevelType w:val="multilevel"/>${Array.from({ length: 9 }, (_, at) => level(at, format)).join('')}</w:abstractNum>`
  const nums = lists.map(({ start, level: at }, index) => {
    const over =
      start === undefined
        ? ''
        : `<w:lvlOverride w:ilvl="${at}"><w:startOverride w:val="${Math.max(0, Math.min(start, 32_767))}"/></w:lvlOverride>`
    return `<w:num w:numId="${index + 1}"><w:abstractNumId w:val="${start === undefined ? 0 : 1}"/>${over}</w:num>`
  })
  return `${HEAD}<w:numbering ${NAMESPACES}>${abstract(0, 'bullet')}${abstract(1, 'decimal')}${nums.join('')}</w:numbering>`
}

function footnotes(notes: readonly string[]): string {
  const separators =
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote><w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
  const own = notes.map((note, at) => `<w:footnote w:id="${at + 1}">${note}</w:footnote>`)
  return `${HEAD}<w:footnotes ${NAMESPACES}>${separators}${own.join('')}</w:footnotes>`
}

const HEADING_SIZES = [32, 28, 25, 23, 22, 22]

function styles({ lang }: RichDocument): string {
  const style = (id: string, name: string, inside: string) =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/>${inside}</w:style>`
  const headings = HEADING_SIZES.map((size, at) =>
    style(
      `Heading${at + 1}`,
      `heading ${at + 1}`,
      `<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="${at < 2 ? 360 : 240}" w:after="100"/><w:outlineLvl w:val="${at}"/></w:pPr><w:rPr><w:b/><w:bCs/><w:sz w:val="${size}"/><w:szCs w:val="${size}"/></w:rPr>`,
    ),
  )
  const own = [
    style(
      'Title',
      'Title',
      '<w:next w:val="Normal"/><w:qFormat/><w:rPr><w:b/><w:bCs/><w:sz w:val="44"/></w:rPr>',
    ),
    ...headings,
    style('Label', 'Label', '<w:rPr><w:color w:val="44546A"/><w:sz w:val="19"/></w:rPr>'),
    style(
      'Quote',
      'Quote',
      '<w:qFormat/><w:pPr><w:pBdr><w:left w:val="single" w:sz="12" w:space="8" w:color="8496A9"/></w:pBdr></w:pPr>',
    ),
    style(
      'Code',
      'Code',
      '<w:pPr><w:shd w:val="clear" w:color="auto" w:fill="F2F4F7"/></w:pPr><w:rPr><w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/><w:noProof/><w:sz w:val="19"/></w:rPr>',
    ),
    style(
      'FootnoteText',
      'footnote text',
      '<w:pPr><w:spacing w:after="40"/></w:pPr><w:rPr><w:sz w:val="19"/></w:rPr>',
    ),
    style('Footer', 'footer', '<w:rPr><w:color w:val="44546A"/><w:sz w:val="18"/></w:rPr>'),
  ]
  const characters =
    '<w:style w:type="character" w:styleId="Hyperlink"><w:name w:val="Hyperlink"/><w:rPr><w:color w:val="1F5FA8"/><w:u w:val="single"/></w:rPr></w:style><w:style w:type="character" w:styleId="InlineCode"><w:name w:val="Inline Code"/><w:rPr><w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/></w:rPr></w:style>'
  const border = ['top', 'left', 'bottom', 'right', 'insideH', 'insideV'].map(
    (side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="8496A9"/>`,
  )
  return `${HEAD}<w:styles ${NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri" w:eastAsia="Calibri"/><w:sz w:val="22"/><w:szCs w:val="22"/><w:lang w:val="${text(lang)}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="269" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>${own.join('')}${characters}<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>${border.join('')}</w:tblBorders><w:tblCellMar><w:left w:w="100" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style></w:styles>`
}

function footer({ title, words }: RichDocument): string {
  const field = (code: string) =>
    `<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ${code} </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`
  const label = `${title.slice(0, 80)} · ${words.page} `
  return `${HEAD}<w:ftr ${NAMESPACES}><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr><w:r><w:t xml:space="preserve">${text(label)}</w:t></w:r>${field('PAGE')}<w:r><w:t xml:space="preserve"> / </w:t></w:r>${field('NUMPAGES')}</w:p></w:ftr>`
}

function settings({ lang }: RichDocument): string {
  return `${HEAD}<w:settings ${NAMESPACES}><w:defaultTabStop w:val="709"/><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr><w:themeFontLang w:val="${text(lang)}"/></w:settings>`
}

function coreProperties({ title, author, lang, madeAt }: RichDocument): string {
  const at = `${madeAt.slice(0, 19)}Z`
  return `${HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>${text(title)}</dc:title><dc:creator>${text(author)}</dc:creator><dc:language>${text(lang)}</dc:language><dcterms:created xsi:type="dcterms:W3CDTF">${at}</dcterms:created></cp:coreProperties>`
}

function contentTypes(): string {
  const names = ['document.main', 'styles', 'numbering', 'settings', 'footnotes', 'footer']
  const part = (type: string) => {
    const name = type === 'document.main' ? 'document' : type === 'footer' ? 'footer1' : type
    return `<Override PartName="/word/${name}.xml" ContentType="${OFFICE}.${type}+xml"/>`
  }
  return `${HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${names.map(part).join('')}<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
}

function relations(): string {
  return `${HEAD}<Relationships xmlns="${PACKAGE}"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="word/document.xml"/><Relationship Id="rId2" Type="${PACKAGE}/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
}
