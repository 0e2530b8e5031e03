import { z } from 'zod'

const Id = z.uuid()

/** What somebody looks for: words, each in whatever form and with or without its accents; the last one may be unfinished. */
export const SearchRequest = z.strictObject({
  text: z.string().min(1).max(500),
  /** Only what lies in this folder; absent: everywhere. */
  folderId: Id.optional(),
})
export type SearchRequest = z.infer<typeof SearchRequest>

/** A piece of a text, and where in it the words are that were looked for: pairs of UTF-16 positions, from and to before. */
export const MarkedText = z.object({
  text: z.string(),
  ranges: z.array(z.tuple([z.int().nonnegative(), z.int().nonnegative()])),
})
export type MarkedText = z.infer<typeof MarkedText>

export const SearchHit = z.object({
  conversationId: Id,
  /** Empty: it has none yet. */
  title: MarkedText,
  folderId: Id.nullable(),
  isArchived: z.boolean(),
  /** Whose conversation it is; absent: one's own. */
  ownerName: z.string().optional(),
  /** Null: it was found by its title. */
  message: z
    .object({
      id: Id,
      role: z.enum(['user', 'assistant']),
      /** BCP 47; null: not known. */
      lang: z.string().nullable(),
      snippet: MarkedText,
    })
    .nullable(),
  /** When the message was written, or the conversation last used. */
  at: z.iso.datetime(),
})
export type SearchHit = z.infer<typeof SearchHit>

/** Titles first, then messages, the newest first. */
export const SearchResult = z.object({
  hits: z.array(SearchHit),
  /** There is more than is told: more words would narrow it. */
  hasMore: z.boolean(),
})
export type SearchResult = z.infer<typeof SearchResult>
