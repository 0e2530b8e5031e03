import type { Conversation, ConversationPage } from '#wire/conversations.ts'

export interface ConversationsState {
  status: 'loading' | 'ready' | 'failed'
  /** Newest first. */
  conversations: readonly Conversation[]
  nextCursor: string | null
}

/** The first page again: conversations that were deleted elsewhere are missing from it, older ones lie beyond it. */
export function withFirstPage(
  { status, conversations, nextCursor }: ConversationsState,
  page: ConversationPage,
): ConversationsState {
  const oldest = page.conversations.at(-1)?.updatedAt ?? ''
  const beyond =
    page.nextCursor === null ? [] : conversations.filter(({ updatedAt }) => updatedAt < oldest)
  return {
    status: 'ready',
    conversations: merge(beyond, page.conversations),
    nextCursor: status === 'ready' && beyond.length > 0 ? nextCursor : page.nextCursor,
  }
}

export function withNextPage(
  { conversations }: ConversationsState,
  page: ConversationPage,
): ConversationsState {
  return {
    status: 'ready',
    conversations: merge(conversations, page.conversations),
    nextCursor: page.nextCursor,
  }
}

/** Newest first, each once; what is fresh replaces what was known. */
export function merge(
  known: readonly Conversation[],
  fresh: readonly Conversation[],
): Conversation[] {
  const byId = new Map([...known, ...fresh].map((each) => [each.id, each]))
  return [...byId.values()].toSorted((a, b) => (a.updatedAt < b.updatedAt ? 1 : -1))
}
