import type { Lexer, TokenizerExtension, Tokens } from 'marked'

/** Longer than any honest formula; what goes beyond is text. */
const MAX_TEX_CHARS = 4_000
const MAX_BLOCK_CHARS = 5_000

export interface MathsToken extends Tokens.Generic {
  type: 'maths'
  tex: string
  /** On a line of its own. */
  isDisplay: boolean
}

/** A formula that is a block: from a line that begins with `$$` or `\[` to its end, or, while that is not there, to a blank line. */
export const mathsBlock: TokenizerExtension = {
  name: 'mathsBlock',
  level: 'block',
  start: (source) => {
    const at = source.slice(0, MAX_BLOCK_CHARS).search(/\n {0,3}(?:\$\$|\\\[)/)
    return at === -1 ? undefined : at + 1
  },
  tokenizer(this: { lexer: Lexer }, source: string) {
    const open = /^ {0,3}(\$\$|\\\[)/.exec(source)
    if (!open) return undefined
    // Never more of the source than a formula may have: there may be thousands of them.
    const near = source.slice(0, MAX_BLOCK_CHARS)
    const whole = near.slice(0, /\n[ \t]*(?:\n|$)/.exec(near)?.index)
    const body = whole.slice(open[0].length)
    const close = open[1] === '$$' ? '$$' : '\\]'
    const end = body.indexOf(close)
    if (end === -1 && whole.length === MAX_BLOCK_CHARS) return undefined
    if (end === -1) return unfinished(this.lexer, open[0] + body)
    const tex = body.slice(0, end).trim()
    const rest = body.slice(end + close.length)
    const tail = /^[ \t]*[.,;:]?[ \t]*(?:\n|$)/.exec(rest)?.[0]
    // With words behind it, it stands in a paragraph.
    if (tail === undefined || !isFormula(tex)) return undefined
    const raw = open[0] + body.slice(0, end + close.length) + tail
    return { type: 'maths', raw, tex, isDisplay: true } satisfies MathsToken
  },
}

/** Text until its end is there, whatever else its lines look like: a matrix is no list, and must not flicker as one. */
function unfinished(lexer: Lexer, raw: string): Tokens.Paragraph {
  const tokens = lexer.inline(raw)
  return { type: 'paragraph', raw, text: raw, tokens }
}

const OPENINGS = /\\[([]|\$/
/** `$`, and what may stand between it and the next one: neither starts nor ends with a space, nothing of a word or number around. */
const SINGLE = /^\$(?![\s$])((?:\\[^\n]|[^$\\\n]){0,300}?(?:\\[^\n]|[^$\\\s]))\$(?![\p{L}\p{N}$])/u
const INLINE = [
  { pattern: /^\\\(((?:(?!\\\))[^]){1,4000}?)\\\)/, isDisplay: false },
  { pattern: /^\\\[((?:(?!\\\])[^]){1,4000}?)\\\]/, isDisplay: true },
  { pattern: /^\$\$((?:(?!\$\$)[^]){1,4000}?)\$\$/, isDisplay: true },
]

/** A formula among words: `\(…\)`, `\[…\]`, `$$…$$`, and `$…$` where it cannot be money. */
export const mathsInline: TokenizerExtension = {
  name: 'mathsInline',
  level: 'inline',
  start: (source) => {
    const at = source.search(OPENINGS)
    return at === -1 ? undefined : at
  },
  tokenizer(source: string) {
    if (!OPENINGS.test(source.slice(0, 2))) return undefined
    for (const { pattern, isDisplay } of INLINE) {
      const [raw = '', tex = ''] = pattern.exec(source) ?? []
      // `\\[1]` is how markdown writes brackets that are none.
      const isMeant = isDisplay ? OPERATOR.test(tex) : true
      if (raw !== '' && isMeant && isFormula(tex)) {
        return { type: 'maths', raw, tex: tex.trim(), isDisplay }
      }
    }
    const [raw = '', tex = ''] = SINGLE.exec(source) ?? []
    if (raw === '' || !isFormula(tex) || isMoney(tex)) return undefined
    return { type: 'maths', raw, tex, isDisplay: false }
  },
}

/** Something to calculate with: a command, an operator, or one short name; two words in a row are a sentence. */
export function isFormula(tex: string): boolean {
  const text = tex.trim()
  if (text === '' || text.length > MAX_TEX_CHARS) return false
  const bare = text.replace(/\\(?:text|mathrm|textbf|textit|operatorname|mbox)\{[^{}]*\}/g, '')
  if (/(?<!\\)\b\p{L}{2,}[ ,;]+\p{L}{2,}/u.test(bare.replace(/\\[a-z]+/gi, '\\'))) return false
  return OPERATOR.test(text) || NAMES.test(text)
}

const OPERATOR = /[\\^_=+<>{}|/*·×÷±≤≥≠∈]/
/** `n`, `2n`, `f(x)`, `a, b`: names as short as those of formulas. */
const NAMES = /^(?:\p{L}{1,2}(?!\p{L})|\p{N}|[\s,.()'′!:-]){1,40}$/u

/** “$5”, “$1,000 + VAT”: an amount, unless it goes on as no amount does. */
function isMoney(tex: string): boolean {
  if (/^\d[\d.,  ]*$/.test(tex)) return true
  return /^\d[\d.,  ]*(?:[-–/+]|\s|[kKmMbB]\b|\p{L}{3,})/u.test(tex) && !/[\\^_={}]/.test(tex)
}
