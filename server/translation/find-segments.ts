import type { Token, Tokens } from 'marked'

/** Markdown to tokens whose `raw` joined is the text; with limits, so that no text holds the server. */
export type LexMarkdown = (source: string) => Token[]

/** Words to translate, as one piece. */
export interface Segment {
  /** In UTF-16 units of the block. */
  from: number
  to: number
  /** What is translated: the lines of a paragraph that was wrapped are one. */
  text: string
  /** A bar ends it. */
  isCell: boolean
}

/** A paragraph, a list, a table…, with the blank lines after it. All that is outside of segments stays as it is. */
export interface CutBlock {
  source: string
  segments: Segment[]
}

/** Deeper, a text is kept as it is. */
const MAX_DEPTH = 8
/** A model translates best what it can overlook. */
const LONG_SEGMENT = 1_200
const USUAL_SEGMENT = 800
/** Lines of at least as many characters may be one paragraph that some program has wrapped. */
const WRAPPED_LINE = 50

/** The blocks of a text, in order; their sources joined are the text, with `\n` at the ends of lines. */
export function cutBlocks(text: string, lex: LexMarkdown): CutBlock[] {
  const source = text.replaceAll(/\r\n?/g, '\n')
  const blocks: CutBlock[] = []
  for (const token of lexWhole(source, lex)) {
    const last = blocks.at(-1)
    if (token.type === 'space' && last) last.source += token.raw
    else blocks.push({ source: token.raw, segments: segmentsOf(token, lex, 0) })
  }
  return blocks
}

/** Where the lexer leaves something out, the text is its paragraphs. */
function lexWhole(source: string, lex: LexMarkdown): Token[] {
  const tokens = lex(source)
  if (tokens.map(({ raw }) => raw).join('') === source) return tokens
  return source
    .split(/(?<=\n\n)(?!\n)/)
    .map((raw): Token => ({ type: 'paragraph', raw, text: raw, tokens: [] }))
}

function findSegments(text: string, lex: LexMarkdown, depth: number): Segment[] {
  if (depth > MAX_DEPTH) return []
  let at = 0
  return lexWhole(text, lex).flatMap((token) => {
    const start = at
    at += token.raw.length
    return segmentsOf(token, lex, depth).map((segment) => ({
      ...segment,
      from: segment.from + start,
      to: segment.to + start,
    }))
  })
}

function segmentsOf(token: Token, lex: LexMarkdown, depth: number): Segment[] {
  const { raw } = token
  switch (token.type) {
    case 'heading':
      return headingSegments(raw)
    case 'paragraph':
    case 'text':
      return lineSegments(raw)
    case 'table':
      return tableSegments(raw)
    case 'list':
      return listSegments(token, lex, depth)
    case 'blockquote':
      return innerSegments(raw, { lex, depth, marginOf: quoteMargin })
    case 'footnoteDefinition':
      return innerSegments(raw, { lex, depth, marginOf: noteMargin })
    default:
      return []
  }
}

function headingSegments(raw: string): Segment[] {
  const atx = /^ {0,3}#{1,6}[ \t]+/.exec(raw)
  if (!atx) return lineSegments(raw.replace(/\n {0,3}(?:=+|-+)[ \t]*\n*$/, ''))
  const [line = ''] = raw.split('\n', 1)
  const end = line.replace(/[ \t]+#+[ \t]*$/, '').length
  return toSegments(raw, atx[0].length, Math.max(end, atx[0].length))
}

/** A paragraph: one piece where it was wrapped, else a piece a line, for lines are meant. */
function lineSegments(raw: string): Segment[] {
  const lines: { from: number; to: number }[] = []
  let at = 0
  for (const line of raw.split('\n')) {
    // Two spaces or a backslash at the end break the line: they are no words.
    const bare = withoutBreak(line)
    if (bare.trim() !== '') lines.push({ from: at + bare.search(/\S/), to: at + bare.length })
    at += line.length + 1
  }
  const texts = lines.map(({ from, to }) => raw.slice(from, to))
  if (!isWrapped(raw, texts)) return lines.flatMap(({ from, to }) => toSegments(raw, from, to))
  return joinLines(lines, texts)
}

/** Trimmed by hand: a pattern would take the square of a long run of blanks. */
function withoutBreak(line: string): string {
  let end = line.length - (line.endsWith('\\') ? 1 : 0)
  while (end > 0 && (line[end - 1] === ' ' || line[end - 1] === '\t')) end -= 1
  return line.slice(0, end)
}

function isWrapped(raw: string, lines: readonly string[]): boolean {
  const all = lines.slice(0, -1)
  if (all.length === 0 || / {2}\n|\\\n/.test(raw)) return false
  const ends = all.filter((line) => /[.!?:;…]$/.test(line)).length
  return ends * 3 <= all.length && all.every((line) => line.length >= WRAPPED_LINE)
}

function joinLines(
  lines: readonly { from: number; to: number }[],
  texts: readonly string[],
): Segment[] {
  const segments: Segment[] = []
  let isOpen = false
  for (const [index, { from, to }] of lines.entries()) {
    const last = segments.at(-1)
    const text = texts[index] ?? ''
    if (isOpen && last) {
      last.to = to
      last.text += ` ${text}`
    } else segments.push({ from, to, text, isCell: false })
    const { length } = segments.at(-1)?.text ?? ''
    isOpen = length < USUAL_SEGMENT || (length < 2 * LONG_SEGMENT && !/[.!?…]$/.test(text))
  }
  return segments
}

/** Cells between bars that no backslash stands before. */
function tableSegments(raw: string): Segment[] {
  let at = 0
  return raw.split('\n').flatMap((line, index) => {
    const start = at
    at += line.length + 1
    // The second line says how columns are aligned.
    return index === 1 ? [] : cellSegments(line, start)
  })
}

function cellSegments(line: string, start: number): Segment[] {
  return [...line.matchAll(/(?:\\.|[^\\|])+/g)].flatMap(({ 0: cell, index }) => {
    const text = cell.trim()
    const from = start + index + cell.search(/\S|$/)
    return text === '' ? [] : [{ from, to: from + text.length, text, isCell: true }]
  })
}

function listSegments(list: Token, lex: LexMarkdown, depth: number): Segment[] {
  let at = 0
  return itemsOf(list).flatMap((raw) => {
    const start = list.raw.indexOf(raw, at)
    if (start < 0) return []
    at = start + raw.length
    return innerSegments(raw, { lex, depth, marginOf: itemMargin(raw) }).map((segment) => ({
      ...segment,
      from: segment.from + start,
      to: segment.to + start,
    }))
  })
}

function itemsOf(list: Token): string[] {
  if (!('items' in list) || !Array.isArray(list.items)) return []
  return list.items.map(({ raw }: Tokens.ListItem) => raw)
}

interface Inner {
  lex: LexMarkdown
  depth: number
  /** How many characters at the beginning of a line belong to what it lies in. */
  marginOf: (line: string, index: number) => number
}

function quoteMargin(line: string): number {
  return /^ {0,3}> ?/.exec(line)?.[0].length ?? 0
}

function noteMargin(line: string, index: number): number {
  const pattern = index === 0 ? /^\[\^[^\]]*\]:[ \t]*/ : /^[ \t]{0,4}/
  return pattern.exec(line)?.[0].length ?? 0
}

function itemMargin(raw: string): Inner['marginOf'] {
  const marker = /^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:[ \t]{1,4}(?! )|[ \t]|$)/.exec(raw)?.[0] ?? ''
  const task = /^\[[ xX]\][ \t]+/.exec(raw.slice(marker.length))?.[0] ?? ''
  return (line, index) => {
    if (index === 0) return marker.length + task.length
    return Math.min(marker.length, /^[ \t]*/.exec(line)?.[0].length ?? 0)
  }
}

/** The segments of what stands within a margin: cut on its own, then found again where it is. */
function innerSegments(raw: string, { lex, depth, marginOf }: Inner): Segment[] {
  const starts: { inner: number; outer: number }[] = []
  const lines: string[] = []
  let inner = 0
  let outer = 0
  for (const [index, line] of raw.split('\n').entries()) {
    const margin = Math.min(marginOf(line, index), line.length)
    starts.push({ inner, outer: outer + margin })
    lines.push(line.slice(margin))
    inner += line.length - margin + 1
    outer += line.length + 1
  }
  let line = 0
  /** Asked in the order of the text, so that no line is looked for twice. */
  const toOuter = (at: number) => {
    if ((starts[line]?.inner ?? 0) > at) line = 0
    while ((starts[line + 1]?.inner ?? Infinity) <= at) line += 1
    const start = starts[line] ?? { inner: 0, outer: 0 }
    return start.outer + at - start.inner
  }
  return findSegments(lines.join('\n'), lex, depth + 1).map((segment) => ({
    ...segment,
    from: toOuter(segment.from),
    to: toOuter(segment.to - 1) + 1,
  }))
}

const sentences = new Intl.Segmenter('und', { granularity: 'sentence' })

/** One piece, or, of a long paragraph, as many sentences each as are usual. */
function toSegments(raw: string, from: number, to: number): Segment[] {
  const text = raw.slice(from, to)
  if (text.length <= LONG_SEGMENT) return [{ from, to, text, isCell: false }]
  const parts: { from: number; to: number }[] = []
  for (const { segment, index } of sentences.segment(text)) {
    const last = parts.at(-1)
    const end = index + segment.length
    if (last && end - last.from <= USUAL_SEGMENT) last.to = end
    else parts.push({ from: index, to: end })
  }
  return parts.flatMap((part) => {
    const bare = text.slice(part.from, part.to).trimEnd()
    const start = from + part.from
    return bare === '' ? [] : [{ from: start, to: start + bare.length, text: bare, isCell: false }]
  })
}
