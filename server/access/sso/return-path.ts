/**
 * Where somebody goes after signing in: a path of this Galerne, or its start. A path that a browser would take for another
 * site's address (`//evil.example`, `/\evil.example`, `/%09/evil.example` after decoding) is none.
 */
export function toReturnPath(wish: string | undefined): string {
  if (wish === undefined || wish.length > 1000 || !/^\/(?![/\\])[\x21-\x7e]*$/.test(wish))
    return '/'
  const base = 'http://galerne.invalid'
  if (!URL.canParse(wish, base)) return '/'
  const { origin, pathname, search, hash } = new URL(wish, base)
  // The parser's own reading is what is sent on, so that no second parser reads it otherwise.
  return origin === base && !pathname.startsWith('//') ? pathname + search + hash : '/'
}
