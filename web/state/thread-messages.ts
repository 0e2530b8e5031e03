import type { Message } from '#wire/conversations.ts'
import { createStore } from './external-store.ts'
import { selectMessage, type Selection } from './message-tree.ts'
import type { KeyValueStorage } from './storage.ts'

export interface ThreadState {
  status: 'loading' | 'ready' | 'missing' | 'failed'
  messages: ReadonlyMap<string, Message>
  selection: Selection
}

/** The messages of a conversation and which versions of them are shown; the latter outlives a reload. */
export function createThreadMessages(conversationId: string, storage: KeyValueStorage) {
  const shownKey = `shown.${conversationId}`
  const state = createStore<ThreadState>({
    status: 'loading',
    messages: new Map(),
    selection: new Map(),
  })

  function put(fresh: readonly Message[]): void {
    state.update(({ status, messages, selection }) => {
      const next = new Map(messages)
      for (const message of fresh) next.set(message.id, message)
      const shown = status === 'ready' ? null : storage.get(shownKey)
      return {
        status: 'ready',
        messages: next,
        selection: shown === null ? selection : selectMessage(next, selection, shown),
      }
    })
  }

  function change(messageId: string, next: (message: Message) => Message): void {
    state.update((previous) => {
      const message = previous.messages.get(messageId)
      if (!message) return previous
      return { ...previous, messages: new Map(previous.messages).set(messageId, next(message)) }
    })
  }

  function select(id: string): void {
    storage.set(shownKey, id)
    state.update((previous) => ({
      ...previous,
      selection: selectMessage(previous.messages, previous.selection, id),
    }))
  }

  /** The messages could not be had; what is shown already stays. */
  function markFailed(status: 'missing' | 'failed'): void {
    state.update((previous) =>
      previous.status === 'ready' && status === 'failed' ? previous : { ...previous, status },
    )
  }

  return { state, put, change, select, markFailed }
}
