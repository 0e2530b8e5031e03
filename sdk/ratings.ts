import { Rating, RatingList, RatingSummary, type RateAnswer } from '#wire/ratings.ts'
import type { Http } from './http.ts'

export type RatingsClient = ReturnType<typeof createRatingsClient>

/** What people think of answers. */
export function createRatingsClient(http: Http) {
  const of = (messageId: string) => `/api/messages/${messageId}/rating`
  return {
    /** One's own. */
    ofConversation: async (conversationId: string, signal?: AbortSignal) =>
      (
        await http.query({
          path: `/api/conversations/${conversationId}/ratings`,
          answer: RatingList,
          signal,
        })
      ).ratings,
    /** In place of the one before. */
    rate: (messageId: string, body: RateAnswer) =>
      http.query({ method: 'PUT', path: of(messageId), body, answer: Rating }),
    withdraw: (messageId: string) => http.command({ method: 'DELETE', path: of(messageId) }),
    summary: async (signal?: AbortSignal) =>
      (await http.query({ path: '/api/ratings', answer: RatingSummary, signal })).models,
    /** Where all of them are as JSON Lines, for evaluation. */
    linesFile: () => '/api/ratings.jsonl',
  }
}
