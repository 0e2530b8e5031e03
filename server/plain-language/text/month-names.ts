const known = new Map<string, ReadonlyMap<string, number>>()

/** Forms that the language writes and CLDR does not list, with the number of the month. */
const FURTHER: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  de: { jänner: 1, feber: 2 },
  en: { sept: 9 },
  sl: {
    januarja: 1,
    februarja: 2,
    marca: 3,
    aprila: 4,
    maja: 5,
    junija: 6,
    julija: 7,
    avgusta: 8,
    septembra: 9,
    oktobra: 10,
    novembra: 11,
    decembra: 12,
  },
}

/** Endings that a month’s name takes on, where the language bends it and CLDR lists one form. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  et: ['il', 'ist', 'ini', 'i'],
  fi: ['ta', 'na', 'sta', 'n', 'ssa'],
  hu: ['i', 'a', 'e', 'án', 'ban', 'ben', 'ig', 'tól', 'től'],
  lt: ['io', 'is', 'į', 'yje'],
  lv: ['ā', 'a', 'am', 'u', 'is', 's', 'ī', 'ijā', 'ija', 'ijam'],
  de: ['s'],
}

/** Names of the months in lower case, as they stand alone, in dates and short, with their numbers from 1. */
export function monthNames(lang: string): ReadonlyMap<string, number> {
  const had = known.get(lang)
  if (had) return had
  const names = new Map<string, number>()
  for (let month = 1; month <= 12; month += 1) {
    for (const form of formsOf(lang, month)) names.set(form, month)
  }
  for (const [name, month] of Object.entries(FURTHER[lang] ?? {})) names.set(name, month)
  known.set(lang, names)
  return names
}

function formsOf(lang: string, month: number): Set<string> {
  const date = new Date(Date.UTC(2026, month - 1, 15))
  const forms = new Set<string>()
  for (const style of ['long', 'short'] as const) {
    const options = { month: style, timeZone: 'UTC' } as const
    const alone = new Intl.DateTimeFormat(lang, options).format(date)
    const within = new Intl.DateTimeFormat(lang, { ...options, day: 'numeric' })
      .formatToParts(date)
      .find(({ type }) => type === 'month')?.value
    for (const name of [alone, within ?? '']) {
      const plain = name.toLowerCase().replace(/\.$/u, '')
      if (/^[\p{L}\p{M}]{3,}$/u.test(plain)) forms.add(plain)
      // Bent only as a whole: what is short bends into other words.
      if (style === 'long') bend(plain, lang).forEach((bent) => forms.add(bent))
    }
  }
  return forms
}

function bend(name: string, lang: string): string[] {
  if (!/^[\p{L}\p{M}]{3,}$/u.test(name)) return []
  const stem = lang === 'lv' || lang === 'lt' ? name.replace(/[aisoįū]+$/u, '') : name
  return (ENDINGS[lang] ?? []).flatMap((ending) => [name + ending, stem + ending])
}
