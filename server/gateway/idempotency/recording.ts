import { AppError } from '#server/lib/app-error.ts'
import type { GatewayResponse } from '../attempt.ts'

/** An answer that several callers hear: kept from its first byte on, as long as it is not too long. */
export interface Recording {
  readonly opening: Promise<Pick<GatewayResponse, 'status' | 'headers'>>
  readonly chunks: Buffer[]
  /** How many chunks before those are no longer kept. */
  dropped: number
  readonly leaving: AbortController
  bytes: number
  /** How far each of them has come, in chunks. */
  readonly listeners: Set<{ index: number }>
  /** Beyond this it is passed on, at the pace of the slowest of those who listen, and not kept. */
  readonly maxBytes: number
  isDone: boolean
  failure: unknown
  /** Resolves at the next chunk, and at the end. */
  next: PromiseWithResolvers<void>
  /** Resolves when somebody has taken a chunk of an answer that is too long, or leaves. */
  taken: PromiseWithResolvers<void>
}

/** How much of an answer that is too long lies here for the slowest. */
const MAX_AHEAD_CHUNKS = 16

/**
 * Begins the call whose answer is kept.
 * @param forget Called where it came to nothing that is worth repeating: a second try may fare better. Or it is too long.
 */
export function startRecording(
  work: (signal: AbortSignal) => Promise<GatewayResponse>,
  { maxBytes, forget }: { maxBytes: number; forget: () => void },
): Recording {
  const leaving = new AbortController()
  const opening = Promise.resolve().then(() => work(leaving.signal))
  const recording: Recording = {
    opening,
    chunks: [],
    dropped: 0,
    leaving,
    bytes: 0,
    listeners: new Set(),
    maxBytes,
    isDone: false,
    failure: undefined,
    next: Promise.withResolvers(),
    taken: Promise.withResolvers(),
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
    const { body, isUnkept } = await opening
    for await (const chunk of body) {
      recording.chunks.push(chunk)
      recording.bytes += chunk.length
      stir(recording)
      if (recording.bytes <= recording.maxBytes) continue
      // Whoever comes from now on cannot hear it from its first byte.
      forget()
      await caughtUp(recording)
    }
    if (isUnkept || recording.leaving.signal.aborted) forget()
  } catch (error) {
    recording.failure = error
    const isFinal = error instanceof AppError && !error.isRetryable && error.code !== 'cancelled'
    if (!isFinal) forget()
  }
  recording.isDone = true
  stir(recording)
}

/** Keeps no more than the slowest still has to hear, and waits for it. */
async function caughtUp(recording: Recording): Promise<void> {
  const { chunks, listeners } = recording
  for (;;) {
    const heard = Math.min(...[...listeners].map(({ index }) => index)) - recording.dropped
    recording.dropped += chunks.splice(0, Math.min(heard, chunks.length)).length
    if (chunks.length <= MAX_AHEAD_CHUNKS || listeners.size === 0) return
    recording.taken = Promise.withResolvers()
    await recording.taken.promise
  }
}

function stir(recording: Recording): void {
  recording.next.resolve()
  recording.next = Promise.withResolvers()
}

/** The answer from its first byte on, as it comes or as it was. Throws what the call threw before its first byte. */
export async function listen(recording: Recording, signal: AbortSignal): Promise<GatewayResponse> {
  const place = { index: 0 }
  const leave = join(recording, signal, place)
  try {
    const { status, headers } = await recording.opening
    return { status, headers: { ...headers }, body: replay(recording, signal, { place, leave }) }
  } catch (error) {
    leave()
    throw error
  }
}

/** When all have left, nobody hears the answer: the provider is stopped. */
function join(recording: Recording, signal: AbortSignal, place: { index: number }): () => void {
  const { listeners } = recording
  listeners.add(place)
  let hasLeft = false
  const leave = () => {
    if (hasLeft) return
    hasLeft = true
    signal.removeEventListener('abort', onAbort)
    listeners.delete(place)
    if (listeners.size === 0 && !recording.isDone) recording.leaving.abort(signal.reason)
    stir(recording)
    recording.taken.resolve()
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
  { place, leave }: { place: { index: number }; leave: () => void },
): AsyncGenerator<Buffer, void, void> {
  try {
    while (!isOver(recording, place.index) && !signal.aborted) {
      const chunk = recording.chunks[place.index - recording.dropped]
      if (chunk) {
        place.index += 1
        recording.taken.resolve()
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

function isOver({ isDone, chunks, dropped }: Recording, index: number): boolean {
  return isDone && index >= dropped + chunks.length
}
