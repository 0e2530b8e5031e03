import type { Socket } from 'node:net'
import { createBodyDecoder, type BodyDecoder } from './body-decoder.ts'
import { NotHttp, readResponseHead, type ResponseHead } from './response-head.ts'

/** What becomes of one request. Exactly one of `onEnd` and `onError` is called, and nothing after it. */
export interface ResponseHandler {
  onHead(head: ResponseHead): void
  onBody(piece: Buffer): void
  onEnd(): void
  onError(error: Error): void
}

/** What is sent: all at hand, or in pieces that make up so many bytes. */
export type RequestBody = Buffer | { bytes: number; open(): AsyncIterable<Buffer> }

export interface ConnectionEvents {
  /** It can take another request. */
  onIdle(connection: Connection): void
  onClose(connection: Connection): void
}

/** After this long nothing of an answer came. */
export class AnswerTimeout extends Error {
  override name = 'AnswerTimeout'
}

/** The other side closed, or broke, the connection while an answer was due. */
export class ConnectionBroke extends Error {
  override name = 'ConnectionBroke'
  /** Nothing had come, and the connection had served before: it may have been closed just as the request went out. */
  readonly isStale: boolean

  constructor(message: string, { isStale, cause }: { isStale: boolean; cause?: unknown }) {
    super(message, { cause })
    this.isStale = isStale
  }
}

/** One HTTP/1.1 connection to a provider: one request at a time, in order, no pipelining. */
export class Connection {
  readonly #socket: Socket
  readonly #events: ConnectionEvents
  #handler: ResponseHandler | undefined
  #head: ResponseHead | undefined
  #decoder: BodyDecoder | undefined
  #unread: Buffer | undefined
  #served = 0
  #hasBytes = false
  /** Part of the request is still to be sent. */
  #isPouring = false
  /** Until when it may be used again, by the other side's word. */
  #idleUntilMs = Number.POSITIVE_INFINITY

  constructor(socket: Socket, events: ConnectionEvents) {
    this.#socket = socket
    this.#events = events
    socket.on('data', this.#onData)
    socket.on('error', (error) => this.#broke(error))
    socket.on('end', () => this.#ended())
    socket.on('close', () => {
      this.#broke()
      events.onClose(this)
    })
  }

  isUsable(nowMs: number): boolean {
    return !this.#socket.destroyed && this.#socket.writable && nowMs < this.#idleUntilMs
  }

  /** Sends a request: its head with the blank line, and its body. */
  send(head: string, body: RequestBody, handler: ResponseHandler): void {
    this.#handler = handler
    this.#hasBytes = false
    this.#socket.ref()
    if (this.#socket.isPaused()) this.#socket.resume()
    if (!Buffer.isBuffer(body)) {
      this.#socket.write(head, 'latin1')
      void this.#pour(body.open(), handler)
      return
    }
    if (body.length < SMALL_BYTES) {
      this.#socket.write(head + body.toString('latin1'), 'latin1')
      return
    }
    this.#socket.cork()
    this.#socket.write(head, 'latin1')
    this.#socket.write(body)
    this.#socket.uncork()
  }

  /** Writes a body as it comes, and no faster than the other side takes it. */
  async #pour(pieces: AsyncIterable<Buffer>, handler: ResponseHandler): Promise<void> {
    this.#isPouring = true
    try {
      for await (const piece of pieces) {
        if (this.#handler !== handler) return
        if (!this.#socket.write(piece)) await this.#drained()
      }
      this.#isPouring = false
    } catch (error) {
      if (this.#handler === handler) this.#fail(toError(error))
    }
  }

  #drained(): Promise<void> {
    const socket = this.#socket
    return new Promise((resolve) => {
      const go = () => {
        socket.off('drain', go).off('close', go)
        resolve()
      }
      if (socket.destroyed) return resolve()
      socket.on('drain', go).on('close', go)
    })
  }

  /** Fails the request under way, if there is one, and closes. */
  abort(error: Error): void {
    this.#fail(error)
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  readonly #onData = (chunk: Buffer) => {
    if (!this.#handler) {
      // Nobody asked: whatever it is, the next answer would not be told from it.
      this.#socket.destroy()
      return
    }
    this.#hasBytes = true
    try {
      this.#take(chunk)
    } catch (error) {
      this.#fail(toError(error))
    }
  }

  #take(chunk: Buffer): void {
    let bytes = chunk
    if (!this.#head) {
      const head = this.#readHead(bytes)
      if (!head) return
      bytes = head.rest
    }
    const handler = this.#handler
    const used = this.#decoder?.push(bytes, (piece) => handler?.onBody(piece))
    if (used === undefined || this.#handler !== handler) return
    if (used < bytes.length) throw new NotHttp('Bytes came after the end of the answer.')
    this.#finish()
  }

  /** The head of the final answer, and what came after it; interim answers (1xx) are passed over. */
  #readHead(chunk: Buffer): { rest: Buffer } | undefined {
    let bytes = this.#unread ? Buffer.concat([this.#unread, chunk]) : chunk
    for (;;) {
      const head = readResponseHead(bytes)
      if (!head) {
        this.#unread = bytes
        return undefined
      }
      bytes = bytes.subarray(head.headBytes)
      if (head.status === 101) throw new NotHttp('The answer changes the protocol.')
      if (head.status < 200) continue
      this.#unread = undefined
      this.#head = head
      this.#decoder = createBodyDecoder(head.body)
      this.#handler?.onHead(head)
      return { rest: bytes }
    }
  }

  #finish(): void {
    const head = this.#head
    const handler = this.#handler
    this.#forget()
    this.#served += 1
    const keepAliveMs = head?.keepAliveMs ?? DEFAULT_KEEP_ALIVE_MS
    this.#idleUntilMs = performance.now() + Math.min(keepAliveMs - SAFETY_MS, MAX_KEEP_ALIVE_MS)
    if (head?.isKeptAlive && !this.#isPouring) {
      this.#socket.unref()
      this.#events.onIdle(this)
    } else this.#socket.destroy()
    handler?.onEnd()
  }

  #ended(): void {
    if (this.#decoder?.isWholeAtClose) this.#finish()
    else this.#broke()
  }

  #broke(cause?: Error): void {
    const isStale = this.#served > 0 && !this.#hasBytes
    const why = 'The connection was closed before the answer was whole.'
    this.#fail(new ConnectionBroke(why, { isStale, cause }))
  }

  #fail(error: Error): void {
    const handler = this.#handler
    this.#forget()
    this.#socket.destroy()
    handler?.onError(error)
  }

  #forget(): void {
    this.#handler = undefined
    this.#head = undefined
    this.#decoder = undefined
    this.#unread = undefined
  }
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

/** Below this, head and body are one string, hence one write. */
const SMALL_BYTES = 16 * 1024
/** What servers keep idle connections for when they do not say: node's five seconds are among the shortest. */
const DEFAULT_KEEP_ALIVE_MS = 5000
const MAX_KEEP_ALIVE_MS = 60_000
/** The other side's clock began earlier than ours. */
const SAFETY_MS = 1000
