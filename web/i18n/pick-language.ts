/** The language of the interface where nobody asked for one that it has. */
const FALLBACK_LANGUAGE = 'en'

/**
 * The first wanted language that is available, matched in full or by its base (`fr-BE` finds `fr`, `de` finds `de-AT`).
 * All are BCP 47 tags, in order of preference.
 */
export function pickLanguage(wanted: readonly string[], available: readonly string[]): string {
  for (const tag of wanted) {
    const found = findMatch(tag.toLowerCase(), available)
    if (found !== undefined) return found
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
