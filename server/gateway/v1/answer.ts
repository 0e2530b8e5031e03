import type { PlainRequest, PlainResponse } from '#server/http/fast/fast-exchange.ts'
import type { Socket } from 'node:net'
import { AppError } from '#server/lib/app-error.ts'
import type { KeepAlive } from './keep-alive.ts'
import type { OpenAiError } from './openai-error.ts'
import { toErrorAnswer } from './errors.ts'
import type { ErrorShape } from './paths.ts'

type Headers = Record<string, string | number>

/** A caller that reads nothing for so long has gone, whatever its socket says. */
const STALL_MS = 60_000
/** Bytes that may wait for the caller before the provider is no longer read. */
const MAX_WAITING_BYTES = 64 * 1024

/**
 * Sends chunks as they come: all those of one turn of the event loop in one write, and none read ahead of a caller that
 * does not keep up.
 */
export async function sendChunks(
  response: PlainResponse,
  chunks: AsyncIterable<Buffer>,
  { stallMs = STALL_MS, keepAlive }: { stallMs?: number; keepAlive?: KeepAlive | undefined } = {},
): Promise<void> {
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let isScheduled = false
  const flush = () => {
    isScheduled = false
    const [first] = waiting
    if (!first || response.destroyed) return
    response.write(waiting.length === 1 ? first : Buffer.concat(waiting))
    keepAlive?.note()
    waiting = []
    waitingBytes = 0
  }
  for await (const chunk of chunks) {
    if (response.destroyed) return
    waiting.push(chunk)
    waitingBytes += chunk.length
    if (waitingBytes >= MAX_WAITING_BYTES) flush()
    if (response.writableNeedDrain) await drained(response, stallMs)
    if (!isScheduled && waiting.length > 0) {
      isScheduled = true
      setImmediate(flush)
    }
  }
  flush()
  response.end()
}

function drained(response: PlainResponse, stallMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), stallMs)
    const go = () => {
      clearTimeout(timer)
      response.off('drain', go).off('close', go)
      resolve()
    }
    response.on('drain', go).on('close', go)
  })
}

export interface ErrorToSend {
  error: unknown
  headers: Headers
  /** Absent: OpenAI's. */
  shape?: ErrorShape
}

/** Answers with an error in its caller's words. Once an answer has begun, all that is left is to cut it off. */
export function sendError(
  request: PlainRequest,
  response: PlainResponse,
  { error, headers, shape = 'openai' }: ErrorToSend,
): void {
  if (response.destroyed) return
  if (response.headersSent) {
    response.destroy()
    return
  }
  const said = toErrorAnswer(error, shape, String(headers['x-request-id'] ?? ''))
  const known = error instanceof AppError ? error.headers : undefined
  const all = { ...headers, ...known, ...errorHeaders(said) }
  if (!request.complete && hasMuchLeft(request)) return refuseBody(request.socket, said, all)
  response.writeHead(said.status, all)
  response.end(said.body)
}

function errorHeaders({ status, body, retryAfterMs, isRetryable }: OpenAiError): Headers {
  return {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    ...(retryAfterMs !== undefined && {
      'retry-after': Math.ceil(retryAfterMs / 1000),
      'retry-after-ms': retryAfterMs,
    }),
    // OpenAI's clients try again after every 5xx, unless told not to.
    ...(status >= 500 && !isRetryable && { 'x-should-retry': 'false' }),
    ...(status === 401 && { 'www-authenticate': 'Bearer realm="Galerne"' }),
  }
}

const SMALL_BODY_BYTES = 64 * 1024

function hasMuchLeft({ headers }: PlainRequest): boolean {
  if (headers['transfer-encoding'] !== undefined) return true
  return Number(headers['content-length'] ?? 0) > SMALL_BODY_BYTES
}

/** How long the rest of a refused body is thrown away, so that the caller gets to read why. */
const LINGER_MS = 3000

/**
 * Says no while the body still comes, and ends the connection. By hand, because a plain close with bytes unread resets
 * the connection, and the caller would never see the answer.
 */
function refuseBody(socket: Socket, { status, body }: OpenAiError, headers: Headers) {
  const lines = Object.entries({ ...headers, connection: 'close' })
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  socket.removeAllListeners('data')
  socket.removeAllListeners('end')
  socket.on('error', () => socket.destroy())
  socket.end(`HTTP/1.1 ${status} Refused\r\n${lines}\r\n${body}`)
  socket.on('end', () => socket.destroy())
  socket.resume()
  setTimeout(() => socket.destroy(), LINGER_MS).unref()
}
