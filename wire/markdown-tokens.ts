/*
 * What our Markdown has beyond that of others, as functions of the source: footnotes, formulas, reference links of one line, and
 * a line break. Pages and exports make tokens of their lexer of it, so that the same text is the same blocks in both.
 */

/** Deeper than any honest answer: what lies below is shown as it was written. */
export const MAX_BLOCK_DEPTH = 12
export const MAX_INLINE_DEPTH = 24
/** A paragraph with more of these than this is an attack on the lexer, not emphasis or links. */
const MAX_INLINE_MARKS = 2000
const MAX_INLINE_CHARS = 100_000
/** At each blank of such a run the lexer looks whether the line ends behind all of them. */
const LONG_RUN = ' '.repeat(1000)

export function isTooDense(source: string): boolean {
  if (source.length > MAX_INLINE_CHARS || source.includes(LONG_RUN)) return true
  return (
    source.length > MAX_INLINE_MARKS &&
    (source.match(/[[\]*_~`<(!$\\]/g)?.length ?? 0) > MAX_INLINE_MARKS
  )
}

/** Two labels that fold to the same text name the same definition (CommonMark 0.31, "matches"). */
export function foldLabel(label: string): string {
  return label.trim().replace(/\s+/g, ' ').toLowerCase().toUpperCase().toLowerCase()
}

/** A label, and what follows up to the next note or to a line that is not indented after a blank one. */
const FOOTNOTE =
  /^\[\^([^\]\s]{1,64})\]:[ \t]*([^\n]*(?:\n(?!\[\^[^\]\s]{1,64}\]:)(?:[ \t]*\n)*(?:[ \t]{2,}[^\n]+|(?<!\n[ \t]*\n)[^\s][^\n]*))*)/

/** `body` is Markdown by itself. */
export function matchFootnote(source: string) {
  const match = source.startsWith('[^') ? FOOTNOTE.exec(source) : null
  if (!match) return undefined
  const [raw, label = '', inside = ''] = match
  return { raw, label: foldLabel(label), body: inside.replace(/\n[ \t]{1,4}/g, '\n') }
}

export function matchFootnoteMark(source: string): { raw: string; label: string } | undefined {
  const match = source.startsWith('[^') ? /^\[\^([^\]\s]{1,64})\]/.exec(source) : null
  return match ? { raw: match[0], label: foldLabel(match[1] ?? '') } : undefined
}

/** The one tag that keeps its meaning: models write it in table cells, where markdown has no other way. */
export function matchLineBreak(source: string): string | undefined {
  return source.startsWith('<') ? /^<br[ \t]*\/?>/i.exec(source)?.[0] : undefined
}

/** One line, unlike CommonMark: a title that may run on for pages would leave every block behind it unsettled. */
const DEFINITION =
  /^ {0,3}\[(?!\^)((?:\\.|[^[\]\\\n]){1,200})\]:[ \t]*(?:<([^<>\n]*)>|([^\s<]\S*))(?:[ \t]+("[^"\n]*"|'[^'\n]*'|\([^()\n]*\)))?[ \t]*(?:\n|$)/
const ESCAPED = /\\([!-/:-@[-`{-~])/g

export function matchDefinition(source: string) {
  const match = DEFINITION.exec(source)
  if (!match) return undefined
  const [raw, label = '', inBrackets, bare, title] = match
  const href = (inBrackets ?? bare ?? '').replace(ESCAPED, '$1')
  return { raw, tag: foldLabel(label), href, title: title?.slice(1, -1) ?? '' }
}

/** Longer than any honest formula; what goes beyond is text. */
const MAX_TEX_CHARS = 4_000
const MAX_BLOCK_CHARS = 5_000

export interface FoundMaths {
  raw: string
  tex: string
  /** On a line of its own. */
  isDisplay: boolean
}

/** Where a formula that is a block may begin. */
export function findMathsBlock(source: string): number | undefined {
  const at = source.slice(0, MAX_BLOCK_CHARS).search(/\n {0,3}(?:\$\$|\\\[)/)
  return at === -1 ? undefined : at + 1
}

/**
 * A formula that is a block: from a line that begins with `$$` or `\[` to its end, or, while that is not there, to a blank line:
 * then it is text, whatever else its lines look like; a matrix is no list, and must not flicker as one.
 */
export function matchMathsBlock(source: string): FoundMaths | { unfinished: string } | undefined {
  const open = /^ {0,3}(\$\$|\\\[)/.exec(source)
  if (!open) return undefined
  // Never more of the source than a formula may have: there may be thousands of them.
  const near = source.slice(0, MAX_BLOCK_CHARS)
  const whole = near.slice(0, /\n[ \t]*(?:\n|$)/.exec(near)?.index)
  const body = whole.slice(open[0].length)
  const close = open[1] === '$$' ? '$$' : '\\]'
  const end = body.indexOf(close)
  if (end === -1 && whole.length === MAX_BLOCK_CHARS) return undefined
  if (end === -1) return { unfinished: open[0] + body }
  const tex = body.slice(0, end).trim()
  const rest = body.slice(end + close.length)
  const tail = /^[ \t]*[.,;:]?[ \t]*(?:\n|$)/.exec(rest)?.[0]
  // With words behind it, it stands in a paragraph.
  if (tail === undefined || !isFormula(tex)) return undefined
  return { raw: open[0] + body.slice(0, end + close.length) + tail, tex, isDisplay: true }
}

const OPENINGS = /\\[([]|\$/
/** `$`, and what may stand between it and the next one: neither starts nor ends with a space, nothing of a word or number around. */
const SINGLE = /^\$(?![\s$])((?:\\[^\n]|[^$\\\n]){0,300}?(?:\\[^\n]|[^$\\\s]))\$(?![\p{L}\p{N}$])/u
const INLINE = [
  { pattern: /^\\\(((?:(?!\\\))[^]){1,4000}?)\\\)/, isDisplay: false },
  { pattern: /^\\\[((?:(?!\\\])[^]){1,4000}?)\\\]/, isDisplay: true },
  { pattern: /^\$\$((?:(?!\$\$)[^]){1,4000}?)\$\$/, isDisplay: true },
]

/** Where a formula among words may begin. */
export function findMaths(source: string): number | undefined {
  const at = source.search(OPENINGS)
  return at === -1 ? undefined : at
}

/** A formula among words: `\(…\)`, `\[…\]`, `$$…$$`, and `$…$` where it cannot be money. */
export function matchMaths(source: string): FoundMaths | undefined {
  if (!OPENINGS.test(source.slice(0, 2))) return undefined
  for (const { pattern, isDisplay } of INLINE) {
    const [raw = '', tex = ''] = pattern.exec(source) ?? []
    // `\\[1]` is how markdown writes brackets that are none.
    const isMeant = isDisplay ? OPERATOR.test(tex) : true
    if (raw !== '' && isMeant && isFormula(tex)) return { raw, tex: tex.trim(), isDisplay }
  }
  const [raw = '', tex = ''] = SINGLE.exec(source) ?? []
  if (raw === '' || !isFormula(tex) || isMoney(tex)) return undefined
  return { raw, tex, isDisplay: false }
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
