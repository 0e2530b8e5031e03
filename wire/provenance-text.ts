/** How texts are compared. A change of these functions is another one: records name theirs. */
export const NORMALISATION = 'galerne-text-1'

/** Shorter paragraphs may be anybody's (“Yours sincerely”): they prove nothing and are not looked up. */
export const SHORTEST_PARAGRAPH = 40

/** So many characters may be checked at a time. */
export const MAX_CHECKED_CHARACTERS = 100_000

/**
 * Word for word: NFC (Unicode Standard Annex 15), each run of white space (ECMAScript's: category Zs, tabs, line ends, U+FEFF)
 * one space, none at either end. How a text is broken into lines does not matter: mail programs and letters break it anew.
 */
export function exactText(text: string): string {
  return text.normalize('NFC').replaceAll(/\s+/gu, ' ').trim()
}

/**
 * The same words without the marks of Markdown: what a reader sees of an answer, and gets when copying it from a page or a
 * letter. Headings, quotes, list markers at the start of lines, emphasis, code marks, frames of tables, addresses of links.
 */
export function wordsOf(text: string): string {
  return exactText(
    text
      .split(/\r\n?|\n/u)
      .map(withoutMarks)
      .join('\n'),
  )
}

/**
 * What of a text can be recognised by itself: its lines and its paragraphs (between empty lines), as words, each once, the
 * short ones left out.
 */
export function paragraphsOf(text: string): string[] {
  const all = [...blocksOf(text), ...text.split(/\r\n?|\n/u)].map(wordsOf)
  return [...new Set(all)].filter((one) => one.length >= SHORTEST_PARAGRAPH)
}

/** The paragraphs as they are, for showing which of them are known. */
export function blocksOf(text: string): string[] {
  return text.split(/(?:\r\n?|\n)[^\S\r\n]*(?:\r\n?|\n)/u).filter((block) => block.trim() !== '')
}

// Each of these looks at a bounded neighbourhood: strangers send what is read here.
const RULE = /^\s*(?:[-*_|:=]\s*){3,}$/u
const FENCE = /^\s*(?:```|~~~)/u
const LEAD = /^\s*(?:>\s?)*(?:#{1,6}\s+|[-*+•]\s+|\d{1,9}[.)]\s+)?/u
const LINK = /!?\[([^[\]\n]{0,1000})\]\([^()\s]{0,2000}\)/gu
const EMPHASIS = /(?<![\p{L}\p{N}])[*_~]{1,3}(?=\S)|(?<=\S)[*_~]{1,3}(?![\p{L}\p{N}])/gu

function withoutMarks(line: string): string {
  // A text may be a hundred thousand empty lines.
  if (line.trim() === '') return ''
  if (FENCE.test(line) || RULE.test(line)) return ''
  const bare = line.replace(LEAD, '')
  const cells = bare.trimStart().startsWith('|') ? bare.replaceAll('|', ' ') : bare
  return cells.replaceAll(LINK, '$1').replaceAll('`', '').replaceAll(EMPHASIS, '')
}
