import { Lexer, Marked, type MarkedOptions, type Rules, type Token, type TokensList } from 'marked'
import { boundedHeading, boundedParagraph } from '#wire/markdown-rules.ts'

/** As in the web app: what lies deeper is kept as it was written. */
const MAX_BLOCK_DEPTH = 12
const MAX_INLINE_DEPTH = 24
/** A paragraph with more of these than this is an attack on the lexer, not emphasis or links. */
const MAX_INLINE_MARKS = 2000
const MAX_INLINE_CHARS = 100_000

/** The tokens of a text; HTML is text, footnotes and formulas are tokens of their own. */
export function lexMarkdown(source: string): Token[] {
  return new GuardedLexer(OPTIONS).lex(source)
}

/** `marked`'s lexer with limits on depth, so that no input exhausts the stack. */
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
      const text: Token = { type: 'escape', raw: source, text: source }
      tokens.push({ type: 'paragraph', raw: source, text: source, tokens: [text] })
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

function isTooDense(source: string): boolean {
  if (source.length > MAX_INLINE_CHARS) return true
  return (
    source.length > MAX_INLINE_MARKS &&
    (source.match(/[[\]*_~`<(!]/g)?.length ?? 0) > MAX_INLINE_MARKS
  )
}

const BLOCK_RULES: Rules['block'] = {
  ...Lexer.rules.block.gfm,
  paragraph: new RegExp(boundedParagraph(Lexer.rules.block.gfm.paragraph.source)),
  lheading: new RegExp(boundedHeading(Lexer.rules.block.gfm.lheading.source)),
}

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
    const label = foldLabel(match[1] ?? '')
    return {
      type: 'footnoteDefinition',
      raw: match[0],
      label,
      tokens: this.lexer.blockTokens(body),
    }
  },
}

const footnoteReference = {
  name: 'footnoteReference',
  level: 'inline' as const,
  tokenizer(source: string) {
    const match = source.startsWith('[^') ? /^\[\^([^\]\s]{1,64})\]/.exec(source) : null
    if (!match) return undefined
    return { type: 'footnoteReference', raw: match[0], label: foldLabel(match[1] ?? '') }
  },
}

/** `$$…$$` and `\[…\]` on lines of their own. */
const mathBlock = {
  name: 'mathBlock',
  level: 'block' as const,
  start: (source: string) => /(?:^|\n) {0,3}(?:\$\$|\\\[)/.exec(source)?.index,
  tokenizer(source: string) {
    const match =
      /^ {0,3}\$\$([^$]{1,10000}?)\$\$[ \t]*(?:\n|$)/.exec(source) ??
      /^ {0,3}\\\[([^]{1,10000}?)\\\][ \t]*(?:\n|$)/.exec(source)
    return match ? { type: 'mathBlock', raw: match[0], tex: (match[1] ?? '').trim() } : undefined
  },
}

/** `$$…$$`, `\(…\)`, and `$…$` that holds something mathematical: a lone dollar is money. */
const mathInline = {
  name: 'mathInline',
  level: 'inline' as const,
  start: (source: string) => /\$|\\[([]/.exec(source)?.index,
  tokenizer(source: string) {
    const match =
      /^\$\$([^$]{1,2000}?)\$\$/.exec(source) ??
      /^\\\(([^]{1,2000}?)\\\)/.exec(source) ??
      /^\\\[([^]{1,2000}?)\\\]/.exec(source) ??
      /^\$(?=\S)([^$\n]{0,500}?[\\^_={}][^$\n]{0,500}?|[A-Za-z])(?<=\S)\$(?!\d)/.exec(source)
    return match ? { type: 'mathInline', raw: match[0], tex: (match[1] ?? '').trim() } : undefined
  },
}

/** The one tag that keeps its meaning: models write it in table cells, where markdown has no other way. */
const lineBreak = {
  name: 'lineBreak',
  level: 'inline' as const,
  start: (source: string) => /<br/i.exec(source)?.index,
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
  extensions: [footnoteDefinition, footnoteReference, mathBlock, mathInline, lineBreak],
  tokenizer: { html: () => undefined, tag: () => undefined },
}).defaults
