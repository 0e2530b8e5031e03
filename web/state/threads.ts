import type { Client } from '#sdk/client.ts'
import type { ConversationsStore } from './conversations.ts'
import type { KeyValueStorage } from './storage.ts'
import type { Tabs } from './tabs.ts'
import { createThread, type Thread } from './thread.ts'

/** How many conversations stay in memory, so that going back to one shows it at once. */
const KEPT = 20

export interface ThreadsOptions {
  client: Client
  tabs: Tabs
  storage: KeyValueStorage
  conversations: ConversationsStore
  nextFrame: (callback: () => void) => void
  wait: (ms: number, signal: AbortSignal) => Promise<void>
}

/** The conversations that were opened, and the one that is on the screen. */
export function createThreads({ conversations, ...options }: ThreadsOptions) {
  const threads = new Map<string, Thread>()
  let entered: Thread | null = null

  function of(conversationId: string): Thread {
    const known = threads.get(conversationId)
    if (known) return known
    const thread = createThread({
      ...options,
      conversationId,
      onProgress: () => void conversations.reload(conversationId).catch(() => undefined),
    })
    threads.set(conversationId, thread)
    for (const id of threads.keys()) {
      if (threads.size > KEPT && id !== entered?.conversationId) threads.delete(id)
    }
    return thread
  }

  /** The conversation is on the screen now: it is loaded and followed. Answers with how to leave it. */
  function enter(thread: Thread): () => void {
    entered = thread
    void thread.open()
    listIfOld(thread.conversationId)
    return () => {
      if (entered === thread) entered = null
      thread.pause()
    }
  }

  /** Has the conversation in the list, also where it is too old for the pages that were loaded. */
  function listIfOld(id: string): void {
    const isKnown = conversations.state.get().conversations.some((each) => each.id === id)
    if (!isKnown) void conversations.reload(id).catch(() => undefined)
  }

  return { of, enter, findEntered: () => entered }
}
