import { AppError } from '#server/lib/app-error.ts'
import { toErrorEvent, toKnown } from './error-event.ts'
import { reasonToStop } from '../failures.ts'
import type { Attempt, Outcome, Reservation } from '#server/metering/accounts.ts'
import type { Deployment } from '../routing/target.ts'
import type { ScannedCall } from '../scan.ts'
import type { StreamReader } from './stream-reader.ts'

export interface OpenStreamOptions {
  body: AsyncIterable<Buffer>
  /** Follows the stream, and says what of it the caller gets. */
  reader: StreamReader
  call: ScannedCall
  deployment: Deployment
  attempt: Attempt
  reservation: Reservation
  requestId: string
  signal: AbortSignal
}

interface OpenStream extends OpenStreamOptions {
  chunks: AsyncIterator<Buffer>
}

/** So much start-up metadata is held back; a provider that sends more of it has begun to answer. */
const MAX_HELD_BYTES = 1024 * 1024
/** How long a provider may take to close the line after its last word, so that the connection can serve again. */
const LINGER_MS = 1000

/**
 * The commit point: resolves when the first content is there, with the stream from its first byte on. Throws where the
 * stream fails before that: nobody has seen anything, so the call may be made elsewhere.
 */
export async function openStream(options: OpenStreamOptions): Promise<AsyncIterable<Buffer>> {
  const { body, attempt } = options
  const stream: OpenStream = { ...options, chunks: body[Symbol.asyncIterator]() }
  const { state } = stream.reader
  const held: Buffer[] = []
  let heldBytes = 0
  try {
    while (!state.hasContent && !state.isDone && heldBytes < MAX_HELD_BYTES) {
      const piece = await readPiece(stream)
      if (piece === undefined) break
      held.push(piece)
      heldBytes += piece.length
      if (state.failure && !state.hasContent) throw state.failure
    }
    if (!state.hasContent && !state.isDone && heldBytes < MAX_HELD_BYTES) throw cutOff(stream)
  } catch (error) {
    release(stream)
    noteUnseen(stream, error)
    throw error
  }
  attempt.noteFirstContent()
  return relay(stream, Buffer.concat(held))
}

/** What is charged for an answer of which nobody has seen anything, where the provider says it. */
function noteUnseen({ attempt, reader }: OpenStream, error: unknown): void {
  const { usage, pieces } = reader.state
  if (!usage) return
  const errorCode = error instanceof AppError ? error.code : 'internal'
  attempt.end({ outcome: 'failed', errorCode, usage, pieces, isWaste: true })
}

/** After the commit point: bytes pass as they come; a failure is an event, and no end is made up. */
async function* relay(stream: OpenStream, first: Buffer): AsyncGenerator<Buffer, void, void> {
  const { state } = stream.reader
  let piece: Buffer | undefined = first
  try {
    while (piece !== undefined) {
      // In the ledger before the caller can hang up on the last byte.
      if (state.isDone) settle(stream, 'complete')
      if (piece.length > 0) yield piece
      piece = state.isDone || state.failure ? undefined : await readPiece(stream)
    }
    const last = endOf(stream)
    if (last) yield last
  } catch (thrown) {
    const error = reasonToStop(stream.signal) ?? thrown
    if (stream.signal.aborted && error === thrown) return
    settle(stream, 'failed', error)
    yield errorEvent(stream, error)
  } finally {
    // Whoever reads has gone, or was cut off: the provider is told to stop.
    settle(stream, 'cancelled')
    release(stream)
  }
}

/** The next bytes to forward, empty where an event was for us alone; undefined: the provider has ended its stream. */
async function readPiece({ chunks, reader }: OpenStream): Promise<Buffer | undefined> {
  const next = await chunks.next()
  return next.done ? reader.end() : (reader.read(next.value) ?? EMPTY)
}

const EMPTY = Buffer.alloc(0)

/** What still has to be said when the provider has ended its stream. */
function endOf(stream: OpenStream): Buffer | undefined {
  const { reader, call } = stream
  const { state } = reader
  if (state.isDone) return undefined
  const stopped = reasonToStop(stream.signal) ?? state.failure
  // Every answer has its reason to end and the line was closed in good order: only the last word was forgotten.
  const end = !stopped && state.finishes >= call.choices ? reader.terminator() : undefined
  if (end) {
    settle(stream, 'complete')
    return end
  }
  const failure = stopped ?? cutOff(stream)
  settle(stream, 'failed', failure)
  return errorEvent(stream, failure)
}

function errorEvent({ reader, call, requestId }: OpenStream, error: unknown): Buffer {
  const said = reader.fail?.(toKnown(error))
  return said === undefined ? toErrorEvent(error, call.dialect, requestId) : Buffer.from(said)
}

function cutOff({ deployment }: OpenStream): AppError {
  return new AppError(
    'provider_error',
    `The answer of the provider “${deployment.provider.id}” was cut off before its end.`,
  )
}

function settle(stream: OpenStream, outcome: Outcome, error?: unknown): void {
  const { attempt, reservation, reader } = stream
  const { usage, pieces } = reader.state
  const errorCode = error === undefined ? null : error instanceof AppError ? error.code : 'internal'
  attempt.end({ outcome, errorCode, usage, pieces })
  reservation.settle(outcome, errorCode)
}

/** Lets a finished stream end by itself, so that its connection is kept; stops any other one. */
function release({ chunks, reader }: OpenStream): void {
  const stop = () => void chunks.return?.().catch(() => undefined)
  if (!reader.state.isDone) return stop()
  const timer = setTimeout(stop, LINGER_MS)
  const drain = async () => {
    while (!(await chunks.next()).done);
  }
  drain()
    .catch(() => undefined)
    .finally(() => clearTimeout(timer))
}
