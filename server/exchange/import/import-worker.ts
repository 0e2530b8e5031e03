import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '#server/lib/app-error.ts'
import type { FromReader, ReaderTask } from './reader.ts'
import { readFile, type FileItem } from './read-file.ts'

const { path, name }: ReaderTask = workerData
/** Together: so many messages, or so many conversations, or so many letters. */
const MAX_MESSAGES = 100
const MAX_CONVERSATIONS = 25
const MAX_CHARS = 200_000

await main()

async function main(): Promise<void> {
  try {
    let batch: FileItem[] = []
    let messages = 0
    let chars = 0
    for await (const item of readFile(path, name)) {
      batch.push(item)
      const found = item.type === 'reading' ? (item.reading.conversation?.messages ?? []) : []
      messages += found.length
      chars += found.reduce((sum, { text }) => sum + text.length, 0)
      if (messages < MAX_MESSAGES && batch.length < MAX_CONVERSATIONS && chars < MAX_CHARS) continue
      await hand(batch)
      batch = []
      messages = 0
      chars = 0
    }
    await hand(batch)
    tell({ type: 'done' })
  } catch (error) {
    const isTold = error instanceof AppError
    tell({ type: 'failed', isTold, message: isTold ? error.message : String(error) })
  }
}

/** Waits until it has been taken: who reads faster than others write fills the memory. */
async function hand(items: FileItem[]): Promise<void> {
  const taken = new Promise<void>((resolve) => parentPort?.once('message', () => resolve()))
  tell({ type: 'items', items })
  await taken
}

function tell(message: FromReader): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has none
  parentPort?.postMessage(message)
}
