/** As Cedar writes the pattern of `like`. */
export type PatternPart = 'Wildcard' | { Literal: string }

/** What has to stand between the wildcards, in order. One piece: there is none. */
export type Pattern = readonly string[]

export function toPattern(parts: readonly PatternPart[]): Pattern {
  const pieces = ['']
  for (const part of parts) {
    if (part === 'Wildcard') pieces.push('')
    else pieces.push((pieces.pop() ?? '') + part.Literal)
  }
  return pieces
}

/** The first piece at its beginning, the last one at its end, the others between them: each as early as it can be. */
export function isLike(text: string, pattern: Pattern): boolean {
  const [first = '', ...others] = pattern
  const last = others.pop()
  if (last === undefined) return text === first
  const end = text.length - last.length
  if (!text.startsWith(first) || !text.endsWith(last) || end < first.length) return false
  let at = first.length
  for (const piece of others) {
    const found = text.indexOf(piece, at)
    if (found < 0 || found + piece.length > end) return false
    at = found + piece.length
  }
  return true
}
