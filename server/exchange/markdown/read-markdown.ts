import type { Token, Tokens } from 'marked'
import type { RichBlock, RichInline, RichItem } from '#server/lib/documents/rich/rich-document.ts'
import { decodeEntities } from '#wire/markdown-entities.ts'
import { lexMarkdown } from '#wire/markdown-lexer.ts'

/** Beyond this a text is taken as it stands: no answer is as long. */
const MAX_MARKDOWN_CHARS = 400_000
const MAX_NOTE_DEPTH = 3

/** A text of markdown as blocks. Never HTML; links only where a browser may follow them. */
export function readMarkdown(text: string): RichBlock[] {
  const source = text.replace(/\r\n?/g, '\n')
  if (source.length > MAX_MARKDOWN_CHARS) return asParagraphs(source)
  const tokens = lexMarkdown(source)
  const notes = new Map<string, Token[]>()
  collectNotes(tokens, notes)
  return toBlocks(tokens, { notes, depth: 0 })
}

/** A text that is no markdown. */
export function asParagraphs(text: string): RichBlock[] {
  return text
    .split(/\n{2,}/)
    .filter((part) => part.trim() !== '')
    .map((part) => ({ type: 'paragraph', inlines: withBreaks(part) }))
}

interface Reading {
  notes: ReadonlyMap<string, Token[]>
  /** How many notes deep: notes that mention themselves end. */
  depth: number
}

function collectNotes(tokens: readonly Token[], notes: Map<string, Token[]>): void {
  for (const token of tokens) {
    if (token.type === 'footnoteDefinition' && 'label' in token) {
      const label = String(token.label)
      if (!notes.has(label)) notes.set(label, token.tokens ?? [])
    }
  }
}

function toBlocks(tokens: readonly Token[] | undefined, reading: Reading): RichBlock[] {
  return (tokens ?? []).flatMap((token) => toBlock(token, reading))
}

type Known =
  | Tokens.Heading
  | Tokens.Code
  | Tokens.Blockquote
  | Tokens.List
  | Tokens.Table
  | Tokens.Hr
  | Tokens.Space
  | Tokens.Def
  | Tokens.Paragraph
  | Tokens.Text

const OWN = new Set(['footnoteDefinition', 'maths', 'checkbox'])

function isKnown(token: Token): token is Known {
  return !OWN.has(token.type)
}

function toBlock(token: Token, reading: Reading): RichBlock[] {
  if (!isKnown(token)) {
    return token.type === 'maths' && 'tex' in token
      ? [{ type: 'math', tex: String(token.tex) }]
      : []
  }
  switch (token.type) {
    case 'heading':
      return [{ type: 'heading', level: token.depth, inlines: toInlines(token.tokens, reading) }]
    case 'code':
      return [{ type: 'code', language: languageOf(token.lang), text: token.text }]
    case 'blockquote':
      return [{ type: 'quote', blocks: toBlocks(token.tokens, reading) }]
    case 'list':
      return [toList(token, reading)]
    case 'table':
      return [toTable(token, reading)]
    case 'hr':
      return [{ type: 'rule' }]
    case 'space':
    case 'def':
      return []
    case 'paragraph':
    case 'text':
    default: {
      const inlines = token.tokens ? toInlines(token.tokens, reading) : withBreaks(token.raw)
      return [{ type: 'paragraph', inlines }]
    }
  }
}

const languageOf = (lang: string | undefined) =>
  (/^[^\s{,:]+/.exec(lang ?? '')?.[0] ?? '').toLowerCase()

function toList({ ordered, start, items }: Tokens.List, reading: Reading): RichBlock {
  const rich = items.map((item): RichItem => {
    const blocks = toBlocks(item.tokens, reading)
    return { ...(item.task && { isDone: item.checked === true }), blocks }
  })
  return { type: 'list', start: ordered ? Number(start) || 1 : undefined, items: rich }
}

function toTable({ align, header, rows }: Tokens.Table, reading: Reading): RichBlock {
  const cells = (row: Tokens.TableCell[]) => row.map(({ tokens }) => toInlines(tokens, reading))
  return { type: 'table', align, header: cells(header), rows: rows.map(cells) }
}

function toInlines(tokens: readonly Token[] | undefined, reading: Reading): RichInline[] {
  return (tokens ?? []).flatMap((token) => toInline(token, reading))
}

function toInline(token: Token, reading: Reading): RichInline[] {
  const children = () => toInlines('tokens' in token ? token.tokens : [], reading)
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return [{ type: token.type, children: children() }]
    case 'codespan':
      return [{ type: 'code', text: 'text' in token ? String(token.text) : token.raw }]
    case 'br':
      return [{ type: 'break' }]
    case 'link':
      return toLink(token, children())
    case 'image':
      return toImage(token)
    case 'maths':
      return [{ type: 'math', tex: 'tex' in token ? String(token.tex) : token.raw }]
    case 'footnoteReference':
      return toNote(token, reading)
    case 'checkbox':
      return []
    case 'escape':
      return withBreaks('text' in token ? String(token.text) : token.raw)
    case 'text':
    default:
      return 'tokens' in token && token.tokens ? children() : withBreaks(decodeEntities(token.raw))
  }
}

function withBreaks(text: string): RichInline[] {
  return text
    .split('\n')
    .flatMap((line, at): RichInline[] => [
      ...(at === 0 ? [] : [{ type: 'break' as const }]),
      ...(line === '' ? [] : [{ type: 'text' as const, text: line }]),
    ])
}

function toLink(token: Token, children: RichInline[]): RichInline[] {
  const href = safeLink('href' in token ? decodeEntities(String(token.href)) : '')
  return href === undefined ? children : [{ type: 'link', href, children }]
}

/** An image is never fetched: its words and its address stay. */
function toImage(token: Token): RichInline[] {
  const alt = 'text' in token ? String(token.text) : ''
  const given = 'href' in token ? String(token.href) : ''
  const href = safeLink(given)
  const text: RichInline = { type: 'text', text: `[${alt || given.slice(0, 80)}]` }
  return href === undefined ? [text] : [{ type: 'link', href, children: [text] }]
}

/** Only what a reader may follow without harm. */
export function safeLink(href: string): string | undefined {
  const trimmed = href.trim()
  if (!/^(?:https?:\/\/|mailto:)/i.test(trimmed) || !URL.canParse(trimmed)) return undefined
  return new URL(trimmed).href
}

function toNote(token: Token, reading: Reading): RichInline[] {
  const label = 'label' in token ? String(token.label) : ''
  const tokens = reading.notes.get(label)
  if (!tokens || reading.depth >= MAX_NOTE_DEPTH) return [{ type: 'text', text: token.raw }]
  return [{ type: 'note', blocks: toBlocks(tokens, { ...reading, depth: reading.depth + 1 }) }]
}
