import { AppError } from '#server/lib/app-error.ts'
import { isWholeEvent } from './frames.ts'
import { createEventSplitter, eventEnd, readEvent } from './stream-events.ts'
import type { TokenUsage } from '#server/dialects/conversation.ts'

/** What is known of a stream so far. */
export interface StreamState {
  /** Whether a person would have seen something: from here on nothing may be sent anew. */
  hasContent: boolean
  /** Whether the provider said that this was all. */
  isDone: boolean
  /** How many answers were given their reason to end. */
  finishes: number
  failure: AppError | undefined
  usage: TokenUsage | null
  /** Content events: about one token each with every server we know. */
  pieces: number
}

/** Follows a provider's stream and says what of it the caller gets. */
export interface StreamReader {
  readonly state: Readonly<StreamState>
  /** Takes bytes as they come, gives back those to forward; undefined: none yet. Throws AppError. */
  read(chunk: Buffer): Buffer | undefined
  /** The provider has ended its stream: what is still to be forwarded; undefined: nothing. */
  end(): Buffer | undefined
  /** What the caller still needs where the provider gave every reason to end, and forgot only its last word. */
  terminator(): Buffer | undefined
  /** The error that ends the stream, where it must fit what was written before; absent: any will do. */
  fail?(error: AppError): string
}

export function newStreamState(): StreamState {
  return {
    hasContent: false,
    isDone: false,
    finishes: 0,
    failure: undefined,
    usage: null,
    pieces: 0,
  }
}

export interface StreamReaderOptions {
  /** The caller asked for usage: events that hold nothing else are forwarded too. */
  wantsUsage: boolean
  toFailure: (error: unknown) => AppError
}

/**
 * What makes a piece of stream worth reading rather than only passing on: reasons to end, usage, errors, `[DONE]`, events
 * that do not end like JSON, and carriage returns, which cut events in more ways than are worth telling apart here.
 * Within content, such a name would have a backslash before its last quote.
 */
const NOTABLE = /"finish_reason":\s*"|"usage":\s*\{|"error"|\[DONE\]|[^}\n]\n\n|\r/g

const DONE = Buffer.from('data: [DONE]\n\n')
const BLANK = Buffer.from('\n\n')

/** For chat completions that pass: most of their bytes are never looked into. */
export function createStreamReader(options: StreamReaderOptions): StreamReader {
  const clean = options.wantsUsage ? (bytes: Buffer) => bytes : withoutNullUsage
  const state = newStreamState()
  const splitter = createEventSplitter()
  const readEvents = (bytes: Buffer) => {
    const text = bytes.toString('latin1')
    const kept = createKept(bytes)
    // Nothing counts after the end, whatever still comes.
    for (let at = 0; at < text.length && !state.isDone && !state.failure;) {
      const from = state.hasContent ? nextNotable(text, at) : at
      // The usual piece: one or a few events of content, passed on unread.
      state.pieces += countEvents(text, at, from)
      kept.add(at, from)
      at = eventEnd(text, from)
      if (from < at && take(bytes.subarray(from, at), state, options)) kept.add(from, at)
    }
    const all = kept.bytes()
    return all && clean(all)
  }
  return {
    state,
    read(chunk) {
      const events = splitter.push(chunk)
      return events && readEvents(events)
    },
    end() {
      const rest = splitter.rest()
      // Some servers forget the blank line after their last event. Half an event is no event.
      if (rest.length === 0 || !isWholeEvent(rest)) return undefined
      splitter.push(BLANK)
      return readEvents(Buffer.concat([rest, BLANK]))
    },
    terminator: () => DONE,
  }
}

/**
 * Where we asked for usage, OpenAI puts `"usage":null` into every other event, over which clients stumble that did not ask
 * (Mistral's). Within content the quotes would be escaped.
 */
function withoutNullUsage(bytes: Buffer): Buffer {
  if (!bytes.includes('"usage"')) return bytes
  const text = bytes.toString('latin1')
  const rest = text.replaceAll(/,\s*"usage":\s*null(?=\s*[,}])/g, '')
  return rest.length === text.length ? bytes : Buffer.from(rest, 'latin1')
}

/** Where the first event from `at` on begins that is worth reading; the end of the text: there is none. */
function nextNotable(text: string, at: number): number {
  NOTABLE.lastIndex = at
  const found = NOTABLE.exec(text)
  if (!found) return text.length
  // What comes before has no carriage return, so that its events end in one way only.
  const blank = text.lastIndexOf('\n\n', found.index)
  return blank < at ? at : blank + 2
}

function countEvents(text: string, from: number, end: number): number {
  let count = 0
  for (
    let at = text.indexOf('\n\n', from);
    at >= 0 && at < end;
    at = text.indexOf('\n\n', at + 2)
  ) {
    count += 1
  }
  return count
}

/** Runs of bytes that are passed on: what is whole stays one piece. */
function createKept(bytes: Buffer) {
  const runs: { from: number; end: number }[] = []
  return {
    add(from: number, end: number) {
      const last = runs.at(-1)
      if (from === end) return
      if (last?.end === from) last.end = end
      else runs.push({ from, end })
    },
    bytes(): Buffer | undefined {
      const pieces = runs.map(({ from, end }) => bytes.subarray(from, end))
      return pieces.length > 1 ? Buffer.concat(pieces) : pieces[0]
    },
  }
}

/** Notes what one event says. True: it is to be forwarded. */
function take(bytes: Buffer, state: StreamState, options: StreamReaderOptions): boolean {
  const event = readEvent(bytes)
  switch (event.kind) {
    case 'metadata':
      return true
    case 'content':
      state.hasContent = true
      state.pieces += 1
      state.finishes += event.finishes
      state.usage = event.usage ?? state.usage
      return true
    case 'usage':
      state.usage = event.usage ?? state.usage
      return options.wantsUsage
    case 'done':
      state.isDone = true
      return true
    case 'error':
      state.usage = event.usage ?? state.usage
      state.failure = options.toFailure(event.error)
      break
    case 'malformed':
      state.failure = new AppError('provider_error', 'The provider sent what is not JSON.')
      break
  }
  return false
}
