import type { DocumentLang } from '#wire/document-languages.ts'

/** What documents say of themselves, whatever they are about. */
export const DOCUMENT_WORDS: Record<
  DocumentLang,
  Record<'fact' | 'value' | 'source' | 'page' | 'live' | 'said' | 'missing', string>
> = {
  en: {
    fact: 'Entry',
    value: 'Content',
    source: 'From',
    page: 'Page',
    live: 'Galerne',
    said: 'your entry',
    missing: 'still missing',
  },
  de: {
    fact: 'Angabe',
    value: 'Inhalt',
    source: 'Quelle',
    page: 'Seite',
    live: 'Galerne',
    said: 'Ihre Angabe',
    missing: 'fehlt noch',
  },
  fr: {
    fact: 'Rubrique',
    value: 'Contenu',
    source: 'Origine',
    page: 'Page',
    live: 'Galerne',
    said: 'votre saisie',
    missing: 'à compléter',
  },
}
