/** A block of an answer, from and to in UTF-16 units of the whole text. */
export interface TextBlock {
  from: number
  to: number
  /** Its words, without what has a language of its own or none: code, quotations, citations, addresses, formulas. */
  plain: string
  /** How many letters `plain` has. */
  letters: number
}

/** Longer than a sentence or two, the first paragraph is no instruction any more. */
const MAX_INSTRUCTION = 300
const LONG_TEXT = 400

/** The paragraphs, headings, list items and rows of Markdown; code between fences is none of them. */
export function blocksOf(text: string): TextBlock[] {
  const blocks: TextBlock[] = []
  let isCode = false
  let start = -1
  const end = (to: number) => {
    if (start >= 0) blocks.push(toBlock(text, start, to))
    start = -1
  }
  let from = 0
  for (const line of text.split('\n')) {
    const to = from + line.length
    const isFence = /^\s*(?:```|~~~|\$\$)/.test(line)
    const isQuote = /^\s*>/.test(line)
    if (isFence) isCode = !isCode
    if (isFence || isCode || isQuote || line.trim() === '') end(from)
    else {
      if (/^\s*(?:#{1,6}\s|[-*+]\s|\d+[.)]\s|\|)/.test(line)) end(from)
      if (start < 0) start = from
    }
    from = to + 1
  }
  end(text.length)
  return blocks
}

/** What a long message asks for, beside what was pasted into it: a short first or last paragraph; else all of it. */
export function instructionOf(text: string): string {
  if (text.length <= LONG_TEXT) return text
  const paragraphs = text
    .split(/\n\s*\n|(?<=:)\s*\n/u)
    .map((each) => each.trim())
    .filter((each) => each !== '')
  const [first = '', last = ''] = [paragraphs[0], paragraphs.at(-1)]
  if (paragraphs.length > 1 && first.length <= MAX_INSTRUCTION) return first
  return paragraphs.length > 1 && last.length <= MAX_INSTRUCTION ? last : text
}

function toBlock(text: string, from: number, to: number): TextBlock {
  const plain = text
    .slice(from, to)
    .replaceAll(/`[^`\n]*`/g, ' ')
    .replaceAll(/\$[^$\n]+\$/g, ' ')
    // The mark in front of a word, so that an apostrophe within one opens nothing.
    .replaceAll(/(?<![\p{L}\p{N}])[“„«»"‘‚][^“”„«»"’‘\n]{2,}[”“»«"’‘]/gu, ' ')
    .replaceAll(/\]\([^)]*\)|\[\d+\]|https?:\/\/\S+|\S+@\S+/g, ' ')
  return { from, to, plain, letters: plain.match(/\p{L}/gu)?.length ?? 0 }
}
