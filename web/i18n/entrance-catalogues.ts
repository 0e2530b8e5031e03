import type { Catalogue, Catalogues } from './language.ts'

/** The texts of signing in, for who has seen nothing else yet. */
export const ENTRANCE: Catalogues = import.meta.glob<Catalogue>('../locales/*/entrance.po')
