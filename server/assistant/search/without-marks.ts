/** At the beginning of a line: a heading's, a quotation's and a list's marks, and the fence of a code with its language. */
const LINE_START =
  /^[ \t]*(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+(?:\[[ xX]\][ \t]+)?|[`~]{3,}[^\n]*)/gmu
/** The line below a table's head; another kind of rule. */
const RULE = /^[ \t]*(?:[|:\- \t]{3,}|[*_\- \t]{3,}|={3,})$/gmu
const LINK = /!?\[([^[\]\n]*)\]\([^()\n]*(?:\)|$)/gu
const STRONG = /\*\*|~~|`+/gu
/** Around words, not between numbers or within a name. */
const EMPHASIS =
  /(?<![\p{L}\p{N}\s\\])[*_](?=\S)|(?<=^|\s)[*_]{1,2}(?=[^\s*_])|(?<=[^\s\\])[*_]{1,2}(?![\p{L}\p{N}*_])/gmu
const ESCAPE = /\\([!-/:-@[-`{-~])/gu

/**
 * A short piece of Markdown as one reads it: the words, without the signs that make headings, tables and emphasis. No parser, for
 * the piece begins and ends anywhere. Its patterns look at each character a few times at most: give it a line or two, no document.
 */
export function withoutMarks(piece: string): string {
  return piece
    .replaceAll(RULE, '')
    .replaceAll(LINE_START, '')
    .replaceAll(LINK, '$1')
    .replaceAll(STRONG, '')
    .replaceAll(EMPHASIS, '')
    .replaceAll(/^[ \t]*\|[ \t]*|[ \t]*\|[ \t]*$/gmu, '')
    .replaceAll(/[ \t]*(?<!\\)\|[ \t]*/gu, ' · ')
    .replaceAll(ESCAPE, '$1')
}
