/** The language of the interface where nobody asked for one that it has. */
const FALLBACK_LANGUAGE = 'en'

/** What its speakers read with ease, where nothing that they asked for is there: CLDR's language matching, for our neighbours. */
const NEAR =
  'no da,nb da,nn da,fo da,bs hr,sh hr,sr-latn hr,cnr hr,mo ro,lb de,gsw de,gl es,ca es,eu es,af nl,fy nl'

/**
 * The first wanted language that is available, matched in full or by its base (`fr-BE` finds `fr`, `de` finds `de-AT`); after
 * all of them, a language near to one. All are BCP 47 tags, in order of preference.
 */
export function pickLanguage(wanted: readonly string[], available: readonly string[]): string {
  const tags = wanted.map((tag) => tag.toLowerCase())
  for (const tag of tags) {
    const found = findMatch(tag, available)
    if (found !== undefined) return found
  }
  for (const tag of tags) {
    const near = NEAR.split(',').find((pair) => `${tag}-`.startsWith(pair.replace(/ .*/, '-')))
    const found = near && findMatch(near.slice(-2), available)
    if (found) return found
  }
  return FALLBACK_LANGUAGE
}

function findMatch(wanted: string, available: readonly string[]): string | undefined {
  const base = baseOf(wanted)
  return (
    available.find((tag) => tag.toLowerCase() === wanted) ??
    available.find((tag) => tag.toLowerCase() === base) ??
    available.find((tag) => baseOf(tag.toLowerCase()) === base)
  )
}

function baseOf(tag: string): string {
  return tag.split('-')[0] ?? tag
}
