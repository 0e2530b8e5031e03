import type { SearchHit, SearchRequest, SearchResult } from '#wire/search.ts'
import type { Principal } from '#server/access/principal.ts'
import { authorize } from '#server/access/authorize.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import type { MayStillShare } from '../folders/for-members.ts'
import { readerOf } from '../read-conversations.ts'
import type { IndexFiller } from './fill-index.ts'
import { markText, snippetOf } from './mark-text.ts'
import type { FoundEntry, FoundText, SearchStore } from './search-store.ts'
import { termsOf, toTsquery, type Term } from './words.ts'

export interface SearchOptions {
  store: SearchStore
  filler: Pick<IndexFiller, 'catchUp'>
  /** Absent: whoever has put something in a folder may go on doing so. */
  mayStillShare?: MayStillShare
}

/** Looked at, so that one long conversation does not hide the others. */
const MOST_FOUND = 150
const MOST_SHOWN = 40
/** Of one conversation. */
const MOST_OF_ONE = 3

export type Search = ReturnType<typeof createSearch>

/** What a person finds in their conversations, and in those of the folders that they are a member of. */
export function createSearch({ store, filler, mayStillShare }: SearchOptions) {
  return async (principal: Principal, request: SearchRequest): Promise<SearchResult> => {
    requireAllowed(principal, 'conversation.read', { kind: 'conversation' })
    const terms = termsOf(request.text)
    if (terms.length === 0) return { hits: [], hasMore: false }
    const reader = readerOf(principal)
    const { tenantId, ownerId } = reader
    await filler.catchUp(tenantId)
    const found = await store.find(reader, {
      tsquery: toTsquery(terms),
      folderId: request.folderId ?? null,
      most: MOST_FOUND,
    })
    const shown = choose(found)
    const texts = (await store.read(tenantId, shown)).filter(
      (text) =>
        mayRead(principal, text) &&
        (text.ownerId === ownerId || mayStillShare?.({ tenantId, ...text }) !== false),
    )
    return {
      hits: texts.map((text) => toHit(text, { terms, ownerId })),
      hasMore: found.length > shown.length,
    }
  }
}

/** As opening it would be decided: by its class, and whose it is. */
function mayRead(principal: Principal, { conversationId, ownerId, classification }: FoundText) {
  const { tenantId } = principal
  const context = { classification }
  const resource = { kind: 'conversation', id: conversationId, tenantId, ownerId, context } as const
  return authorize(principal, 'conversation.read', resource).isAllowed
}

function choose(found: readonly FoundEntry[]): FoundEntry[] {
  const counts = new Map<string, number>()
  const shown: FoundEntry[] = []
  for (const entry of found) {
    const count = counts.get(entry.conversationId) ?? 0
    if (count >= MOST_OF_ONE || shown.length >= MOST_SHOWN) continue
    counts.set(entry.conversationId, count + 1)
    shown.push(entry)
  }
  return shown
}

function toHit(
  text: FoundText,
  { terms, ownerId }: { terms: readonly Term[]; ownerId: string },
): SearchHit {
  const { conversationId, messageId, folderId, isArchived, message, at } = text
  const lang = message?.lang ?? null
  return {
    conversationId,
    title: markText(text.title, { terms, lang }),
    folderId,
    isArchived,
    ...(text.ownerId !== ownerId && { ownerName: text.ownerName ?? '' }),
    message: message && {
      id: messageId,
      role: message.role,
      lang,
      snippet: snippetOf(message.text, {
        terms,
        lang,
        isMarkdown: message.role === 'assistant',
      }),
    },
    at: at.toISOString(),
  }
}
