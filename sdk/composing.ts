import {
  LibraryImport,
  LibraryItem,
  LibraryList,
  LibraryVersionList,
  type CreateLibraryItem,
  type LibraryFile,
  type UpdateLibraryItem,
} from '#wire/library.ts'
import { OwnLimitList } from '#wire/money.ts'
import {
  AssistantSettings,
  Memory,
  MemoryList,
  Preferences,
  type UpdatePreferences,
} from '#wire/preferences.ts'
import { MessageQueue, type QueueMessage, type UpdateQueuedMessage } from '#wire/queue.ts'
import { IDEMPOTENCY_HEADER } from '#wire/runs.ts'
import type { Http } from './http.ts'

export type ComposingClient = ReturnType<typeof createComposingClient>

/** What people prepare before they ask: the library, what they have set, what is remembered, messages that wait. */
export function createComposingClient(http: Http) {
  return { ...libraryCalls(http), ...personalCalls(http), ...queueCalls(http) }
}

function libraryCalls(http: Http) {
  const path = '/api/library'
  return {
    listLibrary: (signal?: AbortSignal) => http.query({ path, answer: LibraryList, signal }),
    createItem: (body: CreateLibraryItem) =>
      http.query({ method: 'POST', path, body, answer: LibraryItem }),
    updateItem: (id: string, body: UpdateLibraryItem) =>
      http.query({ method: 'PUT', path: `${path}/${id}`, body, answer: LibraryItem }),
    deleteItem: (id: string) => http.command({ method: 'DELETE', path: `${path}/${id}` }),
    listVersions: async (id: string, signal?: AbortSignal) =>
      (await http.query({ path: `${path}/${id}/versions`, answer: LibraryVersionList, signal }))
        .versions,
    markItem: (id: string, isFavourite: boolean) =>
      http.command({ method: 'PUT', path: `${path}/${id}/mark`, body: { isFavourite } }),
    countUse: (id: string) => http.command({ method: 'POST', path: `${path}/${id}/uses` }),
    /** Where all of it is as a file. */
    libraryFile: () => `${path}/file`,
    importLibrary: (body: LibraryFile) =>
      http.query({ method: 'POST', path: `${path}/file`, body, answer: LibraryImport }),
  }
}

function personalCalls(http: Http) {
  const memories = '/api/memories'
  const settings = '/api/assistant/settings'
  return {
    getPreferences: (signal?: AbortSignal) =>
      http.query({ path: '/api/preferences', answer: Preferences, signal }),
    changePreferences: (body: UpdatePreferences) =>
      http.query({ method: 'PATCH', path: '/api/preferences', body, answer: Preferences }),
    listMemories: (signal?: AbortSignal) =>
      http.query({ path: memories, answer: MemoryList, signal }),
    remember: (text: string, conversationId: string | null) =>
      http.query({
        method: 'POST',
        path: memories,
        body: { text, conversationId },
        answer: Memory,
      }),
    correctMemory: (id: string, text: string) =>
      http.query({ method: 'PATCH', path: `${memories}/${id}`, body: { text }, answer: Memory }),
    forget: (id: string) => http.command({ method: 'DELETE', path: `${memories}/${id}` }),
    forgetAll: () => http.command({ method: 'DELETE', path: memories }),
    getAssistantSettings: (signal?: AbortSignal) =>
      http.query({ path: settings, answer: AssistantSettings, signal }),
    saveAssistantSettings: (body: AssistantSettings) =>
      http.query({ method: 'PUT', path: settings, body, answer: AssistantSettings }),
    listOwnLimits: async (modelId: string, signal?: AbortSignal) =>
      (
        await http.query({
          path: `/api/limits/mine?model=${encodeURIComponent(modelId)}`,
          answer: OwnLimitList,
          signal,
        })
      ).limits,
  }
}

function queueCalls(http: Http) {
  const pathOf = (conversationId: string) => `/api/conversations/${conversationId}/queue`
  return {
    listQueue: async (conversationId: string, signal?: AbortSignal) =>
      (await http.query({ path: pathOf(conversationId), answer: MessageQueue, signal })).queue,
    queueMessage: async (conversationId: string, body: QueueMessage, idempotencyKey: string) =>
      (
        await http.query({
          method: 'POST',
          path: pathOf(conversationId),
          body,
          headers: { [IDEMPOTENCY_HEADER]: idempotencyKey },
          answer: MessageQueue,
        })
      ).queue,
    /** Sends the first of them; whoever looks at the messages then finds it there. */
    sendNext: (conversationId: string) =>
      http.command({ method: 'POST', path: `${pathOf(conversationId)}/next` }),
    changeQueued: async (conversationId: string, id: string, body: UpdateQueuedMessage) =>
      (
        await http.query({
          method: 'PATCH',
          path: `${pathOf(conversationId)}/${id}`,
          body,
          answer: MessageQueue,
        })
      ).queue,
    unqueue: async (conversationId: string, id: string) =>
      (
        await http.query({
          method: 'DELETE',
          path: `${pathOf(conversationId)}/${id}`,
          answer: MessageQueue,
        })
      ).queue,
  }
}
