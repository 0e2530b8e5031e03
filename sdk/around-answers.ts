import { AroundAnswer, type AnswerProposal } from '#wire/around-answers.ts'
import type { Http } from './http.ts'

export type AroundCalls = ReturnType<typeof aroundCalls>

/** What stands below answers. */
export function aroundCalls(http: Http) {
  return {
    around: (messageId: string, signal?: AbortSignal) =>
      http.query({ path: `/api/messages/${messageId}/around`, answer: AroundAnswer, signal }),
    answerProposal: (id: string, body: AnswerProposal) =>
      http.command({ method: 'POST', path: `/api/memories/proposals/${id}`, body }),
  }
}
