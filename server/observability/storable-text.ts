/** Postgres has no text with NUL, nor half a surrogate pair. Cut to a length that a page can show. */
export function storableText(text: string, maxLength = 500): string {
  return text.slice(0, maxLength).toWellFormed().replaceAll('\0', '\uFFFD')
}
