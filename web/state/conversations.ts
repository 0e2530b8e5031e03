import { ApiFailure } from '#sdk/api-failure.ts'
import type { Client } from '#sdk/client.ts'
import type { Conversation, CreateConversation, UpdateConversation } from '#wire/conversations.ts'
import {
  merge,
  withFirstPage,
  withNextPage,
  type ConversationsState,
} from './conversation-pages.ts'
import { createStore } from './external-store.ts'
import type { Tabs } from './tabs.ts'

/** The list of conversations, as far as it was paged through. Changes throw ApiFailure and leave the list as it was. */
export function createConversations(client: Client, tabs: Tabs) {
  const state = createStore<ConversationsState>({
    status: 'loading',
    conversations: [],
    nextCursor: null,
  })

  async function load(cursor: string | null): Promise<void> {
    try {
      const page = await client.listConversations(cursor)
      state.update((previous) =>
        cursor === null ? withFirstPage(previous, page) : withNextPage(previous, page),
      )
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      state.update((previous) =>
        previous.status === 'loading' ? { ...previous, status: 'failed' } : previous,
      )
    }
  }

  let loadingMore: Promise<void> | null = null
  /** The next page; asked for twice at once, it is one. */
  async function loadMore(): Promise<void> {
    const { nextCursor } = state.get()
    if (nextCursor !== null) loadingMore ??= load(nextCursor).finally(() => (loadingMore = null))
    await loadingMore
  }

  async function create(body: CreateConversation): Promise<Conversation> {
    const conversation = await client.createConversation(body)
    put(conversation)
    return conversation
  }

  async function change(id: string, body: UpdateConversation): Promise<void> {
    put(await client.updateConversation(id, body))
    tabs.tell({ type: 'conversation-changed', conversationId: id })
  }

  /** Takes the conversation anew from the server: its title, its place in the list. */
  async function reload(id: string): Promise<void> {
    put(await client.getConversation(id))
  }

  async function remove(id: string): Promise<void> {
    await client.deleteConversation(id)
    forget(id)
    tabs.tell({ type: 'conversation-deleted', conversationId: id })
  }

  function put(conversation: Conversation): void {
    state.update((previous) => ({
      ...previous,
      conversations: merge(previous.conversations, [conversation]),
    }))
  }

  function forget(id: string): void {
    state.update((previous) => ({
      ...previous,
      conversations: previous.conversations.filter((each) => each.id !== id),
    }))
  }

  /** Takes the first page anew; what was paged in beyond it stays. */
  const refresh = () => load(null)

  return { state, refresh, loadMore, create, change, reload, remove, forget }
}

export type ConversationsStore = ReturnType<typeof createConversations>
