import { escapeMarkup } from '#server/lib/escape-markup.ts'
import type { Alignment, RichDocument } from './rich-document.ts'

export const ODT_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
const OASIS = 'urn:oasis:names:tc:opendocument:xmlns'
export const ODT_SPACES = [
  ...['office', 'style', 'text', 'table', 'meta'].map(
    (name) => `xmlns:${name}="${OASIS}:${name}:1.0"`,
  ),
  `xmlns:draw="${OASIS}:drawing:1.0"`,
  `xmlns:fo="${OASIS}:xsl-fo-compatible:1.0"`,
  `xmlns:svg="${OASIS}:svg-compatible:1.0"`,
  'xmlns:xlink="http://www.w3.org/1999/xlink"',
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'office:version="1.3"',
].join(' ')

export interface TextLook {
  isStrong?: boolean
  isEmphasis?: boolean
  isDeleted?: boolean
  isCode?: boolean
  lang: string
}

export interface OdtStyles {
  /** The style of a paragraph that is `parent`, but for its direction and side. */
  paragraph(parent: string, place: { isRightToLeft: boolean; align?: Alignment }): string
  text(look: TextLook): string | undefined
  automatic(): string
  common(document: RichDocument): string
}

/** Styles that a text comes to need while it is written. */
export function createOdtStyles(): OdtStyles {
  const made = new Map<string, { name: string; markup: string }>()
  const make = (key: string, prefix: string, markup: (name: string) => string) => {
    const known = made.get(key)
    if (known) return known.name
    const name = `${prefix}${made.size + 1}`
    made.set(key, { name, markup: markup(name) })
    return name
  }
  return {
    paragraph(parent, { isRightToLeft, align = null }) {
      if (!isRightToLeft && align === null) return parent
      const side = (isRightToLeft ? FROM_RIGHT : SIDES)[align ?? 'left']
      const mode = isRightToLeft ? ' style:writing-mode="rl-tb"' : ''
      return make(
        `p ${parent} ${mode} ${side}`,
        'P',
        (name) =>
          `<style:style style:name="${name}" style:family="paragraph" style:parent-style-name="${parent}"><style:paragraph-properties${mode} fo:text-align="${side}"/></style:style>`,
      )
    },
    text(look) {
      const parts = propertiesOf(look)
      return make(
        `t ${parts}`,
        'T',
        (name) =>
          `<style:style style:name="${name}" style:family="text"><style:text-properties ${parts}/></style:style>`,
      )
    },
    automatic: () => CELL + [...made.values()].map(({ markup }) => markup).join(''),
    common,
  }
}

const SIDES = { left: 'start', center: 'center', right: 'end' } as const
/** By their names: for LibreOffice the start of a line is at the left, whichever way it is written. */
const FROM_RIGHT = { left: 'right', center: 'center', right: 'left' } as const

function propertiesOf({ isStrong, isEmphasis, isDeleted, isCode, lang }: TextLook): string {
  const parts = [
    isStrong && 'fo:font-weight="bold" style:font-weight-complex="bold"',
    isEmphasis && 'fo:font-style="italic" style:font-style-complex="italic"',
    isDeleted && 'style:text-line-through-style="solid"',
    isCode && `fo:font-family="'Liberation Mono', Consolas, monospace"`,
    isCode ? 'fo:language="zxx" fo:country="none"' : languageOf(lang),
  ]
  return parts.filter((one) => typeof one === 'string').join(' ')
}

function languageOf(tag: string): string {
  const [language = 'zxx', ...rest] = tag.split('-')
  const country = rest.find((one) => /^[A-Za-z]{2}$/.test(one)) ?? 'none'
  const both = `fo:language="${escapeMarkup(language)}" fo:country="${escapeMarkup(country)}"`
  return `${both} style:language-complex="${escapeMarkup(language)}" style:country-complex="${escapeMarkup(country)}"`
}

interface Style {
  name: string
  shown?: string
  paragraph?: string
  text?: string
  level?: number
}

const MONO = `fo:font-family="'Liberation Mono', Consolas, monospace" fo:font-size="9.5pt"`
const STYLES: readonly Style[] = [
  {
    name: 'Text_20_body',
    shown: 'Text body',
    paragraph: 'fo:margin-bottom="0.21cm" fo:line-height="120%"',
  },
  { name: 'Title', text: 'fo:font-size="22pt" fo:font-weight="bold"' },
  ...[16, 14, 12.5, 11.5, 11, 11].map((size, at): Style => ({
    name: `Heading_20_${at + 1}`,
    shown: `Heading ${at + 1}`,
    level: at + 1,
    paragraph: `fo:margin-top="${at < 2 ? 0.6 : 0.4}cm" fo:margin-bottom="0.18cm" fo:keep-with-next="always"`,
    text: `fo:font-size="${size}pt" fo:font-weight="bold"`,
  })),
  { name: 'Label', text: 'fo:font-size="9.5pt" fo:color="#44546a"' },
  {
    name: 'Quotations',
    paragraph:
      'fo:margin-left="0.5cm" fo:padding-left="0.25cm" fo:border-left="0.06cm solid #8496a9" fo:margin-bottom="0.21cm"',
  },
  {
    name: 'Preformatted_20_Text',
    shown: 'Preformatted Text',
    paragraph: 'fo:background-color="#f2f4f7" fo:padding="0.2cm" fo:margin-bottom="0.21cm"',
    text: `${MONO} fo:language="zxx" fo:country="none"`,
  },
  {
    name: 'Horizontal_20_Line',
    shown: 'Horizontal Line',
    paragraph: 'fo:border-bottom="0.02cm solid #8496a9" fo:margin-bottom="0.4cm"',
  },
  { name: 'Table_20_Contents', shown: 'Table Contents' },
  { name: 'Table_20_Heading', shown: 'Table Heading', text: 'fo:font-weight="bold"' },
  { name: 'Footnote', text: 'fo:font-size="9.5pt"' },
  { name: 'Footer', text: 'fo:font-size="9pt" fo:color="#44546a"' },
]

/** Of text itself, not of a style that others share: only there cells have borders in LibreOffice. */
const CELL =
  '<style:style style:name="Cell" style:family="table-cell"><style:table-cell-properties fo:border="0.02cm solid #8496a9" fo:padding="0.12cm"/></style:style>'

/** The same for Arabic, Hebrew and their kin, which have sizes and weights of their own. */
function forComplex(text: string): string {
  const own = [...text.matchAll(/fo:(font-size|font-weight)="([^"]*)"/g)]
  return own.map(([, name, value]) => ` style:${name}-complex="${value}"`).join('')
}

function common({ title, lang, words }: RichDocument): string {
  const own = STYLES.map(({ name, shown, paragraph, text, level }) => {
    const display = shown ? ` style:display-name="${shown}"` : ''
    const outline = level ? ` style:default-outline-level="${level}"` : ''
    const parts = [
      paragraph ? `<style:paragraph-properties ${paragraph}/>` : '',
      text ? `<style:text-properties ${text}${forComplex(text)}/>` : '',
    ]
    return `<style:style style:name="${name}"${display} style:family="paragraph" style:parent-style-name="Standard"${outline}>${parts.join('')}</style:style>`
  })
  const label = escapeMarkup(`${title.slice(0, 80)} · ${words.page} `)
  const footer = `<style:footer><text:p text:style-name="Footer">${label}<text:page-number text:select-page="current"/> / <text:page-count/></text:p></style:footer>`
  const link =
    '<style:style style:name="Internet_20_link" style:display-name="Internet link" style:family="text"><style:text-properties fo:color="#1f5fa8" style:text-underline-style="solid" style:text-underline-color="font-color"/></style:style>'
  const others = `${link}<style:style style:name="Formula" style:family="graphic"><style:graphic-properties text:anchor-type="as-char" style:vertical-pos="middle" style:vertical-rel="text"/></style:style>${listStyle('Bullets')}${listStyle('Numbers')}`
  const layout =
    '<style:page-layout style:name="Page"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm" fo:margin-top="2cm" fo:margin-bottom="2cm" fo:margin-left="2cm" fo:margin-right="2cm"/><style:footer-style/></style:page-layout>'
  return `${ODT_HEAD}<office:document-styles ${ODT_SPACES}><office:styles><style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2"/><style:text-properties fo:font-family="Calibri, Carlito, 'Liberation Sans', sans-serif" fo:font-size="11pt" ${languageOf(lang)}/></style:default-style><style:style style:name="Standard" style:family="paragraph"/>${own.join('')}${others}</office:styles><office:automatic-styles>${layout}</office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="Page">${footer}</style:master-page></office:master-styles></office:document-styles>`
}

function listStyle(name: 'Bullets' | 'Numbers'): string {
  const levels = Array.from({ length: 10 }, (_, at) => {
    const inside = `<style:list-level-properties text:space-before="${(0.3 + at * 0.6).toFixed(1)}cm" text:min-label-width="0.6cm"/>`
    return name === 'Bullets'
      ? `<text:list-level-style-bullet text:level="${at + 1}" text:bullet-char="${['•', '◦', '▪'][at % 3]}">${inside}</text:list-level-style-bullet>`
      : `<text:list-level-style-number text:level="${at + 1}" style:num-suffix="." style:num-format="1">${inside}</text:list-level-style-number>`
  })
  return `<text:list-style style:name="${name}">${levels.join('')}</text:list-style>`
}
