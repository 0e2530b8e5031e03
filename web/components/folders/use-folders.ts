import { useEffect } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { folderCalls } from '#sdk/folders.ts'
import type { Folder } from '#wire/folders.ts'
import type { App } from '../../state/app.ts'
import { createStore, useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'

/** Null: not read yet. */
const folders = createStore<readonly Folder[] | null>(null)

/** The folders that one sees; read when the first component wants them, and again with every change. */
export function useFolders(): readonly Folder[] | null {
  const app = useApp()
  const known = useStore(folders)
  useEffect(() => {
    if (folders.get() === null) void refreshFolders(app)
  }, [app])
  return known
}

/** Keeps what is shown where the server does not answer. */
export async function refreshFolders({ client }: Pick<App, 'client'>): Promise<void> {
  try {
    folders.set(await folderCalls(client.http).listFolders())
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error
  }
}

/** Those that are known, read now where none were yet. */
export async function readFolders(app: Pick<App, 'client'>): Promise<readonly Folder[]> {
  if (folders.get() === null) await refreshFolders(app)
  return folders.get() ?? []
}
