/** What stands in a line. Every text is literal. */
export type RichInline =
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'strong' | 'em' | 'del'; children: RichInline[] }
  | { type: 'break' }
  | { type: 'link'; href: string; children: RichInline[] }
  /** `tex` as it was written, without its delimiters. */
  | { type: 'math'; tex: string }
  /** A footnote stands where it is mentioned. */
  | { type: 'note'; blocks: RichBlock[] }

export type Alignment = 'left' | 'center' | 'right' | null

export interface RichItem {
  /** Absent: the item is no task. */
  isDone?: boolean
  blocks: RichBlock[]
}

export interface RichTable {
  align: Alignment[]
  header: RichInline[][]
  rows: RichInline[][][]
}

/** `label`: about the text, not of it. */
export type ParagraphStyle = 'body' | 'label'

export type RichBlock =
  | { type: 'heading'; level: number; inlines: RichInline[] }
  | { type: 'paragraph'; inlines: RichInline[]; style?: ParagraphStyle }
  | { type: 'code'; language: string; text: string }
  | { type: 'quote'; blocks: RichBlock[] }
  /** `start` undefined: bullets. */
  | { type: 'list'; start: number | undefined; items: RichItem[] }
  | ({ type: 'table' } & RichTable)
  | { type: 'rule' }
  | { type: 'math'; tex: string }
  /** What is in a language of its own. */
  | { type: 'region'; lang: string; dir: 'ltr' | 'rtl'; blocks: RichBlock[] }

/** A whole text with its structure, which each writer of files draws in its own way. */
export interface RichDocument {
  title: string
  /** BCP 47, of what is in no region. */
  lang: string
  author: string
  /** ISO 8601. */
  madeAt: string
  /** Such as "Page", "Footnotes": in `lang`. */
  words: { page: string; notes: string }
  blocks: RichBlock[]
}

/** The words alone. */
export function plainTextOf(inlines: readonly RichInline[]): string {
  return inlines.map(wordsOf).join('')
}

function wordsOf(inline: RichInline): string {
  switch (inline.type) {
    case 'text':
    case 'code':
      return inline.text
    case 'math':
      return inline.tex
    case 'break':
      return '\n'
    case 'note':
      return ''
    case 'strong':
    case 'em':
    case 'del':
    case 'link':
    default:
      return plainTextOf(inline.children)
  }
}

const RIGHT_TO_LEFT = /^(?:ar|arc|ckb|dv|fa|he|ks|ps|sd|syr|ug|ur|yi)(?:-|$)/i

export function directionOf(lang: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.test(lang) ? 'rtl' : 'ltr'
}
