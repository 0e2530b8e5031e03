import type { Message } from '#wire/conversations.ts'
import { createStore } from './external-store.ts'
import { MessageTree, type TreeNode } from './message-tree.ts'
import type { KeyValueStorage } from './storage.ts'

/** Another object after each change. */
export interface ThreadState {
  status: 'loading' | 'ready' | 'missing' | 'failed'
  /** All messages, those of versions that are not shown too. The same map every time: nobody copies 10,000 messages. */
  messages: ReadonlyMap<string, Message>
  /** Those that are shown, from the first to the last. */
  path: readonly TreeNode[]
  /** The next message follows this one, although others do already; null: it follows the last. */
  goesOnFrom: string | null
}

/** The messages of a conversation and which versions of them are shown; the latter outlives a reload. */
export function createThreadMessages(conversationId: string, storage: KeyValueStorage) {
  const shownKey = `shown.${conversationId}`
  const tree = new MessageTree()
  const state = createStore<ThreadState>({
    status: 'loading',
    messages: tree.messages,
    path: tree.path,
    goesOnFrom: null,
  })
  const tell = (status = state.get().status) =>
    state.set({ status, messages: tree.messages, path: tree.path, goesOnFrom: tree.endId })

  function put(fresh: readonly Message[]): void {
    const shown = state.get().status === 'ready' ? null : storage.get(shownKey)
    tree.put(fresh)
    if (shown !== null) tree.choose(shown)
    tell('ready')
  }

  function change(messageId: string, next: (message: Message) => Message): void {
    const message = tree.messages.get(messageId)
    if (!message) return
    tree.put([next(message)])
    tell()
  }

  function select(id: string): void {
    storage.set(shownKey, id)
    tree.choose(id)
    tell()
  }

  /** The path ends here until the next message is sent, or another is selected. */
  function goOnFrom(id: string): void {
    tree.endAt(id)
    tell()
  }

  /** Selects the message if it is not shown already. */
  function show(id: string): void {
    if (!tree.isShown(id)) select(id)
  }

  /** The messages could not be had; what is shown already stays. */
  function markFailed(status: 'missing' | 'failed'): void {
    if (state.get().status !== 'ready' || status === 'missing') tell(status)
  }

  return { state, put, change, select, show, goOnFrom, markFailed }
}
