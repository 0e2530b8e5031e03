import {
  ChangedConversations,
  ConversationPage,
  type ChangeConversations,
  type ConversationsShown,
} from '#wire/conversations.ts'
import { Folder, FolderList, type CreateFolder, type UpdateFolder } from '#wire/folders.ts'
import { SearchResult, type SearchRequest } from '#wire/search.ts'
import type { Http } from './http.ts'

export type FolderCalls = ReturnType<typeof folderCalls>

/** Folders, searching, and what is done with many conversations. */
export function folderCalls(http: Http) {
  return {
    search: (body: SearchRequest, signal?: AbortSignal) =>
      http.query({ method: 'POST', path: '/api/search', body, answer: SearchResult, signal }),
    listShown: (
      { shown, folderId }: { shown?: ConversationsShown; folderId?: string },
      cursor: string | null = null,
    ) =>
      http.query({
        path: `/api/conversations?${new URLSearchParams({
          ...(shown && { shown }),
          ...(folderId !== undefined && { folderId }),
          ...(cursor !== null && { cursor }),
        }).toString()}`,
        answer: ConversationPage,
      }),
    changeConversations: async (body: ChangeConversations) =>
      (
        await http.query({
          method: 'POST',
          path: '/api/conversations/changes',
          body,
          answer: ChangedConversations,
        })
      ).ids,
    listFolders: async () =>
      (await http.query({ path: '/api/folders', answer: FolderList })).folders,
    createFolder: (body: CreateFolder) =>
      http.query({ method: 'POST', path: '/api/folders', body, answer: Folder }),
    getFolder: (id: string) => http.query({ path: `/api/folders/${id}`, answer: Folder }),
    updateFolder: (id: string, body: UpdateFolder) =>
      http.query({ method: 'PATCH', path: `/api/folders/${id}`, body, answer: Folder }),
    removeFolder: (id: string) => http.command({ method: 'DELETE', path: `/api/folders/${id}` }),
  }
}
