import type { Catalogue, Catalogues } from './language.ts'

/** The texts of the assistant, which are there before anything is drawn: one catalogue a language. */
export const MESSAGES: Catalogues = import.meta.glob<Catalogue>('../locales/*/messages.po')
