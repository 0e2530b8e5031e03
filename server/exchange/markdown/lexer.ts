import {
  Lexer,
  Marked,
  type MarkedOptions,
  type Rules,
  type Token,
  type TokenizerExtension,
  type TokensList,
} from 'marked'
import { boundedHeading, boundedParagraph } from '#wire/markdown-rules.ts'
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
} from '#wire/markdown-tokens.ts'

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

const BLOCK_RULES: Rules['block'] = {
  ...Lexer.rules.block.gfm,
  paragraph: new RegExp(boundedParagraph(Lexer.rules.block.gfm.paragraph.source)),
  lheading: new RegExp(boundedHeading(Lexer.rules.block.gfm.lheading.source)),
}

/* What the page makes tokens of as well, by the same rules. */

const footnoteDefinition: TokenizerExtension = {
  name: 'footnoteDefinition',
  level: 'block',
  tokenizer(source) {
    const found = matchFootnote(source)
    if (!found) return undefined
    const { raw, label, body } = found
    return { type: 'footnoteDefinition', raw, label, tokens: this.lexer.blockTokens(body) }
  },
}

const footnoteReference: TokenizerExtension = {
  name: 'footnoteReference',
  level: 'inline',
  tokenizer(source) {
    const found = matchFootnoteMark(source)
    return found && { type: 'footnoteReference', ...found }
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

const lineBreak: TokenizerExtension = {
  name: 'lineBreak',
  level: 'inline',
  tokenizer(source) {
    const raw = matchLineBreak(source)
    return raw === undefined ? undefined : { type: 'br', raw }
  },
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
      const found = matchDefinition(source)
      return found && { type: 'def', ...found }
    },
  },
}).defaults
