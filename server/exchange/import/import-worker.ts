import { parentPort, workerData } from 'node:worker_threads'
import { AppError } from '#server/lib/app-error.ts'
import type { FromReader, ReaderTask } from './reader.ts'
import { inSlices, type SliceLimits } from '../in-slices.ts'
import { lengthOf } from './imported.ts'
import { readFile, type FileItem } from './read-file.ts'

const { path, name }: ReaderTask = workerData
/** Together: so many messages, or so many conversations, or so many letters. */
const MAX_MESSAGES = 100
const MAX_CONVERSATIONS = 25
const MAX_CHARS = 200_000
const SLICE: SliceLimits = { count: 1000, chars: 1_000_000 }

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
      chars += found.reduce((sum, message) => sum + lengthOf(message), 0)
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

/** Of a conversation that is long its messages come in several parts: copying all of it at once takes too long. */
async function hand(items: FileItem[]): Promise<void> {
  let ready: FileItem[] = []
  for (const item of items) {
    ready.push(item)
    const { conversation } = item.type === 'reading' ? item.reading : {}
    const [first = [], ...rest] = inSlices(conversation?.messages ?? [], lengthOf, SLICE)
    if (!conversation || rest.length === 0) continue
    conversation.messages = first
    await give({ type: 'items', items: ready })
    for (const messages of rest) await give({ type: 'more', messages })
    ready = []
  }
  await give({ type: 'items', items: ready })
}

/** Waits until it has been taken: who reads faster than others write fills the memory. */
async function give(message: FromReader): Promise<void> {
  const taken = new Promise<void>((resolve) => parentPort?.once('message', () => resolve()))
  tell(message)
  await taken
}

function tell(message: FromReader): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of Node has none
  parentPort?.postMessage(message)
}
