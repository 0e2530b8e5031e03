/**
 * Bounds on rules of `marked`'s lexer, by the sources of its regular expressions: HTML is text here, so no line of it ends a
 * paragraph. (The lexer would cut there and join again: 7 s for 65,000 lines of `<div>`.) Should a later lexer phrase a rule
 * otherwise, these change nothing but that time.
 */
export function boundedParagraph(source: string): string {
  return source.replace(/ \{0,3\}\(\?:<\\\/\?\(\?:address\|.*?CDATA\\\[\)/g, '(?!)')
}

/** A heading underlined is looked for up to its underlining: no further than the next formula. */
export function boundedHeading(source: string): string {
  return source.replace(
    String.raw`\n(?!\s*?\n|`,
    () => String.raw`\n(?!\s*?\n| {0,3}(?:\$\$|\\\[)|`,
  )
}
