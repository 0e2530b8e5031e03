import type { CldrData } from './cldr-data.ts'
import { fillersOf } from './fillers.ts'

/** The languages that no Chromium has data for; it would format them in the language of the system, without a word. */
const DATA = import.meta.glob<CldrData>('./*.json', { import: 'default' })

/**
 * From now on `new Intl.…('ga')` and `('mt')` are right wherever they are called: in ours, in Lingui's `#`, in React Aria's
 * fields. Does nothing for what the browser knows by itself. Loaded only when one of the two is spoken.
 */
export async function fillIntl(language: string): Promise<void> {
  const load = DATA[`./${language}.json`]
  if (!load || Intl.NumberFormat.supportedLocalesOf(language).length > 0) return
  Object.assign(Intl, fillersOf(Intl, await load()))
}
