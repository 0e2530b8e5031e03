/** What each language calls itself. The Union's 24, and Arabic, which keeps the layout honest from right to left. */
const OWN_NAMES: Readonly<Record<string, string>> = {
  ar: 'العربية',
  bg: 'Български',
  cs: 'Čeština',
  da: 'Dansk',
  de: 'Deutsch',
  el: 'Ελληνικά',
  en: 'English',
  es: 'Español',
  et: 'Eesti',
  fi: 'Suomi',
  fr: 'Français',
  ga: 'Gaeilge',
  hr: 'Hrvatski',
  hu: 'Magyar',
  it: 'Italiano',
  lt: 'Lietuvių',
  lv: 'Latviešu',
  mt: 'Malti',
  nl: 'Nederlands',
  pl: 'Polski',
  pt: 'Português',
  ro: 'Română',
  sk: 'Slovenčina',
  sl: 'Slovenščina',
  sv: 'Svenska',
}

/** Others that Chromium has no words of. */
const LACKING: Readonly<Record<string, string>> = { sq: 'Shqip' }

/** The official languages of the Union, by BCP 47 tag, in the order of the alphabet. */
export const EU_LANGUAGES: readonly string[] = Object.keys(OWN_NAMES).filter((tag) => tag !== 'ar')

export interface LanguageChoice {
  /** BCP 47. */
  tag: string
  /** As its speakers call it, as a list writes it: with a capital. */
  name: string
}

/** Names of languages as those who look for theirs know them, in the order of the reader's alphabet. */
export function choicesOf(tags: readonly string[], reader: string): LanguageChoice[] {
  const { compare } = new Intl.Collator(reader)
  return tags
    .map((tag) => ({ tag, name: ownNameOf(tag) }))
    .toSorted((one, two) => compare(one.name, two.name))
}

/** A language that is not of the list is named by what the browser knows of it, or by its tag. */
export function ownNameOf(tag: string): string {
  const known = OWN_NAMES[tag] ?? LACKING[tag]
  if (known !== undefined) return known
  try {
    const name = new Intl.DisplayNames(tag, { type: 'language' }).of(tag) ?? tag
    return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1)
  } catch {
    return tag
  }
}
