import type { Links, Token, Tokens } from 'marked'
import type { InlineText } from './blocks.ts'
import { decodeEntities } from '#wire/markdown-entities.ts'
import { lexInlineTokens } from '#wire/markdown-lexer.ts'

/** What a line of text consists of. Every `text`, `href` and `alt` is literal: no escapes or character references left. */
export type Inline =
  | { type: 'text'; text: string }
  | { type: 'code'; text: string }
  | { type: 'strong' | 'em' | 'del'; children: Inline[] }
  | { type: 'break' }
  | { type: 'link'; href: string; title: string; children: Inline[] }
  | { type: 'image'; href: string; alt: string }
  | { type: 'footnote'; label: string }
  | { type: 'maths'; raw: string; tex: string; isDisplay: boolean }

/** Lexes inline markdown. `links` maps folded labels to definitions; a footnote's label carries a `^` before it. */
export function lexInline({ source, isPlain }: InlineText, links: Links): Inline[] {
  if (isPlain) return [{ type: 'text', text: source }]
  return lexInlineTokens(source, links).map(toInline)
}

/** The words alone, as a reader hears them. */
export function plainText(inlines: Inline[]): string {
  return inlines.map((inline) => wordsOf(inline)).join('')
}

function wordsOf(inline: Inline): string {
  switch (inline.type) {
    case 'text':
    case 'code':
      return inline.text
    case 'break':
      return ' '
    case 'image':
      return inline.alt
    case 'maths':
      return inline.raw
    case 'footnote':
      return ''
    case 'strong':
    case 'em':
    case 'del':
    case 'link':
    default:
      return plainText(inline.children)
  }
}

type InlineToken =
  | Tokens.Br
  | Tokens.Codespan
  | Tokens.Del
  | Tokens.Em
  | Tokens.Escape
  | Tokens.Image
  | Tokens.Link
  | Tokens.Strong
  | Tokens.Text

/** All that the lexer makes of a line, but for our own footnotes and formulas. */
function isInlineToken(token: Token): token is InlineToken {
  return token.type !== 'footnoteReference' && token.type !== 'maths'
}

function toOwn(token: Tokens.Generic): Inline {
  if (token.type !== 'maths') return { type: 'footnote', label: String(token['label']) }
  const { raw, tex, isDisplay } = token
  return { type: 'maths', raw, tex: String(tex), isDisplay: isDisplay === true }
}

function toInline(token: Token): Inline {
  if (!isInlineToken(token)) return toOwn(token)
  switch (token.type) {
    case 'strong':
    case 'em':
    case 'del':
      return { type: token.type, children: token.tokens.map(toInline) }
    case 'codespan':
      return { type: 'code', text: token.text }
    case 'br':
      return { type: 'break' }
    case 'link':
      return toLink(token)
    case 'image':
      return toImage(token)
    case 'escape':
      return { type: 'text', text: token.text }
    case 'text':
    default:
      // `raw`, not `text`: there the lexer has resolved some character references, and here all are, once.
      return { type: 'text', text: decodeEntities(token.raw) }
  }
}

function toLink({ href, title, tokens, text, autolink }: Tokens.Link): Inline {
  if (autolink) return { type: 'link', href, title: '', children: [{ type: 'text', text }] }
  const children = tokens.map(toInline)
  return { type: 'link', href: decodeEntities(href), title: decodeEntities(title ?? ''), children }
}

function toImage({ href, text, tokens }: Tokens.Image): Inline {
  const alt = tokens.length > 0 ? plainText(tokens.map(toInline)) : text
  return { type: 'image', href: decodeEntities(href), alt }
}
