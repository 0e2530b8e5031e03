import type { AppError } from '#server/lib/app-error.ts'

/** The part of undici's controller that a body needs. */
export interface BodySource {
  pause(): void
  resume(): void
  abort(reason: Error): void
}

/** Bytes that may lie here unread before the sender is told to wait. */
const MAX_QUEUED_BYTES = 256 * 1024

export interface HttpBody extends AsyncIterableIterator<Buffer> {
  push(chunk: Buffer): void
  end(): void
  fail(error: AppError): void
  /** Leaving early aborts the request. */
  return(): Promise<IteratorResult<Buffer>>
}

/**
 * The chunks of a response, pulled by whoever reads and held back where nobody does. Chunks that came in one turn of the event
 * loop are joined: one write further on in place of many.
 */
export function createHttpBody(source: BodySource, onOver: () => void): HttpBody {
  let queue: Buffer[] = []
  let queuedBytes = 0
  let isPaused = false
  let isOver = false
  let failure: AppError | undefined
  let waiting: PromiseWithResolvers<IteratorResult<Buffer>> | undefined

  const take = (): IteratorResult<Buffer> | undefined => {
    const [first] = queue
    if (!first) return isOver ? { done: true, value: undefined } : undefined
    const value = queue.length === 1 ? first : Buffer.concat(queue)
    queue = []
    queuedBytes = 0
    if (isPaused) {
      isPaused = false
      source.resume()
    }
    return { done: false, value }
  }
  const wake = () => {
    if (!waiting) return
    const { resolve, reject } = waiting
    waiting = undefined
    // Later in this turn: more chunks of the same read may follow.
    queueMicrotask(() => {
      const taken = take()
      if (taken && !(taken.done && failure)) resolve(taken)
      else if (failure) reject(failure)
    })
  }
  const finish = () => {
    if (isOver) return
    isOver = true
    onOver()
    wake()
  }

  return {
    push(chunk) {
      queue.push(chunk)
      queuedBytes += chunk.length
      if (queuedBytes > MAX_QUEUED_BYTES && !isPaused) {
        isPaused = true
        source.pause()
      }
      wake()
    },
    end: finish,
    fail(error) {
      failure ??= error
      finish()
    },
    next() {
      const taken = take()
      if (taken && !(taken.done && failure)) return Promise.resolve(taken)
      if (failure) return Promise.reject(failure)
      waiting = Promise.withResolvers()
      return waiting.promise
    },
    return() {
      if (!isOver) source.abort(new Error('Nobody reads the answer any more.'))
      finish()
      return Promise.resolve({ done: true, value: undefined })
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}
