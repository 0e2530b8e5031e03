import {
  Rating,
  RatingList,
  RatingsReport,
  RatingSummary,
  type RateAnswer,
  type RatingsQuery,
} from '#wire/ratings.ts'
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
    report: (asked: RatingsQuery, signal?: AbortSignal) =>
      http.query({ path: reportPath(asked), answer: RatingsReport, signal }),
    /** Where the same is as a table. */
    reportFile: (asked: RatingsQuery) => reportPath({ ...asked, format: 'csv' }),
    /** Where all of them are as JSON Lines, for evaluation. */
    linesFile: () => '/api/ratings.jsonl',
  }
}

function reportPath(asked: RatingsQuery): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked)) if (value) query.set(name, value)
  return `/api/ratings/report?${query.toString()}`
}
