import type { Dialect, EventWriter } from '#server/dialects/dialect.ts'
import type { AppError } from '#server/lib/app-error.ts'
import { createFrameDecoder, isBroken, notJson } from './frames.ts'
import { noteEvent } from './passing-reader.ts'
import { newStreamState, type StreamReader } from './stream-reader.ts'

export interface TranslatingReaderOptions {
  /** What the provider speaks. */
  from: Dialect
  /** Writes what the caller reads. */
  writer: EventWriter
  toFailure: (error: unknown) => AppError
}

/** For streams of another dialect than the caller's: each event is read, and written anew. */
export function createTranslatingReader(options: TranslatingReaderOptions): StreamReader {
  const { from, writer, toFailure } = options
  const state = newStreamState()
  const decoder = createFrameDecoder(from)
  const events = from.createEventReader()
  const translate = (frames: ReturnType<typeof decoder.push>) => {
    let text = ''
    for (const frame of frames) {
      // Nothing counts after the end, whatever still comes.
      if (state.isDone || state.failure) break
      if (isBroken(frame)) {
        state.failure = notJson()
        break
      }
      if (frame.data === '') continue
      for (const event of events.read(frame)) {
        noteEvent(event, state, toFailure)
        // Usage may stand beside it.
        if (state.failure) continue
        text += writer.write(event)
      }
    }
    return text === '' ? undefined : Buffer.from(text)
  }
  return {
    state,
    read: (chunk) => translate(decoder.push(chunk)),
    end: () => translate(decoder.end()),
    ...(writer.fail && { fail: (error: AppError) => writer.fail?.(error) ?? '' }),
    terminator() {
      const text = writer.write({ type: 'done' })
      return text === '' ? undefined : Buffer.from(text)
    },
  }
}
