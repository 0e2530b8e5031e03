import { createClient } from '#sdk/client.ts'
import { MESSAGES } from '../i18n/app-catalogues.ts'
import { createLanguage } from '../i18n/language.ts'
import { createConfirmation } from './confirmation.ts'
import { createConnection } from './connection.ts'
import { createConversations } from './conversations.ts'
import { createDrafts } from './drafts.ts'
import { createStore } from './external-store.ts'
import { createModels } from './models.ts'
import { createOffline } from './offline.ts'
import { createReading, createSwitch, createTheme } from './preferences.ts'
import { createSession } from './session.ts'
import { createKeyValueStorage } from './storage.ts'
import { createTabs } from './tabs.ts'
import { createThreads } from './threads.ts'

export type App = ReturnType<typeof createApp>

/** The delay of a hidden tab, where no frame is ever painted. */
const HIDDEN_FRAME_MS = 200

/** Everything that the page knows and does; components only show it. */
export function createApp(window: Window & typeof globalThis) {
  const { document } = window
  const storage = createKeyValueStorage(() => window.localStorage)
  const tabs = createTabs(new window.BroadcastChannel('galerne'))
  const session = createSession()
  const confirmation = createConfirmation()
  const connection = createConnection(window.fetch.bind(window))
  const createKey = () => createRandomKey(window.crypto)

  const noticeSignOut: typeof fetch = async (input, init) => {
    const response = await connection.fetch(input, init)
    if (response.status === 401) session.markSignedOut()
    return response
  }
  const client = createClient({ baseUrl: '', fetch: noticeSignOut, confirm: confirmation.ask })
  const conversations = createConversations(client, tabs)
  const nextFrame = (callback: () => void) => {
    if (document.hidden) window.setTimeout(callback, HIDDEN_FRAME_MS)
    else window.requestAnimationFrame(callback)
  }

  const drafts = createDrafts(storage, createKey)
  window.addEventListener('storage', ({ key }) => drafts.follow(key))

  return {
    client,
    session,
    confirmation,
    connection,
    conversations,
    models: createModels(client),
    threads: createThreads({
      client,
      tabs,
      storage,
      conversations,
      nextFrame,
      wait: connection.wait,
    }),
    tabs,
    createKey,
    drafts,
    theme: createTheme(storage, document.documentElement),
    language: createLanguage(storage, window, MESSAGES),
    /** What is open above the page, by its name in web/components/help/OpenOverlay.tsx. */
    overlay: createStore<string | null>(null),
    shortcuts: createSwitch(storage, 'shortcuts'),
    reading: createReading(storage),
    offline: createOffline(storage, window.navigator),
  }
}

/** 128 random bits; `crypto.randomUUID` is missing where the page came over plain HTTP from another machine. */
function createRandomKey(crypto: Crypto): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
