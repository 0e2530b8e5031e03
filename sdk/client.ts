import { CreatedKey, KeyList, type CreateKey } from '#wire/access.ts'
import {
  Conversation,
  ConversationPage,
  MessageList,
  type CreateConversation,
  type UpdateConversation,
} from '#wire/conversations.ts'
import type { Classification } from '#wire/classification.ts'
import { ModelInfoList } from '#wire/models.ts'
import { Residency } from '#wire/residency.ts'
import { IDEMPOTENCY_HEADER, StartedRun, type StartRun } from '#wire/runs.ts'
import { createHttp, type ClientOptions, type Http } from './http.ts'

export type Client = ReturnType<typeof createClient>

/** Galerne's own API, typed. Every method throws ApiFailure; `http` is there for what has no method of its own. */
export function createClient(options: ClientOptions) {
  const http = createHttp(options)
  return { http, session: sessionCalls(http), keys: keyCalls(http), ...assistantCalls(http) }
}

function sessionCalls(http: Http) {
  return {
    get: http.getSession,
    end: () => http.command({ method: 'DELETE', path: '/api/session' }),
    /** Whether a server answers at all; public. */
    probe: (signal?: AbortSignal) => http.command({ path: '/api/health', signal }),
  }
}

function keyCalls(http: Http) {
  return {
    list: async () => (await http.query({ path: '/api/keys', answer: KeyList })).keys,
    /** The only time that the secret is told. */
    create: (body: CreateKey) =>
      http.query({ method: 'POST', path: '/api/keys', body, answer: CreatedKey }),
    revoke: (id: string) => http.command({ method: 'DELETE', path: `/api/keys/${id}` }),
  }
}

function assistantCalls(http: Http) {
  return {
    /** @param classification Of what they are to be used for: `refusal` says which of them may not. */
    listModels: async (classification?: Classification) =>
      (
        await http.query({
          path:
            classification === undefined
              ? '/api/models'
              : `/api/models?classification=${classification}`,
          answer: ModelInfoList,
        })
      ).models,
    /** Where one's words may go. */
    getResidency: (classification: Classification | null, signal?: AbortSignal) =>
      http.query({
        path:
          classification === null
            ? '/api/residency'
            : `/api/residency?classification=${classification}`,
        answer: Residency,
        signal,
      }),

    listConversations: (cursor: string | null = null) =>
      http.query({
        path: cursor
          ? `/api/conversations?cursor=${encodeURIComponent(cursor)}`
          : '/api/conversations',
        answer: ConversationPage,
      }),
    getConversation: (id: string) =>
      http.query({ path: `/api/conversations/${id}`, answer: Conversation }),
    createConversation: (body: CreateConversation) =>
      http.query({ method: 'POST', path: '/api/conversations', body, answer: Conversation }),
    updateConversation: (id: string, body: UpdateConversation) =>
      http.query({
        method: 'PATCH',
        path: `/api/conversations/${id}`,
        body,
        answer: Conversation,
      }),
    deleteConversation: (id: string) =>
      http.command({ method: 'DELETE', path: `/api/conversations/${id}` }),
    /** `newest`: only so many of the last, at most 1000; `hasEarlier` says whether that was not all. */
    listMessages: (conversationId: string, newest?: number) =>
      http.query({
        path: `/api/conversations/${conversationId}/messages${newest === undefined ? '' : `?newest=${newest}`}`,
        answer: MessageList,
      }),

    /** `idempotencyKey`: the same key returns the same run, so a call whose answer was lost is safe to repeat. */
    startRun: (conversationId: string, body: StartRun, idempotencyKey: string) =>
      http.query({
        method: 'POST',
        path: `/api/conversations/${conversationId}/runs`,
        body,
        headers: { [IDEMPOTENCY_HEADER]: idempotencyKey },
        answer: StartedRun,
      }),
    stopRun: (runId: string) => http.command({ method: 'POST', path: `/api/runs/${runId}/stop` }),
  }
}
