import { i18n, type Messages } from '@lingui/core'
import { createStore } from '../state/external-store.ts'
import type { KeyValueStorage } from '../state/storage.ts'
import { directionOf } from './direction.ts'
import { pickLanguage } from './pick-language.ts'

type Catalogue = { messages: Messages }

/** One catalogue a language, each loaded when it is chosen. A folder of web/locales is all that a new language needs. */
const CATALOGUES = import.meta.glob<Catalogue>('../locales/*/messages.po')
/** The texts of signing in, for who has seen nothing else yet. */
const ENTRANCE_CATALOGUES = import.meta.glob<Catalogue>('../locales/*/entrance.po')
/** The texts of what is not the assistant, so that those who only talk with it never load them: lingui.config.ts. */
const WORKSPACE_CATALOGUES = import.meta.glob<Catalogue>('../locales/*/workspace.po')

/** The texts of what the assistant loads only when somebody wants it. */
const EXTRAS_CATALOGUES = import.meta.glob<Catalogue>('../locales/*/extras.po')

const pathOf = (language: string) => `../locales/${language}/messages.po`
const entrancePathOf = (language: string) => `../locales/${language}/entrance.po`

/** BCP 47 tags of the languages that the interface speaks. */
export const LANGUAGES: readonly string[] = Object.keys(CATALOGUES).map(
  (path) => path.split('/').at(-2) ?? path,
)

/** @param first What is shown first: the pages of somebody who is in, or those before. */
export function createLanguage(
  storage: KeyValueStorage,
  window: Window,
  first: 'app' | 'entrance' = 'app',
) {
  const stored = storage.get('language')
  const wanted = [...(stored === null ? [] : [stored]), ...window.navigator.languages]
  const language = createStore(pickLanguage(wanted, LANGUAGES))
  const workspace = createLater((next) => WORKSPACE_CATALOGUES[`../locales/${next}/workspace.po`])
  const extras = createLater((next) => EXTRAS_CATALOGUES[`../locales/${next}/extras.po`])

  /** Shows the interface in the language; rejects when its catalogue cannot be loaded. */
  async function activate(next: string): Promise<void> {
    const load =
      first === 'app' ? CATALOGUES[pathOf(next)] : ENTRANCE_CATALOGUES[entrancePathOf(next)]
    if (!load) throw new RangeError(`There is no catalogue for ${next}`)
    const [{ messages }] = await Promise.all([load(), workspace.follow(next), extras.follow(next)])
    const { documentElement: root } = window.document
    root.lang = next
    root.dir = directionOf(next)
    i18n.load(next, messages)
    i18n.activate(next)
    language.set(next)
  }

  async function choose(next: string): Promise<void> {
    await activate(next)
    storage.set('language', next)
  }

  return {
    language,
    activate,
    choose,
    /** The texts of the other pages, in the language of the moment; the same promise until the language changes. */
    loadWorkspace: () => workspace.load(language.get()),
    /** The texts of what is not there at first in the assistant: as the workspace's. */
    loadExtras: () => extras.load(language.get()),
  }
}

/** A catalogue that is loaded when somebody asks for it, and from then on in every language that is chosen. */
function createLater(find: (language: string) => (() => Promise<Catalogue>) | undefined) {
  let last: { language: string; loading: Promise<void> } | undefined

  function start(language: string): Promise<void> {
    const loading = (async () => {
      const catalogue = await find(language)?.()
      if (catalogue) i18n.load(language, catalogue.messages)
    })()
    last = { language, loading }
    // Asked for again after a failure, not remembered as one.
    loading.catch(() => (last = undefined))
    return loading
  }

  return {
    load: (language: string) => (last?.language === language ? last.loading : start(language)),
    follow: (language: string) => last && start(language),
  }
}
