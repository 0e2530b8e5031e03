import { AnswerChoice, AnswerChoiceList, type ChooseAnswer } from '#wire/answer-choices.ts'
import { Conversation } from '#wire/conversations.ts'
import {
  CreatedShares,
  OpenedLink,
  OwnShares,
  RecipientList,
  SharedConversation,
  SharedItems,
  ShareList,
  type CopyShared,
  type CreateShares,
  type ForkConversation,
  type PreviewShare,
} from '#wire/sharing.ts'
import type { Http } from './http.ts'

export type SharingClient = ReturnType<typeof createSharingClient>

/** Sharing, copies and choices between answers. Apart from createClient, so that only what needs it loads it. */
export function createSharingClient(http: Http) {
  return { ...ownerCalls(http), ...readerCalls(http), ...choiceCalls(http) }
}

function ownerCalls(http: Http) {
  const of = (conversationId: string) => `/api/conversations/${conversationId}`
  return {
    listShares: (conversationId: string, signal?: AbortSignal) =>
      http.query({ path: `${of(conversationId)}/shares`, answer: ShareList, signal }),
    createShares: (conversationId: string, body: CreateShares) =>
      http.query({
        method: 'POST',
        path: `${of(conversationId)}/shares`,
        body,
        answer: CreatedShares,
      }),
    previewShare: (conversationId: string, body: PreviewShare, signal?: AbortSignal) =>
      http.query({
        method: 'POST',
        path: `${of(conversationId)}/shares/preview`,
        body,
        answer: SharedConversation,
        signal,
      }),
    fork: (conversationId: string, body: ForkConversation) =>
      http.query({
        method: 'POST',
        path: `${of(conversationId)}/fork`,
        body,
        answer: Conversation,
      }),
    listOwnShares: (cursor: string | null, signal?: AbortSignal) =>
      http.query({ path: `/api/shares${after(cursor)}`, answer: OwnShares, signal }),
    revokeShare: (id: string) => http.command({ method: 'DELETE', path: `/api/shares/${id}` }),
    findRecipients: async (q: string, signal?: AbortSignal) =>
      (
        await http.query({
          path: `/api/share-recipients?q=${encodeURIComponent(q)}`,
          answer: RecipientList,
          signal,
        })
      ).recipients,
  }
}

function readerCalls(http: Http) {
  return {
    listShared: (cursor: string | null, signal?: AbortSignal) =>
      http.query({ path: `/api/shared${after(cursor)}`, answer: SharedItems, signal }),
    openLink: async (token: string) =>
      (
        await http.query({
          method: 'POST',
          path: '/api/shared/open',
          body: { token },
          answer: OpenedLink,
        })
      ).shareId,
    getShared: (id: string, signal?: AbortSignal) =>
      http.query({ path: `/api/shared/${id}`, answer: SharedConversation, signal }),
    copyShared: (id: string, body: CopyShared) =>
      http.query({ method: 'POST', path: `/api/shared/${id}/copy`, body, answer: Conversation }),
    /** Where a file of what is shared can be had. */
    sharedFile: (id: string, attachmentId: string) =>
      `/api/shared/${id}/attachments/${attachmentId}`,
  }
}

function choiceCalls(http: Http) {
  const of = (conversationId: string) => `/api/conversations/${conversationId}/choices`
  return {
    listChoices: async (conversationId: string, signal?: AbortSignal) =>
      (await http.query({ path: of(conversationId), answer: AnswerChoiceList, signal })).choices,
    choose: (conversationId: string, body: ChooseAnswer) =>
      http.query({ method: 'POST', path: of(conversationId), body, answer: AnswerChoice }),
  }
}

function after(cursor: string | null): string {
  return cursor === null ? '' : `?cursor=${cursor}`
}
