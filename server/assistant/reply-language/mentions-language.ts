import { LANGUAGES } from '../languages.ts'

const stems = new Map<string, RegExp>()

/** Whether a text names a language, in any of the Union's: who asks “auf Französisch” or “translate into French” wants French. */
export function mentionsLanguage(text: string, lang: string): boolean {
  const known = stems.get(lang) ?? stemsOf(lang)
  stems.set(lang, known)
  return known.test(plainOf(text))
}

/** How names of the language begin: endings differ with what is asked of it (englisch, ins Englische; englanti, englanniksi). */
function stemsOf(lang: string): RegExp {
  const names = Object.keys(LANGUAGES).map((each) => {
    const name = new Intl.DisplayNames(each, { type: 'language' }).of(lang) ?? lang
    return (
      plainOf(name)
        .split(/[\s-]/)
        .toSorted((a, b) => b.length - a.length)[0] ?? name
    )
  })
  const own = new Set(names.map((name) => name.slice(0, name.length > 5 ? 5 : 4)))
  // Czech says angličtina, and anglicky.
  const short = [...own].map((stem) => (stem.length === 5 ? stem.slice(0, 4) : stem))
  return new RegExp(String.raw`(?<!\p{L})(?:${[...new Set(short)].join('|')})`, 'u')
}

function plainOf(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
}
