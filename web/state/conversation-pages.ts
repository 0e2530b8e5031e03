import type { Conversation, ConversationPage } from '#wire/conversations.ts'

export interface ConversationsState {
  status: 'loading' | 'ready' | 'failed'
  /** Pinned ones first, then the newest. Among them what the list does not show, but the page has open (`isListed`). */
  conversations: readonly Conversation[]
  nextCursor: string | null
}

/** Whether it belongs into the list: one's own, and neither archived nor deleted. */
export function isListed({ isArchived, ownerName, deletedAt }: Conversation): boolean {
  return !isArchived && ownerName === undefined && deletedAt === undefined
}

/** The first page again: conversations that were deleted elsewhere are missing from it, older ones lie beyond it. */
export function withFirstPage(
  { status, conversations, nextCursor }: ConversationsState,
  page: ConversationPage,
): ConversationsState {
  const last = page.conversations.at(-1)
  const isWhole = page.nextCursor === null
  const beyond = conversations.filter(
    (each) => !isListed(each) || (!isWhole && last !== undefined && compare(each, last) > 0),
  )
  return {
    status: 'ready',
    conversations: merge(beyond, page.conversations),
    nextCursor: status === 'ready' && beyond.some(isListed) ? nextCursor : page.nextCursor,
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

/** In their order, each once; what is fresh replaces what was known. */
export function merge(
  known: readonly Conversation[],
  fresh: readonly Conversation[],
): Conversation[] {
  const byId = new Map([...known, ...fresh].map((each) => [each.id, each]))
  return [...byId.values()].toSorted(compare)
}

function compare(a: Conversation, b: Conversation): number {
  if (a.isPinned !== b.isPinned) return a.isPinned ? -1 : 1
  return a.updatedAt < b.updatedAt ? 1 : -1
}
