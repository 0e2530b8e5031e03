import {
  Lexer,
  Marked,
  type Links,
  type MarkedOptions,
  type Rules,
  type Token,
  type Tokens,
  type TokensList,
} from 'marked'
import { boundedHeading, boundedParagraph } from '#wire/markdown-rules.ts'
import { mathsBlock, mathsInline } from './maths/maths-tokens.ts'

/** Deeper than any honest answer: what lies below is shown as it was written. */
const MAX_BLOCK_DEPTH = 12
const MAX_INLINE_DEPTH = 24
/** A paragraph with more of these than this is an attack on the lexer, not emphasis or links. */
const MAX_INLINE_MARKS = 2000
const MAX_INLINE_CHARS = 100_000

/** Block tokens of `source` (top level first), with inline markdown left as `inline-source` tokens. */
export function lexBlockTokens(source: string): Token[] {
  const lexer = new GuardedLexer(OPTIONS)
  const tokens = lexer.blockTokens(source, [])
  for (const { src, tokens: inline } of lexer.inlineQueue) {
    inline.push({ type: 'inline-source', raw: src })
  }
  return tokens
}

/** Inline tokens of one paragraph, cell or heading. `links` has the reference links of the document by folded label. */
export function lexInlineTokens(source: string, links: Links): Token[] {
  const lexer = new GuardedLexer(OPTIONS)
  lexer.tokens.links = links
  return lexer.inlineTokens(source, [])
}

/** `marked`'s lexer with limits on depth, so that no input exhausts the stack or takes quadratic time. */
class GuardedLexer extends Lexer {
  private blockDepth = 0
  private inlineDepth = 0

  constructor(options: MarkedOptions) {
    super(options)
    const { tokenizer } = this.options
    if (tokenizer) tokenizer.rules = { ...tokenizer.rules, block: BLOCK_RULES }
  }

  override blockTokens(source: string, tokens?: Token[], isClipped?: boolean): Token[]
  override blockTokens(source: string, tokens?: TokensList, isClipped?: boolean): TokensList
  override blockTokens(source: string, tokens: Token[] = [], isClipped = false): Token[] {
    if (this.blockDepth >= MAX_BLOCK_DEPTH) {
      tokens.push(plainParagraph(source))
      return tokens
    }
    this.blockDepth += 1
    try {
      return super.blockTokens(source, tokens, isClipped)
    } finally {
      this.blockDepth -= 1
    }
  }

  override inlineTokens(source: string, tokens: Token[] = []): Token[] {
    if (this.inlineDepth >= MAX_INLINE_DEPTH || (this.inlineDepth === 0 && isTooDense(source))) {
      tokens.push({ type: 'escape', raw: source, text: source })
      return tokens
    }
    this.inlineDepth += 1
    try {
      return super.inlineTokens(source, tokens)
    } finally {
      this.inlineDepth -= 1
    }
  }
}

function plainParagraph(source: string): Tokens.Paragraph {
  const text: Tokens.Escape = { type: 'escape', raw: source, text: source }
  return { type: 'paragraph', raw: source, text: source, tokens: [text] }
}

function isTooDense(source: string): boolean {
  if (source.length > MAX_INLINE_CHARS) return true
  return (
    source.length > MAX_INLINE_MARKS &&
    (source.match(/[[\]*_~`<(!$\\]/g)?.length ?? 0) > MAX_INLINE_MARKS
  )
}

const BLOCK_RULES: Rules['block'] = {
  ...Lexer.rules.block.gfm,
  paragraph: new RegExp(boundedParagraph(Lexer.rules.block.gfm.paragraph.source)),
  lheading: new RegExp(boundedHeading(Lexer.rules.block.gfm.lheading.source)),
}

/** One line, unlike CommonMark: a title that may run on for pages would leave every block behind it unsettled. */
const DEFINITION =
  /^ {0,3}\[(?!\^)((?:\\.|[^[\]\\\n]){1,200})\]:[ \t]*(?:<([^<>\n]*)>|([^\s<]\S*))(?:[ \t]+("[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*(?:\n|$)/

/** A label, and what follows up to the next note or to a line that is not indented after a blank one. */
const FOOTNOTE =
  /^\[\^([^\]\s]{1,64})\]:[ \t]*([^\n]*(?:\n(?!\[\^[^\]\s]{1,64}\]:)(?:[ \t]*\n)*(?:[ \t]{2,}[^\n]+|(?<!\n[ \t]*\n)[^\s][^\n]*))*)/

const footnoteDefinition = {
  name: 'footnoteDefinition',
  level: 'block' as const,
  tokenizer(this: { lexer: Lexer }, source: string) {
    const match = source.startsWith('[^') ? FOOTNOTE.exec(source) : null
    if (!match) return undefined
    const body = (match[2] ?? '').replace(/\n[ \t]{1,4}/g, '\n')
    const tokens = this.lexer.blockTokens(body, [])
    return { type: 'footnoteDefinition', raw: match[0], label: foldLabel(match[1] ?? ''), tokens }
  },
}

const footnoteReference = {
  name: 'footnoteReference',
  level: 'inline' as const,
  tokenizer(this: { lexer: Lexer }, source: string) {
    const match = source.startsWith('[^') ? /^\[\^([^\]\s]{1,64})\]/.exec(source) : null
    const label = match && foldLabel(match[1] ?? '')
    if (!match || !Object.hasOwn(this.lexer.tokens.links, `^${label}`)) return undefined
    return { type: 'footnoteReference', raw: match[0], label }
  },
}

/** The one tag that keeps its meaning: models write it in table cells, where markdown has no other way. */
const lineBreak = {
  name: 'lineBreak',
  level: 'inline' as const,
  tokenizer(source: string) {
    const raw = source.startsWith('<') ? /^<br[ \t]*\/?>/i.exec(source)?.[0] : undefined
    return raw === undefined ? undefined : { type: 'br', raw }
  },
}

/** Two labels that fold to the same text name the same definition (CommonMark 0.31, "matches"). */
export function foldLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase().toLowerCase()
}

const OPTIONS: MarkedOptions = new Marked({
  // Models write verses, addresses and steps on lines of their own and mean it.
  breaks: true,
  extensions: [footnoteDefinition, footnoteReference, lineBreak, mathsBlock, mathsInline],
  tokenizer: {
    // HTML is text.
    html: () => undefined,
    tag: () => undefined,
    def(source) {
      const match = DEFINITION.exec(source)
      if (!match) return undefined
      const [raw, label = '', inBrackets, bare, title] = match
      const href = (inBrackets ?? bare ?? '').replace(ESCAPED, '$1')
      return { type: 'def', raw, tag: foldLabel(label), href, title: title?.slice(1, -1) ?? '' }
    },
  },
}).defaults

const ESCAPED = /\\([!-/:-@[-`{-~])/g
