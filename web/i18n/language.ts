import { i18n, type Messages } from '@lingui/core'
import { createStore } from '../state/external-store.ts'
import type { KeyValueStorage } from '../state/storage.ts'
import { directionOf } from './direction.ts'
import { pickLanguage } from './pick-language.ts'

export interface Catalogue {
  messages: Messages
}

/** Catalogues of one kind, by path, each loaded when it is asked for. A folder of web/locales is all that a new language needs. */
export type Catalogues = Readonly<Record<string, () => Promise<Catalogue>>>

/** English with accents, longer, in marks of direction: what is not in a catalogue, or does not fit, is seen. Never offered. */
export const PSEUDO = 'en-XA'

export type LanguageState = ReturnType<typeof createLanguage>

/** @param first What is shown first: the texts of somebody who is in, or those before. */
export function createLanguage(storage: KeyValueStorage, window: Window, first: Catalogues) {
  /** BCP 47 tags of the languages that the interface speaks. */
  const available = Object.keys(first).map(languageOf)
  const stored = storage.get('language')
  const wanted = [...(stored === null ? [] : [stored]), ...window.navigator.languages]
  const language = createStore(stored === PSEUDO ? PSEUDO : pickLanguage(wanted, available))
  const workspace = createLater(async () => (await import('./later-catalogues.ts')).WORKSPACE)
  const soon = createLater(async () => (await import('./later-catalogues.ts')).SOON)
  const extras = createLater(async () => (await import('./later-catalogues.ts')).EXTRAS)

  /** Shows the interface in the language; rejects when its catalogue cannot be loaded. */
  async function activate(next: string): Promise<void> {
    const [messages] = await Promise.all([
      read(first, next),
      workspace.follow(next),
      soon.follow(next),
      extras.follow(next),
      completeIntl(next),
    ])
    if (!messages) throw new RangeError(`There is no catalogue for ${next}`)
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
    available,
    /** Somebody has chosen in this browser; else it was the browser's own wish. */
    isChosen: () => storage.get('language') !== null,
    activate,
    choose,
    /** The English of a message, whichever catalogue it is in; undefined: none has it. */
    async readEnglish(id: string) {
      const { WORKSPACE, SOON, EXTRAS } = await import('./later-catalogues.ts')
      const kinds = [first, WORKSPACE, SOON, EXTRAS]
      const all = await Promise.all(kinds.map((each) => read(each, 'en')))
      return all.find((messages) => messages?.[id] !== undefined)?.[id]
    },
    /** The texts of the other pages, in the language of the moment; the same promise until the language changes. */
    loadWorkspace: () => workspace.load(language.get()),
    /** The texts of what the assistant draws unasked after the first paint: as the workspace's. */
    loadSoon: () => soon.load(language.get()),
    /** The texts of what is loaded when somebody wants it: as the workspace's. */
    loadExtras: () => extras.load(language.get()),
  }
}

function languageOf(path: string): string {
  return path.split('/').at(-2) ?? path
}

async function read(catalogues: Catalogues, language: string): Promise<Messages | undefined> {
  const source = language === PSEUDO ? 'en' : language
  const load = Object.entries(catalogues).find(([path]) => languageOf(path) === source)?.[1]
  const catalogue = await load?.()
  if (!catalogue || language !== PSEUDO) return catalogue?.messages
  return (await import('./pseudo.ts')).pseudoOf(catalogue.messages)
}

/** Irish and Maltese dates, numbers and lists, which most browsers lack. */
async function completeIntl(language: string): Promise<void> {
  if (language === 'ga' || language === 'mt')
    await (await import('./cldr/fill-intl.ts')).fillIntl(language)
}

/** A catalogue that is loaded when somebody asks for it, and from then on in every language that is chosen. */
function createLater(find: () => Promise<Catalogues>) {
  const known = new Map<string, Promise<void>>()

  function start(language: string): Promise<void> {
    const loading = (async () => {
      const messages = await read(await find(), language)
      if (messages) i18n.load(language, messages)
    })()
    known.set(language, loading)
    loading.then(
      // React would show nothing for a moment where it has not seen this promise before, and a dialog would close.
      () => Object.assign(loading, { status: 'fulfilled', value: undefined }),
      // Asked for again after a failure, not remembered as one.
      () => known.delete(language),
    )
    return loading
  }

  const load = (language: string) => known.get(language) ?? start(language)
  return {
    load,
    follow: (language: string) => (known.size > 0 ? load(language) : undefined),
  }
}
