import { AppError } from './app-error.ts'

/** One event may grow to this many bytes; more is an attack or a bug, not an answer. */
const MAX_EVENT_BYTES = 16 * 1024 * 1024

export interface SseOptions {
  maxEventBytes?: number
}

/**
 * The `data` of each event of a server-sent event stream, whatever way its bytes were cut into chunks. Comments, event
 * names and ids are dropped. What stands after the last blank line is yielded too: servers forget it at the end of a
 * stream, and half an event does not parse. Throws `provider_error` when an event outgrows the limit.
 * Format: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export async function* readSse(
  chunks: AsyncIterable<Buffer>,
  options: SseOptions = {},
): AsyncGenerator<string, void, void> {
  const decoder = createSseDecoder(options)
  for await (const chunk of chunks) yield* decoder.push(chunk)
  yield* decoder.end()
}

/** One event as bytes of the wire; a line break in `data` becomes a second `data:` line. */
export function formatSse(
  data: string,
  { event, id }: { event?: string; id?: string | number } = {},
): string {
  const name = event === undefined ? '' : `event: ${event}\n`
  const number = id === undefined ? '' : `id: ${id}\n`
  const lines = /[\r\n]/.test(data) ? data.split(/\r\n|\r|\n/).join('\ndata: ') : data
  return `${name}${number}data: ${lines}\n\n`
}

export interface SseDecoder {
  /** The data of the events that this chunk completes. */
  push(chunk: Buffer): string[]
  /** The data of an event that the stream ended within. */
  end(): string[]
}

const LF = 10
const CR = 13

export function createSseDecoder({ maxEventBytes = MAX_EVENT_BYTES }: SseOptions = {}): SseDecoder {
  let line: Buffer[] = []
  let data: string[] = []
  let eventBytes = 0
  let isFirstLine = true
  let isAfterCr = false

  const grow = (bytes: number) => {
    eventBytes += bytes
    if (eventBytes <= maxEventBytes) return
    throw new AppError('provider_error', `One event of the stream is over ${maxEventBytes} bytes.`)
  }
  const finishLine = (last: Buffer, events: string[]) => {
    line.push(last)
    let text = (line.length === 1 ? last : Buffer.concat(line)).toString('utf8')
    line = []
    if (isFirstLine && text.startsWith('\uFEFF')) text = text.slice(1)
    isFirstLine = false
    if (text !== '') return addField(text, data)
    if (data.length > 0) events.push(data.join('\n'))
    data = []
    eventBytes = 0
  }

  return {
    push(chunk) {
      const events: string[] = []
      let from = isAfterCr && chunk[0] === LF ? 1 : 0
      // An empty chunk says nothing about what follows a CR.
      if (chunk.length > 0) isAfterCr = false
      for (let at = nextBreak(chunk, from); at >= 0; at = nextBreak(chunk, from)) {
        grow(at - from)
        finishLine(chunk.subarray(from, at), events)
        isAfterCr = chunk[at] === CR && at + 1 === chunk.length
        from = at + (chunk[at] === CR && chunk[at + 1] === LF ? 2 : 1)
      }
      grow(chunk.length - from)
      // A copy: the chunk may be a view of a buffer that its owner uses again.
      if (from < chunk.length) line.push(Buffer.from(chunk.subarray(from)))
      return events
    },
    end() {
      const events: string[] = []
      finishLine(Buffer.alloc(0), events)
      finishLine(Buffer.alloc(0), events)
      return events
    },
  }
}

function nextBreak(chunk: Buffer, from: number): number {
  const lf = chunk.indexOf(LF, from)
  const end = lf < 0 ? chunk.length : lf
  const cr = chunk.subarray(from, end).indexOf(CR)
  return cr < 0 ? lf : from + cr
}

function addField(text: string, data: string[]): void {
  if (text === 'data') data.push('')
  else if (text.startsWith('data:')) data.push(text.slice(text[5] === ' ' ? 6 : 5))
}
