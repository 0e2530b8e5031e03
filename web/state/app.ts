import { createClient } from '#sdk/client.ts'
import { createConnection } from './connection.ts'
import { createConversations } from './conversations.ts'
import { createDrafts } from './drafts.ts'
import { createLanguage } from '../i18n/language.ts'
import { createModels } from './models.ts'
import { createTheme } from './preferences.ts'
import { createSession } from './session.ts'
import { createKeyValueStorage } from './storage.ts'
import { createTabs } from './tabs.ts'
import { createThread, type Thread } from './thread.ts'

export type App = ReturnType<typeof createApp>

/** How many conversations stay in memory, so that going back to one shows it at once. */
const THREADS_KEPT = 20
/** The delay of a hidden tab, where no frame is ever painted. */
const HIDDEN_FRAME_MS = 200

/** Everything that the page knows and does; components only show it. */
export function createApp(window: Window & typeof globalThis) {
  const { document } = window
  const storage = createKeyValueStorage(() => window.localStorage)
  const tabs = createTabs(new window.BroadcastChannel('galerne'))
  const session = createSession()
  const connection = createConnection(window.fetch.bind(window))
  const client = createClient({ baseUrl: '', fetch: noticeSignOut(connection.fetch) })
  const conversations = createConversations(client, tabs)
  const models = createModels(client)
  const threads = new Map<string, Thread>()

  function noticeSignOut(next: typeof fetch): typeof fetch {
    return async (input, init) => {
      const response = await next(input, init)
      if (response.status === 401) session.markSignedOut()
      return response
    }
  }

  function threadOf(conversationId: string): Thread {
    const thread =
      threads.get(conversationId) ??
      createThread({
        conversationId,
        client,
        tabs,
        storage,
        nextFrame: (callback) => {
          if (document.hidden) window.setTimeout(callback, HIDDEN_FRAME_MS)
          else window.requestAnimationFrame(callback)
        },
        onAnswerEnded: () => void conversations.reload(conversationId).catch(() => undefined),
      })
    // The map's order is the order of last use.
    threads.delete(conversationId)
    threads.set(conversationId, thread)
    const oldest = threads.keys().next().value
    if (threads.size > THREADS_KEPT && oldest !== undefined) threads.delete(oldest)
    return thread
  }

  async function refresh(openConversationId?: string | null): Promise<void> {
    const { status } = session.state.get()
    if (status === 'unknown') await session.load(client)
    if (session.state.get().status !== 'signed-in') return
    await Promise.all([
      models.load(),
      conversations.refresh(),
      openConversationId && threads.get(openConversationId)?.open(),
    ])
  }

  return {
    client,
    storage,
    session,
    connection,
    conversations,
    models,
    tabs,
    threadOf,
    refresh,
    createKey: () => createRandomKey(window.crypto),
    drafts: createDrafts(storage, () => createRandomKey(window.crypto)),
    theme: createTheme(storage, document.documentElement),
    language: createLanguage(storage, window),
  }
}

/** 128 random bits; `crypto.randomUUID` is missing where the page came over plain HTTP from another machine. */
function createRandomKey(crypto: Crypto): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')
}
