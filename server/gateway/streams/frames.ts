import type { Dialect, FrameDecoder, RawFrame } from '#server/dialects/dialect.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createEventSplitter, splitEvents } from './stream-events.ts'

/** Takes the frames of a dialect's streams out of their framing. */
export function createFrameDecoder(dialect: Dialect): FrameDecoder {
  const { framing } = dialect
  const own = dialect.createFrameDecoder?.()
  if (own) return own
  if (framing === 'sse') return createSseFrames()
  if (framing === 'ndjson') return createLineFrames()
  throw new Error(`Nothing decodes ${framing}.`)
}

const BLANK = Buffer.from('\n\n')
const NONE: RawFrame[] = []

/** Server-sent events. A comment is a frame without data, so that it can pass at once: it keeps lines from being cut. */
function createSseFrames(): FrameDecoder {
  const splitter = createEventSplitter()
  return {
    push(chunk) {
      const events = splitter.push(chunk)
      return events ? splitEvents(events).map(readEvent) : NONE
    },
    end() {
      const rest = splitter.rest()
      // Some servers forget the blank line after their last event. Half an event is no event.
      if (rest.length === 0 || !isWholeEvent(rest)) return NONE
      return splitEvents(Buffer.concat([rest, BLANK])).map(readEvent)
    },
  }
}

/** Data that is cut off, or never was JSON: what a person would have seen of it is lost, so the answer is not whole. */
export function isBroken({ data }: RawFrame): boolean {
  return data !== '' && !/(?:[}\]]|\[DONE\])\s*$/.test(data)
}

export function notJson(): AppError {
  return new AppError('provider_error', 'The provider sent what is not JSON.')
}

export function isWholeEvent(rest: Buffer): boolean {
  return /(?:\}|\[DONE\])\s*$/.test(rest.toString('latin1', Math.max(0, rest.length - 16)))
}

/** Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
function readEvent(bytes: Buffer): RawFrame {
  let event: string | null = null
  const data: string[] = []
  for (const line of bytes
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)) {
    const [name, value] = fieldOf(line)
    if (name === 'data') data.push(value)
    else if (name === 'event') event = value
  }
  return { event, data: data.join('\n'), bytes }
}

function fieldOf(line: string): [string, string] {
  const colon = line.indexOf(':')
  if (colon < 0) return [line, '']
  return [line.slice(0, colon), line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1)]
}

const LF = 10
const MAX_LINE_BYTES = 16 * 1024 * 1024

/** One JSON value a line. */
function createLineFrames(): FrameDecoder {
  let tail: Buffer[] = []
  let tailBytes = 0
  return {
    push(chunk) {
      const end = chunk.lastIndexOf(LF) + 1
      if (end > 0) {
        const whole = Buffer.concat([...tail, chunk.subarray(0, end)])
        tail = end < chunk.length ? [Buffer.from(chunk.subarray(end))] : []
        tailBytes = chunk.length - end
        return readLines(whole)
      }
      tail.push(Buffer.from(chunk))
      tailBytes += chunk.length
      if (tailBytes <= MAX_LINE_BYTES) return NONE
      throw new AppError('provider_error', 'The provider sent an event without end.')
    },
    end() {
      const rest = Buffer.concat(tail)
      return rest.length > 0 && isWholeEvent(rest) ? readLines(rest) : NONE
    },
  }
}

function readLines(bytes: Buffer): RawFrame[] {
  const frames: RawFrame[] = []
  for (let from = 0; from < bytes.length;) {
    const at = bytes.indexOf(LF, from)
    const end = at < 0 ? bytes.length : at + 1
    const line = bytes.subarray(from, end)
    frames.push({ event: null, data: line.toString('utf8').trim(), bytes: line })
    from = end
  }
  return frames
}
