import type { Catalogue, Catalogues } from './language.ts'

/** The texts of what is not the assistant, so that those who only talk with it never load them: lingui.config.ts. */
export const WORKSPACE: Catalogues = import.meta.glob<Catalogue>('../locales/*/workspace.po')
/** The texts of what the assistant draws unasked, though not before the first paint. */
export const SOON: Catalogues = import.meta.glob<Catalogue>('../locales/*/soon.po')
/** The texts of what the assistant loads only when somebody wants it. */
export const EXTRAS: Catalogues = import.meta.glob<Catalogue>('../locales/*/extras.po')
