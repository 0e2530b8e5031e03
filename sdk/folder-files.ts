import { FolderFiles, type AddFolderFile, type UpdateFolderFile } from '#wire/folder-files.ts'
import type { Http } from './http.ts'

export type FolderFileCalls = ReturnType<typeof folderFileCalls>

/** Files that every conversation of a folder is told. Each call answers with all of them. */
export function folderFileCalls(http: Http) {
  const pathOf = (folderId: string) => `/api/folders/${folderId}/files`
  const answer = FolderFiles
  return {
    list: (folderId: string, signal?: AbortSignal) =>
      http.query({ path: pathOf(folderId), answer, signal }),
    add: (folderId: string, body: AddFolderFile) =>
      http.query({ method: 'POST', path: pathOf(folderId), body, answer }),
    classify: (folderId: string, id: string, body: UpdateFolderFile) =>
      http.query({ method: 'PATCH', path: `${pathOf(folderId)}/${id}`, body, answer }),
    remove: (folderId: string, id: string) =>
      http.query({ method: 'DELETE', path: `${pathOf(folderId)}/${id}`, answer }),
  }
}
