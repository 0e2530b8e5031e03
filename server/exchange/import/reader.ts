import { Worker } from 'node:worker_threads'
import { AppError } from '#server/lib/app-error.ts'
import type { ImportedMessage } from './imported.ts'
import type { FileItem } from './read-file.ts'

export interface ReaderTask {
  path: string
  name: string
}

export type FromReader =
  | { type: 'items'; items: FileItem[] }
  /** More messages of the last conversation that came. */
  | { type: 'more'; messages: ImportedMessage[] }
  | { type: 'done' }
  /** `isTold`: the message is for whoever sent the file. */
  | { type: 'failed'; isTold: boolean; message: string }

const MAX_HEAP_MB = 1024

/** Reads a file in a thread of its own: what is in it may be long, deep or made to break programs. */
export async function* readInThread(task: ReaderTask): AsyncGenerator<FileItem[]> {
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), {
    workerData: task,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  })
  const failed = Promise.withResolvers<never>()
  failed.promise.catch(() => undefined)
  // Out of memory ends the thread and nothing else.
  const tooMuch = new AppError(
    'invalid_request',
    'This file holds more than can be read at once. Export fewer conversations at a time.',
  )
  worker.on('error', (error) => failed.reject(isOutOfMemory(error) ? tooMuch : error))
  worker.on('exit', () => failed.reject(tooMuch))
  let next = Promise.withResolvers<FromReader>()
  worker.on('message', (message: FromReader) => next.resolve(message))
  try {
    let items: FileItem[] = []
    for (;;) {
      const said = await Promise.race([next.promise, failed.promise])
      if (said.type === 'failed') {
        throw said.isTold ? new AppError('invalid_request', said.message) : new Error(said.message)
      }
      next = Promise.withResolvers()
      if (said.type === 'more') addTo(items.at(-1), said.messages)
      // What came before is whole now.
      else if (items.length > 0) yield items
      if (said.type === 'done') return
      if (said.type === 'items') ({ items } = said)
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker of Node has none
      worker.postMessage('taken')
    }
  } finally {
    await worker.terminate()
  }
}

function addTo(item: FileItem | undefined, messages: ImportedMessage[]): void {
  if (item?.type === 'reading') item.reading.conversation?.messages.push(...messages)
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
}
