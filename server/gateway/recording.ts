import { AppError } from '#server/lib/app-error.ts'
import type { GatewayResponse } from './attempt.ts'

/** An answer that several callers hear: kept from its first byte on. */
export interface Recording {
  readonly opening: Promise<Pick<GatewayResponse, 'status' | 'headers'>>
  readonly chunks: Buffer[]
  readonly leaving: AbortController
  bytes: number
  listeners: number
  isDone: boolean
  failure: unknown
  /** Resolves at the next chunk, and at the end. */
  next: PromiseWithResolvers<void>
}

/**
 * Begins the call whose answer is kept.
 * @param forget Called where it came to nothing that is worth repeating: a second try may fare better.
 */
export function startRecording(
  work: (signal: AbortSignal) => Promise<GatewayResponse>,
  forget: () => void,
): Recording {
  const leaving = new AbortController()
  const opening = Promise.resolve().then(() => work(leaving.signal))
  const recording: Recording = {
    opening,
    chunks: [],
    leaving,
    bytes: 0,
    listeners: 0,
    isDone: false,
    failure: undefined,
    next: Promise.withResolvers(),
  }
  void keep(recording, opening, forget)
  return recording
}

async function keep(
  recording: Recording,
  opening: Promise<GatewayResponse>,
  forget: () => void,
): Promise<void> {
  try {
    const { body } = await opening
    for await (const chunk of body) {
      recording.chunks.push(chunk)
      recording.bytes += chunk.length
      stir(recording)
    }
    if (recording.leaving.signal.aborted) forget()
  } catch (error) {
    recording.failure = error
    const isFinal = error instanceof AppError && !error.isRetryable && error.code !== 'cancelled'
    if (!isFinal) forget()
  }
  recording.isDone = true
  stir(recording)
}

function stir(recording: Recording): void {
  recording.next.resolve()
  recording.next = Promise.withResolvers()
}

/** The answer from its first byte on, as it comes or as it was. Throws what the call threw before its first byte. */
export async function listen(recording: Recording, signal: AbortSignal): Promise<GatewayResponse> {
  const leave = join(recording, signal)
  try {
    const { status, headers } = await recording.opening
    return { status, headers: { ...headers }, body: replay(recording, signal, leave) }
  } catch (error) {
    leave()
    throw error
  }
}

/** When all have left, nobody hears the answer: the provider is stopped. */
function join(recording: Recording, signal: AbortSignal): () => void {
  recording.listeners += 1
  let hasLeft = false
  const leave = () => {
    if (hasLeft) return
    hasLeft = true
    signal.removeEventListener('abort', onAbort)
    recording.listeners -= 1
    if (recording.listeners === 0 && !recording.isDone) recording.leaving.abort(signal.reason)
    stir(recording)
  }
  const onAbort = () => {
    // Galerne stops, for all who listen.
    if (signal.reason instanceof AppError) recording.leaving.abort(signal.reason)
    leave()
  }
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) onAbort()
  return leave
}

async function* replay(
  recording: Recording,
  signal: AbortSignal,
  leave: () => void,
): AsyncGenerator<Buffer, void, void> {
  try {
    for (let index = 0; !isOver(recording, index) && !signal.aborted;) {
      const chunk = recording.chunks[index]
      if (chunk) {
        index += 1
        yield chunk
      } else await recording.next.promise
    }
    if (recording.failure !== undefined && !isGone(signal)) throw recording.failure
  } finally {
    leave()
  }
}

/** Where Galerne stops, its callers are still there to be told. */
function isGone({ aborted, reason }: AbortSignal): boolean {
  return aborted && !(reason instanceof AppError)
}

function isOver({ isDone, chunks }: Recording, index: number): boolean {
  return isDone && index >= chunks.length
}
