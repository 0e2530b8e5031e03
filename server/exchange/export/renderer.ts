import { Worker } from 'node:worker_threads'
import { AppError } from '#server/lib/app-error.ts'
import type { FromWorker, ToWorker, WorkerTask } from './worker-messages.ts'

/** Files that are made at the same time; who comes then waits, and beyond MAX_WAITING is told to come back. */
const MAX_AT_ONCE = 2
const MAX_WAITING = 20
const MAX_HEAP_MB = 1536
/** No conversation takes as long. */
const MAX_STEP_MS = 300_000

/** A thread of its own that makes files, so that a long conversation keeps nobody else waiting. */
export interface Renderer {
  ask(message: ToWorker): Promise<FromWorker>
  close(): Promise<void>
}

export function createRenderers() {
  let open = 0
  const waiting: (() => void)[] = []
  const release = () => {
    open -= 1
    waiting.shift()?.()
  }
  return {
    async open(task: WorkerTask): Promise<Renderer> {
      if (open >= MAX_AT_ONCE) {
        if (waiting.length >= MAX_WAITING) {
          throw new AppError(
            'busy',
            'Many files are being made right now. Try again in a minute.',
            {
              retryAfterMs: 30_000,
            },
          )
        }
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
      open += 1
      return startRenderer(task, release)
    },
  }
}

export type Renderers = ReturnType<typeof createRenderers>

function startRenderer(workerData: WorkerTask, release: () => void): Renderer {
  const worker = new Worker(new URL('./export-worker.ts', import.meta.url), {
    workerData,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  })
  let answer = Promise.withResolvers<FromWorker>()
  answer.promise.catch(() => undefined)
  worker.on('message', (message: FromWorker) => answer.resolve(message))
  // Out of memory, or a bug: both end the thread and nothing else.
  worker.on('error', (error) => answer.reject(error))
  worker.on('exit', () => answer.reject(new Error('The thread that makes files has ended.')))
  let isClosed = false
  return {
    async ask(message) {
      const timer = setTimeout(() => void worker.terminate(), MAX_STEP_MS)
      answer = Promise.withResolvers()
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker of Node has none
      worker.postMessage(message)
      try {
        const said = await answer.promise
        if (said.type === 'failed') throw toError(said.message)
        return said
      } finally {
        clearTimeout(timer)
      }
    },
    async close() {
      if (isClosed) return
      isClosed = true
      release()
      await worker.terminate()
    },
  }
}

function toError(message: string): Error {
  return message === 'no-table'
    ? new AppError('not_found', 'There is no such table in this message.')
    : new Error(message)
}
