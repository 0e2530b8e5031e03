import type { UsageUnits } from '#server/metering/accounts.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createSseDecoder } from '#server/lib/sse.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { createEventSplitter, splitEvents } from '../streams/stream-events.ts'
import { newStreamState, type StreamReader, type StreamState } from '../streams/stream-reader.ts'
import { operationUsageFrom } from './units-usage.ts'

export interface OperationReader extends StreamReader {
  /** What was counted beside tokens; null: nothing. */
  units(): UsageUnits | null
}

export interface OperationReaderOptions {
  toFailure: (error: unknown) => AppError
  unitsOf?: ((answer: unknown) => UsageUnits | null) | undefined
  /** Told of every event. */
  onEvent?: (said: unknown) => void
}

/**
 * Streams of audio, images and Mistral's conversations: events with a type, of which the last is `….done` or
 * `….completed` and tells the usage. Every byte passes.
 */
export function createOperationReader({
  toFailure,
  unitsOf,
  onEvent,
}: OperationReaderOptions): OperationReader {
  const state = newStreamState()
  const splitter = createEventSplitter()
  let units: UsageUnits | null = null
  const read = (bytes: Buffer): Buffer | undefined => {
    const kept: Buffer[] = []
    for (const event of splitEvents(bytes)) {
      if (state.isDone || state.failure) break
      const said = dataOf(event)
      if (said !== undefined) note(said, state, toFailure)
      if (state.failure) break
      onEvent?.(said)
      units = unitsOf?.(said) ?? units
      kept.push(event)
    }
    return kept.length > 0 ? Buffer.concat(kept) : undefined
  }
  return {
    state,
    units: () => units,
    read(chunk) {
      const events = splitter.push(chunk)
      return events && read(events)
    },
    end() {
      const rest = splitter.rest()
      if (rest.length === 0) return undefined
      return read(Buffer.concat([rest, Buffer.from('\n\n')]))
    },
    terminator: () => undefined,
  }
}

/** Of what is only the end of a part, more follows. */
const LAST =
  /^(?:transcript\.text|transcription|speech\.audio|conversation\.response)\.done$|^image_(?:generation|edit)\.completed$/

function note(said: unknown, state: StreamState, toFailure: (error: unknown) => AppError): void {
  if (said === DONE) {
    state.isDone = true
    return
  }
  if (said === undefined || typeof said !== 'object' || said === null) {
    state.failure = new AppError('provider_error', 'The provider sent what is not JSON.')
    return
  }
  const type = fieldOf(said, 'type')
  const name = typeof type === 'string' ? type : ''
  const error = fieldOf(said, 'error')
  const isError = (error !== undefined && error !== null) || /(?:^|\.)error$/.test(name)
  if (isError) {
    state.failure = toFailure(error ?? said)
    return
  }
  if (name.endsWith('.started')) return
  state.hasContent = true
  state.pieces += 1
  state.usage = operationUsageFrom(fieldOf(said, 'usage')) ?? state.usage
  if (LAST.test(name)) state.isDone = true
}

const DONE = Symbol('[DONE]')

/** Undefined: a comment. */
function dataOf(event: Buffer): unknown {
  const decoder = createSseDecoder()
  const [data] = [...decoder.push(event), ...decoder.end()]
  if (data === undefined) return undefined
  if (data.trim() === '[DONE]') return DONE
  try {
    return JSON.parse(data)
  } catch {
    return null
  }
}
