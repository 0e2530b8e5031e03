import type { Token, Tokens } from 'marked'
import { lexBlockTokens } from '#wire/markdown-lexer.ts'

/** Inline markdown still to be lexed, or text to be shown as it stands (where nesting went beyond the limit). */
export interface InlineText {
  source: string
  isPlain: boolean
}

export interface ListItem {
  raw: string
  /** Undefined where the item is no task. */
  isDone?: boolean
  blocks: Block[]
}

export type Alignment = 'left' | 'center' | 'right' | null

export type Block =
  | { type: 'paragraph'; raw: string; text: InlineText }
  | { type: 'heading'; raw: string; depth: number; text: InlineText }
  | { type: 'code'; raw: string; language: string; code: string; isClosed: boolean }
  | { type: 'quote'; raw: string; blocks: Block[] }
  | { type: 'list'; raw: string; start: number | undefined; isLoose: boolean; items: ListItem[] }
  | { type: 'table'; raw: string; align: Alignment[]; header: string[]; rows: string[][] }
  | { type: 'maths'; raw: string; tex: string }
  | { type: 'rule'; raw: string }
  | { type: 'definition'; raw: string; label: string; href: string; title: string }
  | { type: 'footnote'; raw: string; label: string; blocks: Block[] }
  | { type: 'space'; raw: string }

/** The blocks of a document, blank lines included: their `raw` texts, joined, are the source. */
export function lexBlocks(source: string): Block[] {
  return lexBlockTokens(source).map(toBlock)
}

type BlockToken =
  | Tokens.Blockquote
  | Tokens.Code
  | Tokens.Def
  | Tokens.Heading
  | Tokens.Hr
  | Tokens.List
  | Tokens.Paragraph
  | Tokens.Space
  | Tokens.Table
  | Tokens.Text

/** All that the lexer makes of blocks, but for our own footnotes and formulas. */
function isBlockToken(token: Token): token is BlockToken {
  return token.type !== 'footnoteDefinition' && token.type !== 'maths'
}

function toBlock(token: Token): Block {
  if (!isBlockToken(token)) return token.type === 'maths' ? toMaths(token) : toFootnote(token)
  switch (token.type) {
    case 'heading':
      return { type: 'heading', raw: token.raw, depth: token.depth, text: textOf(token) }
    case 'code':
      return toCode(token)
    case 'blockquote':
      return { type: 'quote', raw: token.raw, blocks: blocksOf(token.tokens) }
    case 'list':
      return toList(token)
    case 'table':
      return toTable(token)
    case 'hr':
      return { type: 'rule', raw: token.raw }
    case 'def':
      return toDefinition(token)
    case 'space':
      return { type: 'space', raw: token.raw }
    case 'paragraph':
    case 'text':
    default:
      return { type: 'paragraph', raw: token.raw, text: textOf(token) }
  }
}

function toFootnote({ raw, label, tokens }: Tokens.Generic): Block {
  return { type: 'footnote', raw, label: String(label), blocks: blocksOf(tokens) }
}

function toMaths({ raw, tex }: Tokens.Generic): Block {
  return { type: 'maths', raw, tex: String(tex) }
}

function toDefinition({ raw, tag, href, title }: Tokens.Def): Block {
  return { type: 'definition', raw, label: tag, href, title }
}

const blocksOf = (tokens: Token[] | undefined) =>
  (tokens ?? [])
    .filter(({ type }) => type !== 'checkbox')
    .map(toBlock)
    .filter(isShown)

const isShown = ({ type }: Block) => type !== 'space'

function textOf(token: Token): InlineText {
  const tokens: Token[] = ('tokens' in token && token.tokens) || []
  const source = tokens.find(({ type }) => type === 'inline-source')
  return source
    ? { source: source.raw, isPlain: false }
    : { source: token.raw.trimEnd(), isPlain: true }
}

function toCode(token: Tokens.Code): Block {
  const { raw, lang = '', text, codeBlockStyle } = token
  const fence = /^ {0,3}(`{3,}|~{3,})/.exec(raw)?.[1]
  const isClosed = fence === undefined || endsWithFence(raw, fence)
  const language = codeBlockStyle === 'indented' ? '' : (/^[^\s{,:]+/.exec(lang)?.[0] ?? '')
  return {
    type: 'code',
    raw,
    language: language.toLowerCase(),
    code: text.replace(/\n$/, ''),
    isClosed,
  }
}

function endsWithFence(raw: string, fence: string): boolean {
  const lines = raw.trimEnd().split('\n')
  const last = lines.at(-1)?.trim() ?? ''
  return lines.length > 1 && last.startsWith(fence) && last === fence.charAt(0).repeat(last.length)
}

function toList({ raw, ordered, start, loose, items }: Tokens.List): Block {
  return {
    type: 'list',
    raw,
    start: ordered ? Number(start) : undefined,
    isLoose: loose,
    items: items.map((item) => ({
      raw: item.raw,
      ...(item.task && { isDone: item.checked === true }),
      blocks: blocksOf(item.tokens),
    })),
  }
}

function toTable({ raw, align, header, rows }: Tokens.Table): Block {
  const texts = (cells: Tokens.TableCell[]) => cells.map(({ text }) => text)
  return { type: 'table', raw, align, header: texts(header), rows: rows.map(texts) }
}
