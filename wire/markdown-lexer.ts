import {
  Lexer,
  Marked,
  type Links,
  type MarkedOptions,
  type Rules,
  type Token,
  type TokenizerExtension,
  type Tokens,
  type TokensList,
} from 'marked'
import { boundedHeading, boundedParagraph } from './markdown-rules.ts'
import {
  findMaths,
  findMathsBlock,
  isTooDense,
  matchDefinition,
  matchFootnote,
  matchFootnoteMark,
  matchLineBreak,
  matchMaths,
  matchMathsBlock,
  MAX_BLOCK_DEPTH,
  MAX_INLINE_DEPTH,
} from './markdown-tokens.ts'

/** The tokens of a whole text; HTML is text, footnotes and formulas are tokens of their own. */
export function lexMarkdown(source: string): Token[] {
  return new GuardedLexer(WHOLE).lex(source)
}

/** Block tokens of `source` (top level first), with inline markdown left as `inline-source` tokens. */
export function lexBlockTokens(source: string): Token[] {
  const lexer = new GuardedLexer(BY_PARTS)
  const tokens = lexer.blockTokens(source, [])
  for (const { src, tokens: inline } of lexer.inlineQueue) {
    inline.push({ type: 'inline-source', raw: src })
  }
  return tokens
}

/** Inline tokens of one paragraph, cell or heading. `links` has the reference links and footnotes of the document by folded label. */
export function lexInlineTokens(source: string, links: Links): Token[] {
  const lexer = new GuardedLexer(BY_PARTS)
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

const BLOCK_RULES: Rules['block'] = {
  ...Lexer.rules.block.gfm,
  paragraph: new RegExp(boundedParagraph(Lexer.rules.block.gfm.paragraph.source)),
  lheading: new RegExp(boundedHeading(Lexer.rules.block.gfm.lheading.source)),
}

const footnoteDefinition: TokenizerExtension = {
  name: 'footnoteDefinition',
  level: 'block',
  tokenizer(source) {
    const found = matchFootnote(source)
    if (!found) return undefined
    const { raw, label, body } = found
    const tokens = this.lexer.blockTokens(body, [])
    return { type: 'footnoteDefinition', raw, label, tokens }
  },
}

/** @param isKnown whether the text says what the footnote is */
function footnoteReference(isKnown: (links: Links, label: string) => boolean): TokenizerExtension {
  return {
    name: 'footnoteReference',
    level: 'inline',
    tokenizer(source) {
      const found = matchFootnoteMark(source)
      if (!found || !isKnown(this.lexer.tokens.links, found.label)) return undefined
      return { type: 'footnoteReference', ...found }
    },
  }
}

const lineBreak: TokenizerExtension = {
  name: 'lineBreak',
  level: 'inline',
  tokenizer(source) {
    const raw = matchLineBreak(source)
    return raw === undefined ? undefined : { type: 'br', raw }
  },
}

const mathsBlock: TokenizerExtension = {
  name: 'mathsBlock',
  level: 'block',
  start: findMathsBlock,
  tokenizer(source) {
    const found = matchMathsBlock(source)
    if (!found) return undefined
    if (!('unfinished' in found)) return { type: 'maths', ...found }
    const raw = found.unfinished
    return { type: 'paragraph', raw, text: raw, tokens: this.lexer.inline(raw) }
  },
}

const mathsInline: TokenizerExtension = {
  name: 'mathsInline',
  level: 'inline',
  start: findMaths,
  tokenizer(source) {
    const found = matchMaths(source)
    return found && { type: 'maths', ...found }
  },
}

function optionsWith(footnotes: TokenizerExtension): MarkedOptions {
  return new Marked({
    // Models write verses, addresses and steps on lines of their own and mean it.
    breaks: true,
    extensions: [footnoteDefinition, footnotes, lineBreak, mathsBlock, mathsInline],
    tokenizer: {
      // HTML is text.
      html: () => undefined,
      tag: () => undefined,
      def(source) {
        const found = matchDefinition(source)
        return found && { type: 'def', ...found }
      },
    },
  }).defaults
}

/** Of a whole text its reader tells what a mark stands for. */
const WHOLE = optionsWith(footnoteReference(() => true))
/** Of a text that is still being written each part has what is known of all. */
const BY_PARTS = optionsWith(footnoteReference((links, label) => Object.hasOwn(links, `^${label}`)))
