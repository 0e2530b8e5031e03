import { ApiFailure } from '#sdk/api-failure.ts'
import { createComposingClient, type ComposingClient } from '#sdk/composing.ts'
import type { LibraryList } from '#wire/library.ts'
import type { AssistantSettings, Preferences } from '#wire/preferences.ts'
import type { QueuedMessage } from '#wire/queue.ts'
import type { App } from '../../state/app.ts'
import { createStore, type Store } from '../../state/external-store.ts'
import type { Tabs } from '../../state/tabs.ts'

export interface LibraryState {
  status: 'loading' | 'ready' | 'failed'
  list: LibraryList
}

const NO_LIST: LibraryList = { items: [], mayPublish: { organisation: false, groups: [] } }

export type Composing = ReturnType<typeof createComposing>

const known = new WeakMap<App, Composing>()

/** What is prepared before one asks, as this page knows it: one for each page, made when somebody first wants it. */
export function composingOf(app: App): Composing {
  const composing = known.get(app) ?? createComposing(app)
  known.set(app, composing)
  return composing
}

function createComposing({ client: { http }, tabs }: App) {
  const client = createComposingClient(http)
  const library = createStore<LibraryState>({ status: 'loading', list: NO_LIST })
  const preferences = createStore<Preferences | null>(null)
  const settings = createStore<AssistantSettings | null>(null)
  return {
    client,
    library,
    preferences,
    /** Of the organisation; null: not read yet. */
    settings,
    queues: createQueues(client, tabs),

    async loadLibrary(): Promise<void> {
      try {
        library.set({ status: 'ready', list: await client.listLibrary() })
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error
        library.update(({ list }) => ({ status: 'failed', list }))
      }
    },

    async readSettings(): Promise<void> {
      settings.set(await client.getAssistantSettings())
    },

    /** Once; without an answer what they would allow is not there. */
    async loadSettings(): Promise<void> {
      if (settings.get() !== null) return
      try {
        settings.set(await client.getAssistantSettings())
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error
      }
    },

    async changeSettings(changed: AssistantSettings): Promise<void> {
      settings.set(await client.saveAssistantSettings(changed))
    },

    async loadPreferences(): Promise<void> {
      preferences.set(await client.getPreferences())
    },

    async changePreferences(change: Partial<Preferences>): Promise<void> {
      preferences.set(await client.changePreferences(change))
    },
  }
}

/** Messages that wait, by conversation; null: not read yet. */
function createQueues(client: ComposingClient, tabs: Tabs) {
  const queues = new Map<string, Store<readonly QueuedMessage[] | null>>()
  const of = (id: string) => {
    const queue = queues.get(id) ?? createStore<readonly QueuedMessage[] | null>(null)
    queues.set(id, queue)
    return queue
  }
  const load = async (id: string): Promise<void> => of(id).set(await client.listQueue(id))
  /** What waits here waits in every tab. */
  const put = (id: string, queue: readonly QueuedMessage[]) => {
    of(id).set(queue)
    tabs.tell({ type: 'conversation-changed', conversationId: id })
  }
  tabs.onNews(({ conversationId }) => {
    if (conversationId !== null && queues.has(conversationId)) {
      void load(conversationId).catch(() => undefined)
    }
  })
  return {
    of,
    load,
    async add(id: string, message: Parameters<ComposingClient['queueMessage']>[1], key: string) {
      put(id, await client.queueMessage(id, message, key))
    },
    async change(id: string, queued: string, change: { text?: string; beforeId?: string | null }) {
      put(id, await client.changeQueued(id, queued, change))
    },
    async remove(id: string, queued: string) {
      put(id, await client.unqueue(id, queued))
    },
    async sendNext(id: string) {
      await client.sendNext(id)
      await load(id)
    },
  }
}
