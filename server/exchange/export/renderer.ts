import { Worker } from 'node:worker_threads'
import { AppError } from '#server/lib/app-error.ts'
import type { FromWorker, ToWorker } from './worker-messages.ts'

/** Files that are made at the same time; who comes then waits, and beyond MAX_WAITING is told to come back. */
const MAX_AT_ONCE = 2
const MAX_WAITING = 20
const MAX_HEAP_MB = 1536
/** No conversation takes as long. */
const MAX_STEP_MS = 300_000
/** A thread that has nothing to do waits for as long, since starting one takes a third of a second. */
const IDLE_MS = 30_000

/** A thread of its own that makes files, so that a long conversation keeps nobody else waiting. */
export interface Renderer {
  ask(message: ToWorker): Promise<FromWorker>
  /** Also in the midst of a file. Twice is once. */
  close(): Promise<void>
}

export function createRenderers() {
  let open = 0
  let idle: Thread | undefined
  const waiting: (() => void)[] = []
  const release = (thread: Thread) => {
    open -= 1
    waiting.shift()?.()
    if (idle || !thread.isReady()) return thread.end()
    idle = thread
    thread.rest(() => (idle = undefined))
    return Promise.resolve()
  }
  return {
    async open({ isZip }: { isZip: boolean }): Promise<Renderer> {
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
      const thread = idle ?? startThread()
      idle = undefined
      let isClosed = false
      const renderer: Renderer = {
        // The thread may be making somebody else's file by now.
        async ask(message) {
          if (isClosed) throw new AppError('cancelled', 'Nobody waits for this file any more.')
          return thread.ask(message)
        },
        async close() {
          if (isClosed) return
          isClosed = true
          await release(thread)
        },
      }
      try {
        await renderer.ask({ type: 'begin', isZip })
        return renderer
      } catch (error) {
        await renderer.close()
        throw error
      }
    },
    /** What is being made is not finished. */
    close: async () => idle?.end(),
  }
}

export type Renderers = ReturnType<typeof createRenderers>

interface Thread extends Pick<Renderer, 'ask'> {
  /** It has answered all that it was asked, and lives. */
  isReady(): boolean
  rest(onEnd: () => void): void
  end(): Promise<void>
}

function startThread(): Thread {
  const worker = new Worker(new URL('./export-worker.ts', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB },
  })
  let answer: PromiseWithResolvers<FromWorker> | undefined
  let isDead = false
  let resting: NodeJS.Timeout | undefined
  const die = (error: Error) => {
    isDead = true
    answer?.reject(error)
  }
  worker.on('message', (message: FromWorker) => answer?.resolve(message))
  // Out of memory, or a bug: both end the thread and nothing else.
  worker.on('error', die)
  worker.on('exit', () => die(new Error('The thread that makes files has ended.')))
  const end = async () => {
    clearTimeout(resting)
    await worker.terminate()
  }
  return {
    async ask(message) {
      clearTimeout(resting)
      worker.ref()
      const timer = setTimeout(() => void worker.terminate(), MAX_STEP_MS)
      answer = Promise.withResolvers()
      if (isDead) answer.reject(new Error('The thread that makes files has ended.'))
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker of Node has none
      else worker.postMessage(message)
      try {
        const said = await answer.promise
        answer = undefined
        if (said.type === 'failed') throw toError(said.message)
        return said
      } finally {
        clearTimeout(timer)
      }
    },
    isReady: () => !isDead && answer === undefined,
    rest(onEnd) {
      worker.unref()
      resting = setTimeout(() => {
        onEnd()
        void end()
      }, IDLE_MS)
      resting.unref()
    },
    end,
  }
}

function toError(message: string): Error {
  return message === 'no-table'
    ? new AppError('not_found', 'There is no such table in this message.')
    : new Error(message)
}
