import { formatSse } from '#server/lib/sse.ts'

export interface SseEvent {
  /** What the browser sends back as `Last-Event-ID`. */
  id?: string | number
  event?: string
  /** One line or many; usually JSON. */
  data: string
}

export interface SseOptions {
  /** `c.var.signal`: aborts when the client goes away or the server closes. Ends the stream. */
  signal: AbortSignal
  /** A comment is sent when nothing else was for this long, so that proxies keep the line open. */
  heartbeatMs?: number
  /** How long a browser that lost the line waits before it comes back. */
  retryMs?: number
}

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // nginx buffers answers otherwise, and a streamed answer arrives at once at its end.
  'x-accel-buffering': 'no',
}

/** Answers with server-sent events, one at a time and no faster than the client reads. */
export function sseResponse(events: AsyncIterable<SseEvent>, options: SseOptions): Response {
  const { signal, heartbeatMs = 15_000, retryMs } = options
  const iterator = events[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  let heartbeat: NodeJS.Timeout | undefined

  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      // The headers must leave before the first event does: a comment is the smallest body there is.
      controller.enqueue(encoder.encode(retryMs === undefined ? ':\n\n' : `retry: ${retryMs}\n\n`))
      const end = () => {
        clearInterval(heartbeat)
        tryClose(controller)
        iterator.return?.().catch(() => {})
      }
      heartbeat = setInterval(() => controller.enqueue(encoder.encode(':\n\n')), heartbeatMs)
      heartbeat.unref()
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    },
    async pull(controller) {
      try {
        const { done, value } = await iterator.next()
        if (signal.aborted) return
        if (!done) return controller.enqueue(encoder.encode(formatSse(value.data, value)))
        clearInterval(heartbeat)
        controller.close()
      } catch (error) {
        clearInterval(heartbeat)
        if (!signal.aborted) controller.error(error)
      }
    },
    async cancel() {
      clearInterval(heartbeat)
      await iterator.return?.()
    },
  })
  return new Response(body, { headers: HEADERS })
}

function tryClose(controller: ReadableStreamDefaultController): void {
  try {
    controller.close()
  } catch {
    // Already closed by its own end.
  }
}
