import type { Token } from 'marked'
import { lexMarkdown } from '#wire/markdown-lexer.ts'

/** Beyond this a text is taken line by line: no answer is as long. */
const MAX_CHARS = 400_000

/**
 * Markdown that makes no request when somebody opens it: pictures are links, and HTML is text, as on our page. Code stays as it
 * is, where every reader of Markdown agrees that it is code; in doubt it is taken for text.
 */
export function withoutRequests(text: string): string {
  if (!/!\[|<[a-z/]/i.test(text)) return text
  const source = text.replace(/\r\n?/g, '\n')
  if (source.length > MAX_CHARS) return tame(source)
  const tokens = lexMarkdown(source)
  // What does not add up was not understood.
  if (tokens.map(({ raw }) => raw).join('') !== source) return tame(source)
  return tokens.map(tameBlock).join('')
}

function tameBlock(token: Token): string {
  if (token.type === 'code') return token.raw
  if (token.type !== 'list' && token.type !== 'blockquote') return tame(token.raw)
  const inside = { code: new Set<string>(), text: '' }
  sort(token, inside)
  // A line that is both code and text somewhere in it is text.
  const isCode = (line: string) => {
    const bare = line.replace(/^[\s>]+/, '').trimEnd()
    return inside.code.has(bare) && !inside.text.includes(bare)
  }
  const lines = token.raw.split('\n')
  return lines.map((line) => (isCode(line) ? line : tame(line))).join('\n')
}

/** Depth is bounded by the lexer. */
function sort(token: Token, inside: { code: Set<string>; text: string }): void {
  if (token.type === 'code') {
    for (const line of token.raw.split('\n')) {
      const bare = line.replace(/^[\s>]+/, '').trimEnd()
      if (bare !== '') inside.code.add(bare)
    }
    return
  }
  const below = childrenOf(token)
  const isLeaf = token.type === 'paragraph' || token.type === 'text' || token.type === 'heading'
  if (isLeaf || below.length === 0) inside.text += `${token.raw}\n`
  else for (const one of below) sort(one, inside)
}

function childrenOf(token: Token): readonly Token[] {
  if (token.type === 'list' && 'items' in token) return token.items
  return 'tokens' in token ? (token.tokens ?? []) : []
}

/** In one line, and in one cell of a table: beyond them readers do not agree. */
const CODE_SPAN = /(?<![\\`])(`+)(?!`)((?:(?!\1)[^\n|]|`(?!\1)){0,500}?[^`\n|])\1(?!`)/g

function tame(text: string): string {
  let tamed = ''
  let at = 0
  for (const match of text.matchAll(CODE_SPAN)) {
    tamed += tameWords(text.slice(at, match.index)) + match[0]
    at = match.index + match[0].length
  }
  return tamed + tameWords(text.slice(at))
}

/** `<img …`, `</div>`, `<b style=…`: what is no formula. Of HTML a line break is all that our page knows. */
const TAG =
  /<(?!br *\/?>)(?=\/?(?:[a-z][a-z\d-]{2,}(?![\w:@.+])|[a-z][a-z\d]?(?:\/?>|[\s/][^<>]{0,1000}=)))/gi

function tameWords(text: string): string {
  return text
    .replace(/(\\*)!\[/g, (mark, escapes: string) =>
      escapes.length % 2 === 1 ? mark : `${escapes}[`,
    )
    .replace(TAG, '&lt;')
}
