import { Readable } from 'node:stream'
import { rootCertificates } from 'node:tls'
import { Pool, type Dispatcher } from 'undici'
import { AppError } from '#server/lib/app-error.ts'
import { createLookup, ForbiddenAddress, literalOf, mayConnect, type Reach } from './address.ts'
import { createHttpBody, type HttpBody } from './http-body.ts'
import type { CallResource, ProviderResponse } from './provider.ts'
import type { WireRequest } from './protocols/protocol.ts'

/** Milliseconds. */
export interface TimeLimits {
  connectMs: number
  /** Until a stream's headers are there. */
  firstByteMs: number
  /** Between two pieces of an answer. */
  idleMs: number
  /** Until the headers of an answer that is not streamed, which come when all of it is computed. */
  totalMs: number
}

export const DEFAULT_LIMITS: TimeLimits = {
  connectMs: 10_000,
  firstByteMs: 120_000,
  idleMs: 120_000,
  totalMs: 600_000,
}

export interface HttpAnswer extends ProviderResponse {
  /** The answer's `Date` header, in milliseconds since 1970; null: it had none. */
  serverTimeMs: number | null
}

/** One request on its way. */
export type HttpRequest = Omit<WireRequest, 'origin'> & {
  body: Buffer
  isStream: boolean
  signal: AbortSignal
  upload?: CallResource['upload']
}

/** The connections to one origin: the only place where providers touch the network. */
export interface HttpTransport {
  /** Throws AppError `provider_unavailable`, `provider_timeout`, `provider_error` or `cancelled`. Never follows a redirect. */
  send(request: HttpRequest): Promise<HttpAnswer>
  close(): Promise<void>
}

export interface HttpTransportOptions {
  /** The provider's id, for messages. */
  id: string
  origin: string
  limits: TimeLimits
  /** Whom the origin may name; absent: anybody. */
  reach?: Reach
  /** Certificates in PEM that are trusted beside the usual ones; absent: none. */
  ca?: readonly string[]
}

const MAX_CONNECTIONS = 1024
const KEEP_ALIVE_MS = 30_000
/** Of all headers of an answer together. */
const MAX_HEADER_BYTES = 32 * 1024
/** Of an answer: whoever reads it has narrower limits for what is kept in memory. */
const MAX_ANSWER_BYTES = 2 ** 31

export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const { id, origin, limits, reach = 'anywhere', ca } = options
  const literal = literalOf(new URL(origin))
  const isForbidden = literal !== undefined && !mayConnect(literal, reach)
  const pool = new Pool(origin, {
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    connect: {
      timeout: limits.connectMs,
      rejectUnauthorized: true,
      ...(reach !== 'anywhere' && { lookup: createLookup(reach) }),
      ...(ca && { ca: [...rootCertificates, ...ca] }),
    },
    maxHeaderSize: MAX_HEADER_BYTES,
    maxResponseSize: MAX_ANSWER_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
  })
  return {
    async send(request) {
      if (request.signal.aborted) throw cancelled()
      if (isForbidden) throw failureFrom(new ForbiddenAddress(), id)
      return dispatch({ pool, request, id, limits })
    },
    close: () => pool.destroy(),
  }
}

interface Dispatch {
  pool: Pool
  request: HttpRequest
  id: string
  limits: TimeLimits
}

function dispatch({ pool, request, id, limits }: Dispatch): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let body: HttpBody | undefined
    const { signal } = request
    const onAbort = () => {
      const error = cancelled()
      controller?.abort(error)
      body?.fail(error)
      reject(error)
    }
    const leave = () => signal.removeEventListener('abort', onAbort)
    signal.addEventListener('abort', onAbort, { once: true })
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started
        // It left while it waited for a connection.
        if (signal.aborted) started.abort(cancelled())
      },
      onResponseStart(started, status, headers) {
        if (status < 200) return
        const refusal = refusalOf(status, headers, id)
        if (refusal) {
          leave()
          started.abort(refusal)
          reject(refusal)
          return
        }
        body = createHttpBody(started, leave)
        const serverTimeMs = timeFrom(headers.date)
        resolve({ status, headers: toAnswerHeaders(headers), body, serverTimeMs })
      },
      onResponseData: (_started, chunk) => body?.push(chunk),
      onResponseEnd: () => body?.end(),
      onResponseError(_started, cause) {
        leave()
        const error = signal.aborted ? cancelled() : failureFrom(cause, id)
        body?.fail(error)
        reject(error)
      },
    }
    pool.dispatch(
      {
        method: request.method,
        path: request.path,
        headers: headersFor(request),
        body: bodyOf(request),
        headersTimeout: request.isStream ? limits.firstByteMs : limits.totalMs,
        bodyTimeout: limits.idleMs,
      },
      handler,
    )
  })
}

function headersFor({ headers, upload }: HttpRequest): string[] {
  return upload ? [...headers, 'content-length', String(upload.bytes)] : headers
}

function bodyOf({ upload, body }: HttpRequest): Readable | Buffer | null {
  if (upload) return Readable.from(upload.open(), { objectMode: false })
  return body.length > 0 ? body : null
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The caller went away.')
}

/** What a broken connection is called. The cause is for the log: it names hosts. */
function failureFrom(cause: Error, id: string): AppError {
  const code = 'code' in cause ? String(cause.code) : ''
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return new AppError('provider_timeout', `The provider “${id}” took too long to answer.`, {
      cause,
    })
  }
  if (cause.name === 'HTTPParserError' || /^UND_ERR_(?:INVALID|RES_|HEADERS)/.test(code)) {
    return new AppError('provider_error', `The provider “${id}” sent what is not HTTP.`, { cause })
  }
  if (code === 'UND_ERR_SOCKET' || code === 'ECONNRESET' || code === 'EPIPE') {
    return new AppError('provider_unavailable', `The connection to the provider “${id}” broke.`, {
      cause,
    })
  }
  if (cause instanceof ForbiddenAddress) {
    const message = `The address of the provider “${id}” may not be called: it is a private one.`
    return new AppError('provider_unavailable', message, { cause })
  }
  if (/CERT|SELF_SIGNED|ERR_TLS|UNABLE_TO_/.test(code)) {
    const message = `The provider “${id}” could not prove who it is: its certificate is not trusted.`
    return new AppError('provider_unavailable', message, { cause })
  }
  return new AppError('provider_unavailable', `The provider “${id}” cannot be reached.`, { cause })
}

/** What of an answer's headers means something to a caller; the rest tells of the provider's insides. */
const PASSED_ON = ['content-type', 'retry-after', 'retry-after-ms']

/** Answers that are no use whatever is in them. */
function refusalOf(status: number, headers: Headers, id: string): AppError | undefined {
  if (status >= 300 && status < 400) {
    const message = `The provider “${id}” answered with a redirect, which is never followed: its address here must be corrected.`
    return new AppError('provider_error', message)
  }
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity' || encoding === '') return undefined
  const message = `The provider “${id}” sent a compressed answer, though none was asked for.`
  return new AppError('provider_error', message)
}

function timeFrom(date: string | string[] | undefined): number | null {
  const timeMs = typeof date === 'string' ? Date.parse(date) : Number.NaN
  return Number.isNaN(timeMs) ? null : timeMs
}

type Headers = Record<string, string | string[] | undefined>

function toAnswerHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of PASSED_ON) {
    const value = headers[name]
    if (value !== undefined) kept[name] = Array.isArray(value) ? (value[0] ?? '') : value
  }
  return kept
}
