import {
  RateAnswer,
  Rating,
  RatingLine,
  RatingList,
  RatingsQuery,
  RatingsReport,
  RatingSummary,
} from '#wire/ratings.ts'
import type { Row } from './api-operation.ts'

/** What people think of answers. */
export const RATING_ROWS: Row[] = [
  [
    'get',
    '/conversations/:id/ratings',
    'How one has rated the answers of a conversation.',
    { answer: { RatingList } },
  ],
  [
    'put',
    '/messages/:id/rating',
    'Rate an answer of one’s own conversation, in place of the rating before.',
    { body: { RateAnswer }, answer: { Rating } },
  ],
  ['delete', '/messages/:id/rating', 'Withdraw a rating.'],
  [
    'get',
    '/ratings',
    'How people rated each model’s answers, counted.',
    { answer: { RatingSummary } },
  ],
  [
    'get',
    '/ratings/report',
    'How each model’s answers were rated and compared, by time and language, with intervals; as JSON or CSV, without texts.',
    { query: RatingsQuery, answer: { RatingsReport } },
  ],
  [
    'get',
    '/ratings.jsonl',
    'All ratings of the organisation, to evaluate models: one JSON object a line, words only where their writer lets them be read.',
    { answer: { RatingLine }, type: 'application/x-ndjson' },
  ],
]
