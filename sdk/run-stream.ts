import { isLastEvent, RunEvent } from '#wire/runs.ts'
import { ApiFailure } from './api-failure.ts'
import type { Http } from './http.ts'
import { readSseEvents } from './sse.ts'

export interface RunStreamOptions {
  http: Http
  runId: string
  /** The sequence of the last event that the caller has; 0 for the whole run. */
  after: number
  signal: AbortSignal
  /** Told when the stream breaks and when it flows again. */
  onConnection?: (state: 'open' | 'waiting') => void
  random?: () => number
  /** Resolves after the time, or at once when the signal aborts. */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 8_000
/** The server sends at least a comment every 15 s; a connection that is silent for this long is dead. */
const SILENCE_MS = 45_000

/**
 * The events of a run from `after` to its last, each exactly once and in order, whatever happens to the connection: it is
 * opened again with Last-Event-ID, ever more slowly while nothing comes. Throws ApiFailure where waiting does not help;
 * ends quietly when the signal aborts.
 */
export async function* readRunEvents(options: RunStreamOptions): AsyncIterable<RunEvent> {
  const { signal, onConnection, random = Math.random, wait = waitFor } = options
  let { after } = options
  let failures = 0

  while (!signal.aborted) {
    let failure: ApiFailure | undefined
    let isEnded = false
    try {
      for await (const event of readOnce({ ...options, after })) {
        after = event.sequence
        failures = 0
        isEnded = isLastEvent(event)
        yield event
      }
    } catch (error) {
      failure = toFailure(error)
      if (!failure.isRetryable && !signal.aborted) throw failure
    }
    if (isEnded || signal.aborted) return
    onConnection?.('waiting')
    const delayMs =
      Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** failures) * (0.5 + random() / 2)
    failures += 1
    await wait(failure?.retryAfterMs ?? delayMs, signal)
  }
}

/** The events that follow `after`, as far as one connection brings them; ends early at a gap and at the run's last event. */
async function* readOnce(options: RunStreamOptions): AsyncIterable<RunEvent> {
  const { http, runId, signal, onConnection } = options
  let { after } = options
  const silence = new AbortController()
  const response = await http.open({
    path: `/api/runs/${runId}/events`,
    headers: {
      accept: 'text/event-stream',
      ...(after > 0 && { 'last-event-id': String(after) }),
    },
    signal: AbortSignal.any([signal, silence.signal]),
  })
  onConnection?.('open')
  if (!response.body) return
  for await (const { data } of readSseEvents(withSilenceLimit(response.body, silence))) {
    const event = toEvent(data)
    if (signal.aborted) return
    if (event.sequence <= after) continue
    if (event.sequence > after + 1) return
    after = event.sequence
    yield event
    if (isLastEvent(event)) return
  }
}

/** Chunks of the body; aborts the controller, and so the body, when none comes for SILENCE_MS. */
async function* withSilenceLimit(
  body: ReadableStream<Uint8Array>,
  silence: AbortController,
): AsyncIterable<Uint8Array> {
  const reader = body.getReader()
  let timer = setTimeout(() => silence.abort(), SILENCE_MS)
  try {
    for (;;) {
      const { done, value } = await reader.read()
      clearTimeout(timer)
      if (done) return
      timer = setTimeout(() => silence.abort(), SILENCE_MS)
      yield value
    }
  } finally {
    clearTimeout(timer)
    await reader.cancel().catch(() => undefined)
  }
}

function toEvent(data: string): RunEvent {
  try {
    return RunEvent.parse(JSON.parse(data))
  } catch (cause) {
    const text = 'The server sent an event that this version does not understand.'
    throw new ApiFailure('unreadable', text, { status: 200, cause })
  }
}

function toFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error
  // What the browser throws when a stream breaks half-way differs from browser to browser; all of it means the same.
  return new ApiFailure('unreachable', 'The connection broke.', { cause: error })
}

/** Resolves after the time, or at once when the signal aborts. */
export function waitFor(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish, { once: true })
    function finish() {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
  })
}
