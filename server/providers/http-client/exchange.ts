import {
  AnswerTimeout,
  type Connection,
  type RequestBody,
  type ResponseHandler,
} from './connection.ts'
import type { ResponseHead } from './response-head.ts'

export interface PooledRequest {
  method: string
  /** With its query. */
  path: string
  /** Names and values in turns. `host`, `connection` and `content-length` are added here. */
  headers: readonly string[]
  body: RequestBody
  /** Until the head of the answer is there, from when the request was sent. */
  headMs: number
  /** Between two pieces of the answer. */
  idleMs: number
}

/** What can be done about a request under way. */
export interface RequestControl {
  pause(): void
  resume(): void
  /** The handler is told of it. */
  abort(error: Error): void
}

interface ExchangeOptions {
  handler: ResponseHandler
  onOver: () => void
}

/** One request and what comes of it. */
export class Exchange implements ResponseHandler, RequestControl {
  isOver = false
  readonly #head: string
  readonly #request: PooledRequest
  readonly #options: ExchangeOptions
  #connection: Connection | undefined
  #deadlineMs = Number.POSITIVE_INFINITY
  #isPaused = false

  /** Throws TypeError where something would begin a line of its own. */
  constructor(host: string, request: PooledRequest, options: ExchangeOptions) {
    this.#head = headOf(request, host)
    this.#request = request
    this.#options = options
  }

  start(connection: Connection): void {
    this.#connection = connection
    this.#deadlineMs = performance.now() + this.#request.headMs
    connection.send(this.#head, this.#request.body, this)
  }

  endIfLate(nowMs: number): void {
    // Who holds the answer back is not the other side.
    if (nowMs > this.#deadlineMs && !this.#isPaused) this.abort(new AnswerTimeout('Too late.'))
  }

  pause(): void {
    this.#isPaused = true
    this.#connection?.pause()
  }

  resume(): void {
    this.#isPaused = false
    this.#deadlineMs = performance.now() + this.#request.idleMs
    this.#connection?.resume()
  }

  abort(error: Error): void {
    if (this.isOver) return
    if (this.#connection) this.#connection.abort(error)
    else this.onError(error)
  }

  onHead(head: ResponseHead): void {
    this.#deadlineMs = performance.now() + this.#request.idleMs
    this.#options.handler.onHead(head)
  }

  onBody(piece: Buffer): void {
    this.#deadlineMs = performance.now() + this.#request.idleMs
    this.#options.handler.onBody(piece)
  }

  onEnd(): void {
    this.#over()
    this.#options.handler.onEnd()
  }

  onError(error: Error): void {
    if (this.isOver) return
    this.#over()
    this.#options.handler.onError(error)
  }

  #over(): void {
    this.isOver = true
    this.#connection = undefined
    this.#options.onOver()
  }
}

const UNSAFE = /[^\t\x20-\x7e\x80-\xff]/
const UNSAFE_TARGET = /[^\x21-\x7e]/

function headOf({ method, path, headers, body }: PooledRequest, host: string): string {
  if (UNSAFE_TARGET.test(path)) throw new TypeError('The path of a request has unsafe characters.')
  let head = `${method} ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`
  for (let index = 0; index < headers.length; index += 2) {
    const line = `${headers[index] ?? ''}: ${headers[index + 1] ?? ''}`
    if (UNSAFE.test(line)) throw new TypeError(`The header ${headers[index] ?? ''} is unsafe.`)
    head += `${line}\r\n`
  }
  const bytes = Buffer.isBuffer(body) ? body.length : body.bytes
  const length = bytes > 0 || method !== 'GET' ? `content-length: ${bytes}\r\n` : ''
  return `${head}${length}\r\n`
}
