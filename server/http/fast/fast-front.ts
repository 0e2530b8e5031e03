import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import {
  FastRequest,
  FastResponse,
  type PlainRequest,
  type PlainResponse,
} from './fast-exchange.ts'
import { readRequestHead, type RequestHead } from './request-head.ts'

export interface FastFrontOptions {
  /** Answers `POST /v1/…`. */
  handle: (request: PlainRequest, response: PlainResponse) => void
  /** Milliseconds since some fixed moment. */
  now: () => number
  /** How long the head of a request may take to come in, and how long all of it. */
  headTimeoutMs: number
  requestTimeoutMs: number
  /** How long a connection may lie idle. */
  keepAliveMs: number
  /** How often the two above are looked at; absent: every five seconds. */
  sweepMs?: number
  /** Of all bodies that are not whole yet; absent: 64 MiB. */
  maxWaitingBytes?: number
}

export interface FastFront {
  /** Ends connections that wait for a request. */
  closeIdle(): void
  /** Ends all that are still here. */
  closeAll(): void
}

/** Larger bodies are read by node:http, which streams them. */
const MAX_BODY_BYTES = 1024 * 1024
/** Nobody has been asked for a key when a body begins to come: what waits for its end has a bound. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024
/** What a caller may send ahead while its last request is being answered. */
const MAX_AHEAD_BYTES = 64 * 1024
const SWEEP_MS = 5000
const EMPTY = Buffer.alloc(0)

/**
 * Takes the connections of an HTTP server before it does. As long as they bring plain `POST /v1/…` requests, these are
 * read and answered right on the socket, at half the cost; a connection that brings anything else is handed to the server,
 * unread, and stays there.
 */
export function installFastFront(server: Server, options: FastFrontOptions): FastFront {
  const [toServer, ...others] = server.listeners('connection')
  if (!toServer || others.length > 0) throw new Error('The server has other listeners already.')
  server.removeAllListeners('connection')
  const connections = new Set<FastConnection>()
  const date = createDate(options.now)
  const waiting = { bytes: 0, maxBytes: options.maxWaitingBytes ?? MAX_WAITING_BYTES }
  server.on('connection', (socket: Socket) => {
    const connection = new FastConnection(socket, {
      ...options,
      date,
      waiting,
      handOver: () => {
        connections.delete(connection)
        toServer.call(server, socket)
      },
      onClose: () => connections.delete(connection),
    })
    connections.add(connection)
  })
  const sweep = setInterval(() => {
    for (const connection of connections) connection.endIfLate()
  }, options.sweepMs ?? SWEEP_MS).unref()
  server.on('close', () => clearInterval(sweep))
  return {
    closeIdle() {
      for (const connection of connections) connection.close()
    },
    closeAll() {
      for (const connection of connections) connection.destroy()
    },
  }
}

/** The time of answers, made once a second. */
function createDate(now: () => number): () => string {
  let madeAtMs = Number.NEGATIVE_INFINITY
  let text = ''
  return () => {
    if (now() - madeAtMs < 1000) return text
    madeAtMs = now()
    text = new Date().toUTCString()
    return text
  }
}

interface ConnectionOptions extends FastFrontOptions {
  date: () => string
  /** Room for bodies, of all connections together. */
  waiting: { bytes: number; readonly maxBytes: number }
  handOver: () => void
  onClose: () => void
}

class FastConnection {
  readonly #socket: Socket
  readonly #options: ConnectionOptions
  readonly #responseOptions: { onEnd: () => void; date: () => string }
  /** What has come and was not answered yet. */
  #bytes: Buffer | undefined
  #head: RequestHead | undefined
  /** A body that is not whole yet, and how much of it is there. */
  #body: Buffer = EMPTY
  #filledBytes = 0
  #isBusy = false
  #isClosing = false
  #sinceMs: number

  constructor(socket: Socket, options: ConnectionOptions) {
    this.#socket = socket
    this.#options = options
    this.#sinceMs = options.now()
    this.#responseOptions = { onEnd: () => this.#answered(), date: options.date }
    socket.on('data', this.#onData)
    socket.on('end', this.#onEnd)
    socket.on('error', this.#onError)
    socket.on('close', this.#onClose)
  }

  /** Ends the connection when what it does now is done. */
  close(): void {
    this.#isClosing = true
    if (!this.#isBusy) this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  endIfLate(): void {
    if (this.#isBusy) return
    const { now, keepAliveMs, headTimeoutMs, requestTimeoutMs } = this.#options
    const isWaiting = this.#bytes === undefined && this.#head === undefined
    const limitMs = isWaiting ? keepAliveMs : this.#head ? requestTimeoutMs : headTimeoutMs
    if (now() - this.#sinceMs > limitMs) this.#socket.destroy()
  }

  readonly #onData = (chunk: Buffer) => {
    if (this.#head) return this.#takeBody(chunk)
    if (this.#bytes === undefined && !this.#isBusy) this.#sinceMs = this.#options.now()
    this.#bytes = this.#bytes ? Buffer.concat([this.#bytes, chunk]) : chunk
    if (!this.#isBusy) this.#readHead()
    else if (this.#bytes.length > MAX_AHEAD_BYTES) this.#socket.pause()
  }

  /** The caller is done sending: as with node:http, it is taken to be gone. */
  readonly #onEnd = () => {
    if (this.#isBusy) this.#socket.destroy()
    else this.#socket.end()
  }

  readonly #onError = () => this.#socket.destroy()

  readonly #onClose = () => {
    this.#makeRoom()
    this.#options.onClose()
  }

  /** The body that this connection waits for is whole, or will never be. */
  #makeRoom(): void {
    if (this.#head) this.#options.waiting.bytes -= this.#head.bodyBytes
    this.#head = undefined
    this.#body = EMPTY
  }

  #readHead(): void {
    const bytes = this.#bytes
    if (!bytes) return
    const head = readRequestHead(bytes)
    if (head === 'incomplete') return
    if (head === 'unusual' || head.bodyBytes > MAX_BODY_BYTES) return this.#handOver(bytes)
    const end = head.headBytes + head.bodyBytes
    if (bytes.length >= end) {
      this.#bytes = bytes.length > end ? bytes.subarray(end) : undefined
      return this.#answer(head, bytes.subarray(head.headBytes, end))
    }
    const { waiting } = this.#options
    if (waiting.bytes + head.bodyBytes > waiting.maxBytes) return this.#handOver(bytes)
    waiting.bytes += head.bodyBytes
    this.#head = head
    this.#bytes = undefined
    // At once, in its full size: pieces would cost more than they hold where each is one byte.
    this.#body = Buffer.allocUnsafe(head.bodyBytes)
    this.#filledBytes = bytes.copy(this.#body, 0, head.headBytes)
  }

  #takeBody(chunk: Buffer): void {
    const head = this.#head
    if (!head) return
    const taken = chunk.copy(this.#body, this.#filledBytes)
    this.#filledBytes += taken
    if (this.#filledBytes < head.bodyBytes) return
    const body = this.#body
    this.#makeRoom()
    if (chunk.length > taken) this.#bytes = chunk.subarray(taken)
    this.#answer(head, body)
  }

  #answer(head: RequestHead, body: Buffer): void {
    this.#isBusy = true
    const { handle } = this.#options
    const response = new FastResponse(this.#socket, this.#responseOptions)
    handle(new FastRequest(head, this.#socket, body), response)
  }

  #answered(): void {
    this.#isBusy = false
    this.#sinceMs = this.#options.now()
    if (this.#isClosing) return void this.#socket.end()
    if (this.#socket.isPaused()) this.#socket.resume()
    // Not from here: a handler that answers at once would call itself for each request sent ahead.
    if (this.#bytes) setImmediate(() => this.#isBusy || this.#readHead())
  }

  #handOver(bytes: Buffer): void {
    const socket = this.#socket
    // They are the server's from here on: a turn that was waiting to read them finds none.
    this.#bytes = undefined
    socket.off('data', this.#onData)
    socket.off('end', this.#onEnd)
    socket.off('error', this.#onError)
    socket.off('close', this.#onClose)
    socket.pause()
    socket.unshift(bytes)
    this.#options.handOver()
    socket.resume()
  }
}
