import { i18n, type Messages } from '@lingui/core'
import { createStore } from '../state/external-store.ts'
import type { KeyValueStorage } from '../state/storage.ts'
import { directionOf } from './direction.ts'
import { pickLanguage } from './pick-language.ts'

type Catalogue = { messages: Messages }

/** One catalogue a language, each loaded when it is chosen. A folder of web/locales is all that a new language needs. */
const CATALOGUES = import.meta.glob<Catalogue>('../locales/*/messages.po')

const pathOf = (language: string) => `../locales/${language}/messages.po`

/** BCP 47 tags of the languages that the interface speaks. */
export const LANGUAGES: readonly string[] = Object.keys(CATALOGUES).map(
  (path) => path.split('/').at(-2) ?? path,
)

export function createLanguage(storage: KeyValueStorage, window: Window) {
  const stored = storage.get('language')
  const wanted = [...(stored === null ? [] : [stored]), ...window.navigator.languages]
  const language = createStore(pickLanguage(wanted, LANGUAGES))

  /** Shows the interface in the language; rejects when its catalogue cannot be loaded. */
  async function activate(next: string): Promise<void> {
    const load = CATALOGUES[pathOf(next)]
    if (!load) throw new RangeError(`There is no catalogue for ${next}`)
    const { messages } = await load()
    const { documentElement: root } = window.document
    root.lang = next
    root.dir = directionOf(next)
    i18n.loadAndActivate({ locale: next, messages })
    language.set(next)
  }

  async function choose(next: string): Promise<void> {
    await activate(next)
    storage.set('language', next)
  }

  return { language, activate, choose }
}
