import type { ChatEvent } from '#server/dialects/conversation.ts'
import type { Dialect } from '#server/dialects/dialect.ts'
import type { AppError } from '#server/lib/app-error.ts'
import { createFrameDecoder, isBroken, notJson } from './frames.ts'
import { STOPPED } from './stream-events.ts'
import { newStreamState, type StreamReader, type StreamState } from './stream-reader.ts'

/** For streams whose dialect is the caller's own: bytes pass as they came, and what they say is noted. */
export function createPassingReader(
  dialect: Dialect,
  toFailure: (error: unknown) => AppError,
): StreamReader {
  const state = newStreamState()
  const decoder = createFrameDecoder(dialect)
  const events = dialect.createEventReader()
  const pass = (frames: ReturnType<typeof decoder.push>) => {
    const kept: Buffer[] = []
    for (const frame of frames) {
      // Nothing counts after the end, whatever still comes.
      if (state.isDone || state.failure) break
      if (isBroken(frame)) {
        state.failure = notJson()
        break
      }
      const said = frame.data === '' ? [] : events.read(frame)
      for (const event of said) noteEvent(event, state, toFailure)
      // An error is said anew: without addresses and keys.
      if (!state.failure) kept.push(frame.bytes)
    }
    if (kept.length === 0) return undefined
    return kept.length === 1 && kept[0] ? kept[0] : Buffer.concat(kept)
  }
  return {
    state,
    read: (chunk) => pass(decoder.push(chunk)),
    end: () => pass(decoder.end()),
    terminator() {
      const text = dialect.server?.terminator
      return text === undefined ? undefined : Buffer.from(text)
    },
  }
}

/** What an event means to the gateway. */
export function noteEvent(
  event: ChatEvent,
  state: StreamState,
  toFailure: (error: unknown) => AppError,
): void {
  // What it cost is told beside the failure, or after it.
  if (state.failure && event.type !== 'usage') return
  switch (event.type) {
    case 'start':
    case 'ping':
      break
    case 'finish':
      if (event.reason === 'error') {
        state.failure = toFailure(STOPPED)
        break
      }
      // An answer may be empty: its end is then the first that a person hears of it.
      state.hasContent = true
      state.finishes += 1
      break
    case 'usage':
      state.usage = event.usage
      break
    case 'done':
      state.isDone = true
      break
    case 'error':
      state.failure = toFailure(event.error)
      break
    case 'text':
    case 'refusal':
    case 'reasoning':
    case 'tool-call':
    case 'citation':
    case 'foreign':
      state.hasContent = true
      state.pieces += 1
      break
  }
}
