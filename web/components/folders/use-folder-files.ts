import { useCallback, useEffect, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { folderFileCalls } from '#sdk/folder-files.ts'
import { AttachmentProblem } from '#wire/attachments.ts'
import type { Classification } from '#wire/classification.ts'
import type { FolderFiles } from '#wire/folder-files.ts'
import { useApp } from '../app-context.ts'
import type { Upload } from '../attachments/upload-desk.ts'
import { uploadFile } from '../attachments/upload-file.ts'
import { useTask } from '../use-task.ts'

/** The files of a folder, those on their way, and what its owner may do with them. */
export function useFolderFiles(folderId: string) {
  const { client, createKey } = useApp()
  const [shown, setShown] = useState<FolderFiles | null>(null)
  const [uploads, setUploads] = useState<readonly Upload[]>([])
  const { run, failure } = useTask()
  const reload = useCallback(
    () => run(async () => setShown(await folderFileCalls(client.http).list(folderId))),
    [client, folderId, run],
  )
  useEffect(() => {
    // oxlint-disable-next-line react/set-state-in-effect -- only once the server has answered.
    void reload()
  }, [reload])
  const calls = folderFileCalls(client.http)

  async function takeOne(file: File): Promise<void> {
    const [key, controller] = [createKey(), new AbortController()]
    const { signal } = controller
    const drop = () => setUploads((all) => all.filter((one) => one.key !== key))
    const patch = (changed: Partial<Upload>) =>
      setUploads((all) => all.map((one) => (one.key === key ? { ...one, ...changed } : one)))
    const { name, size: sizeBytes } = file
    const cancel = () => {
      controller.abort()
      drop()
    }
    setUploads((all) => [...all, { key, name, sizeBytes, share: 0, failure: null, cancel }])
    try {
      const onProgress = (share: number) => patch({ share })
      const { id } = await uploadFile(client.http, { name, bytes: file, signal, onProgress })
      setShown(await calls.add(folderId, { attachmentId: id }))
      drop()
    } catch (error) {
      if (!signal.aborted) patch({ failure: toFailure(error) })
    }
  }
  return {
    shown,
    uploads,
    failure,
    reload,
    take: (files: readonly File[]) => {
      for (const file of files) void takeOne(file)
    },
    remove: async (id: string) => setShown(await calls.remove(folderId, id)),
    classify: (id: string, classification: Classification) =>
      run(async () => setShown(await calls.classify(folderId, id, { classification }))),
  }
}

function toFailure(error: unknown): NonNullable<Upload['failure']> {
  if (!(error instanceof ApiFailure)) return { code: 'unreachable', problem: null }
  const problem = AttachmentProblem.safeParse(error.problem)
  return { code: error.code, problem: problem.success ? problem.data : null }
}
