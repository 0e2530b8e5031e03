import type { DocumentLang } from '#wire/document-languages.ts'
import { DE } from './de.ts'
import { EN, type RegisterTexts } from './en.ts'
import { FR } from './fr.ts'

export type { RegisterTexts } from './en.ts'

/** What forms and documents say: a language that lacks a text does not compile. */
export const TEXTS: Readonly<Record<DocumentLang, RegisterTexts>> = { en: EN, de: DE, fr: FR }

/** Puts values where `{name}` stands. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all))
}

/** How a language writes what documents are full of. */
export interface Speech {
  lang: DocumentLang
  texts: RegisterTexts
  date: (iso: string) => string
  number: (value: number) => string
  percent: (share: number) => string
}

export function speechOf(lang: DocumentLang): Speech {
  const dates = new Intl.DateTimeFormat(lang, { dateStyle: 'medium', timeZone: 'UTC' })
  const numbers = new Intl.NumberFormat(lang)
  const percents = new Intl.NumberFormat(lang, { style: 'percent', maximumFractionDigits: 1 })
  return {
    lang,
    texts: TEXTS[lang],
    date: (iso) => (Number.isNaN(Date.parse(iso)) ? iso : dates.format(new Date(iso))),
    number: (value) => numbers.format(value),
    percent: (share) => percents.format(share),
  }
}
