import { AnswerProposal, AroundAnswer } from '#wire/around-answers.ts'
import type { Row } from './api-operation.ts'

/** What stands below an answer. */
export const AROUND_ROWS: Row[] = [
  [
    'get',
    '/messages/:id/around',
    'What stands below an answer of one’s own: questions that may come next, and what a model proposes to remember.',
    { answer: { AroundAnswer } },
  ],
  [
    'post',
    '/memories/proposals/:id',
    'Keep what a model proposed to remember, in its words or in others, or refuse it for good.',
    { body: { AnswerProposal } },
  ],
]
