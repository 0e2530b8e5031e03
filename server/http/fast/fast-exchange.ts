import type { IncomingHttpHeaders } from 'node:http'
import type { Socket } from 'node:net'
import { writeResponseHead, type RequestHead } from './request-head.ts'

/** What handlers of `/v1` need of a request: node:http's have it as well. */
export interface PlainRequest {
  method?: string | undefined
  url?: string | undefined
  headers: IncomingHttpHeaders
  socket: Socket
  /** Whether all of the body has come. */
  complete: boolean
  /** The body, where it is at hand. */
  whole?: Buffer
  on(event: 'data', listener: (chunk: Buffer) => void): unknown
  on(event: 'error', listener: (error: Error) => void): unknown
  on(event: 'end' | 'close', listener: () => void): unknown
  pause(): unknown
  resume(): unknown
}

/** What handlers of `/v1` need of a response. */
export interface PlainResponse {
  readonly destroyed: boolean
  readonly headersSent: boolean
  readonly writableNeedDrain: boolean
  writeHead(status: number, headers: Record<string, string | number>): unknown
  write(chunk: Buffer | string): boolean
  end(chunk?: Buffer | string, encoding?: BufferEncoding): unknown
  destroy(): unknown
  on(event: 'drain' | 'close', listener: () => void): this
  off(event: 'drain' | 'close', listener: () => void): this
}

/** A request whose body is at hand: nothing is left to listen for. */
export class FastRequest implements PlainRequest {
  readonly method = 'POST'
  readonly complete = true
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly socket: Socket
  readonly whole: Buffer

  constructor({ url, headers }: RequestHead, socket: Socket, whole: Buffer) {
    this.url = url
    this.headers = headers
    this.socket = socket
    this.whole = whole
  }

  on(): this {
    return this
  }

  pause(): this {
    return this
  }

  resume(): this {
    return this
  }
}

/** Below this, head and body are one string, hence one write. */
const SMALL_BYTES = 16 * 1024
const LAST_CHUNK = '0\r\n\r\n'

/** Answers on the socket itself: with its length where that was said, in chunks otherwise (RFC 9112, section 7.1). */
export class FastResponse implements PlainResponse {
  readonly #socket: Socket
  readonly #onEnd: () => void
  readonly #date: () => string
  #head = ''
  #isChunked = true
  #hasSent = false
  #hasEnded = false

  constructor(socket: Socket, { onEnd, date }: { onEnd: () => void; date: () => string }) {
    this.#socket = socket
    this.#onEnd = onEnd
    this.#date = date
  }

  get destroyed(): boolean {
    return this.#socket.destroyed
  }

  get headersSent(): boolean {
    return this.#head !== '' || this.#hasSent
  }

  get writableNeedDrain(): boolean {
    return this.#socket.writableNeedDrain
  }

  writeHead(status: number, headers: Record<string, string | number>): this {
    if (this.headersSent) throw new Error('The head of this answer was written before.')
    this.#isChunked = headers['content-length'] === undefined && status >= 200 && status !== 204
    const coding = this.#isChunked ? 'transfer-encoding: chunked\r\n\r\n' : '\r\n'
    this.#head = writeResponseHead(status, headers, this.#date()) + coding
    return this
  }

  write(chunk: Buffer | string): boolean {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    if (bytes.length === 0) return true
    if (!this.#isChunked) return this.#send('', bytes, '')
    return this.#send(`${bytes.length.toString(16)}\r\n`, bytes, '\r\n')
  }

  end(chunk?: Buffer | string, encoding?: BufferEncoding): this {
    if (this.#hasEnded) return this
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk
    const isEmpty = bytes === undefined || bytes.length === 0
    if (!this.#isChunked) this.#send('', isEmpty ? undefined : bytes, '')
    else if (isEmpty) this.#send('', undefined, LAST_CHUNK)
    else this.#send(`${bytes.length.toString(16)}\r\n`, bytes, `\r\n${LAST_CHUNK}`)
    this.#hasEnded = true
    this.#onEnd()
    return this
  }

  destroy(): this {
    this.#socket.destroy()
    return this
  }

  on(event: 'drain' | 'close', listener: () => void): this {
    this.#socket.on(event, listener)
    return this
  }

  off(event: 'drain' | 'close', listener: () => void): this {
    this.#socket.off(event, listener)
    return this
  }

  #send(before: string, bytes: Buffer | undefined, after: string): boolean {
    const socket = this.#socket
    if (socket.destroyed || this.#hasEnded) return false
    const opening = this.#head + before
    this.#head = ''
    this.#hasSent = true
    if (!bytes) return socket.write(opening + after, 'latin1')
    if (bytes.length < SMALL_BYTES) {
      return socket.write(opening + bytes.toString('latin1') + after, 'latin1')
    }
    socket.cork()
    if (opening !== '') socket.write(opening, 'latin1')
    let isRoomLeft = socket.write(bytes)
    if (after !== '') isRoomLeft = socket.write(after, 'latin1')
    socket.uncork()
    return isRoomLeft
  }
}
