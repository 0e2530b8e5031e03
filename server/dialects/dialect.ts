import type { AppError } from '#server/lib/app-error.ts'
import type { ErrorCode } from '#wire/errors.ts'
import type { EmbeddingsDialect } from './embeddings.ts'
import type { JsonObject } from './json-values.ts'
import type { Answer, ChatCall, ChatEvent, DialectName } from './conversation.ts'

/**
 * One wire dialect of conversations, as pure functions over what was parsed: no network, no clock, no retries. Every
 * dialect can be spoken to providers; those with `server` can be spoken to us as well.
 */
export interface Dialect {
  name: DialectName
  framing: 'sse' | 'ndjson' | 'aws-event-stream'
  /** The body of a request. What cannot be said in this dialect is left out and named, by the caller's words for it. */
  writeRequest(call: ChatCall, target: Target): { body: unknown; dropped: string[] }
  /** A whole answer, read leniently: providers add and drop fields. Throws `provider_error` where it is none. */
  readAnswer(body: unknown): Answer
  createEventReader(): EventReader
  /** An answer with a status that is no success, of its parsed body; absent: its errors are in OpenAI's words already. */
  readError?(body: unknown, status: number): ErrorAnswer
  /** Of a framing that has its own (AWS's event stream); absent: server-sent events and NDJSON, which the gateway decodes. */
  createFrameDecoder?(): FrameDecoder
  server?: ServerDialect
  /** Embeddings in words of its own; absent: it has OpenAI's, or none. */
  embeddings?: EmbeddingsDialect
}

/** What a provider's error means, in OpenAI's words. */
export interface ErrorAnswer {
  /** What it should have been: some say 400 where our key is wrong. */
  status: number
  /** `message`, `type`, `param`, `code`. */
  error: JsonObject
  /** Where it is said in the body. */
  retryAfterMs?: number
}

/** Whom the request is for: declared data of the deployment, never guessed from a name. */
export interface Target {
  /** The name that the provider knows the model by. */
  model: string
  /** The most that the model may write, for dialects that must be told; null: not known. */
  maxOutputTokens: number | null
  /** Whether the model thinks before it answers, and may be told how much; absent: not known. */
  hasReasoning?: boolean
  /** Anthropic's: how thinking is asked for. Models since 2026 take `adaptive` alone; absent: that. */
  thinking?: 'adaptive' | 'budget'
}

/** Turns the frames of a provider's stream into events. Unknown frames are no events, never errors. */
export interface EventReader {
  read(frame: Frame): ChatEvent[]
}

/**
 * One event of the stream, taken out of its framing: a server-sent event, a line of NDJSON, or a message of AWS's event
 * stream. Comments and empty lines are no frames.
 */
export interface Frame {
  /**
   * The name of the event; null: it has none. Of AWS's: the header `:event-type`, or for exceptions `:exception-type` (its
   * first letter as it came).
   */
  event: string | null
  /** JSON text as a rule. */
  data: string
}

/** Takes the frames of one stream out of their framing, however its bytes were cut into chunks. */
export interface FrameDecoder {
  /** What this chunk completes; often several frames, often none. Throws `provider_error` for a frame without end. */
  push(chunk: Buffer): RawFrame[]
  /** What can be made of the rest when the stream has ended: servers forget the last blank line. Half a frame is none. */
  end(): RawFrame[]
}

/** Frames without data (comments, pings of the framing) are passed on and not read. */
export interface RawFrame extends Frame {
  /** The frame as it came, its framing and what stood before it (comments) included. */
  bytes: Buffer
}

/** The side that answers those who speak the dialect to us. */
export interface ServerDialect {
  /** Throws `invalid_request` with the field in `param`. Unknown fields go to `extra`, none is lost. */
  readRequest(body: unknown): ChatCall
  writeAnswer(answer: Answer, about: About): unknown
  createEventWriter(about: About): EventWriter
  /** An error before the first byte: the body alone; its status is that of the code. */
  writeError(error: AppError, requestId: string): unknown
  /** An error after the first byte: whole bytes of the stream. Nothing may come after it. */
  writeErrorEvent(error: AppError, requestId: string): string
  /** Statuses that this dialect has other ones for than HTTP_STATUS: Anthropic's overload is 529. */
  statuses?: Partial<Record<ErrorCode, number>>
  /**
   * What ends a stream of this dialect after its last finish (`data: [DONE]`…): sent where the provider gave every answer its
   * reason to end, closed in good order, and forgot only this. Absent: such a stream counts as cut off.
   */
  terminator?: string
}

/** What an answer says of itself whatever the provider said. */
export interface About {
  /** The name that the caller used. */
  model: string
  requestId: string
  /** Seconds since 1970. */
  created: number
  wantsUsage: boolean
  /** Fields of the request that answers repeat (Responses). */
  call: ChatCall
}

/** Turns events into the bytes of a stream, its own opening and end included. */
export interface EventWriter {
  /** The text to send for this event; empty: none yet. */
  write(event: ChatEvent): string
  /**
   * An error after the first byte, where it must fit what was written before (numbers of events, ids): used in place of
   * `writeErrorEvent`. Nothing may come after it.
   */
  fail?(error: AppError): string
}
