import { rootCertificates } from 'node:tls'
import { AppError } from '#server/lib/app-error.ts'
import {
  createLookup,
  ForbiddenAddress,
  literalOf,
  mayConnect,
  type Reach,
} from '#server/lib/address.ts'
import { createHttpBody, type HttpBody } from './http-body.ts'
import { AnswerTimeout, ConnectionBroke } from './http-client/connection.ts'
import { CannotConnect, HttpPool } from './http-client/http-pool.ts'
import { NotHttp } from './http-client/response-head.ts'
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
  /**
   * The most connections at once; absent: as many as there are calls. A stream holds one for minutes, so that a cap would
   * make callers wait unseen for what limits and budgets have let in already.
   */
  maxConnections?: number | null
  /** Whom the origin may name; absent: anybody. */
  reach?: Reach
  /** Certificates in PEM that are trusted beside the usual ones; absent: none. */
  ca?: readonly string[]
}

/** Of an answer: whoever reads it has narrower limits for what is kept in memory. */
const MAX_ANSWER_BYTES = 2 ** 31

export function createHttpTransport(options: HttpTransportOptions): HttpTransport {
  const { id, origin, limits, maxConnections, reach = 'anywhere', ca } = options
  const literal = literalOf(new URL(origin))
  const isForbidden = literal !== undefined && !mayConnect(literal, reach)
  const pool = new HttpPool({
    origin,
    connectMs: limits.connectMs,
    maxConnections: maxConnections ?? Number.POSITIVE_INFINITY,
    ...(reach !== 'anywhere' && { lookup: createLookup(reach) }),
    ...(ca && { ca: [...rootCertificates, ...ca] }),
  })
  return {
    async send(request) {
      if (request.signal.aborted) throw cancelled()
      if (isForbidden) throw failureFrom(new ForbiddenAddress(), id)
      return exchange({ pool, request, id, limits })
    },
    async close() {
      pool.close()
    },
  }
}

interface Sending {
  pool: HttpPool
  request: HttpRequest
  id: string
  limits: TimeLimits
}

function exchange({ pool, request, id, limits }: Sending): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    const { signal, method, path, headers } = request
    let body: HttpBody | undefined
    let bytes = 0
    const onAbort = () => control.abort(cancelled())
    const leave = () => signal.removeEventListener('abort', onAbort)
    const timing = {
      headMs: request.isStream ? limits.firstByteMs : limits.totalMs,
      idleMs: limits.idleMs,
    }
    const control = pool.send(
      { method, path, headers, body: request.upload ?? request.body, ...timing },
      {
        onHead({ status, headers: said }) {
          const refusal = refusalOf(status, said, id)
          if (refusal) throw refusal
          body = createHttpBody(control, leave)
          const serverTimeMs = timeFrom(said['date'])
          resolve({ status, headers: toAnswerHeaders(said), body, serverTimeMs })
        },
        onBody(piece) {
          bytes += piece.length
          if (bytes > MAX_ANSWER_BYTES) throw new NotHttp('The answer has no end.')
          body?.push(piece)
        },
        onEnd: () => body?.end(),
        onError(cause) {
          leave()
          const error = signal.aborted ? cancelled() : failureFrom(cause, id)
          body?.fail(error)
          reject(error)
        },
      },
    )
    signal.addEventListener('abort', onAbort, { once: true })
  })
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The caller went away.')
}

/** What a broken connection is called. The cause is for the log: it names hosts. */
function failureFrom(cause: Error, id: string): AppError {
  if (cause instanceof AppError) return cause
  if (cause instanceof AnswerTimeout) {
    return new AppError('provider_timeout', `The provider “${id}” took too long to answer.`, {
      cause,
    })
  }
  if (cause instanceof NotHttp) {
    return new AppError('provider_error', `The provider “${id}” sent what is not HTTP.`, { cause })
  }
  if (cause instanceof ConnectionBroke) {
    return new AppError('provider_unavailable', `The connection to the provider “${id}” broke.`, {
      cause,
    })
  }
  return unreachable(cause instanceof CannotConnect ? cause.cause : cause, id)
}

function unreachable(cause: unknown, id: string): AppError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
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

/** The second in which an answer was written; reading it takes longer than all else of a head. */
let lastDate: { text: string; timeMs: number | null } = { text: '', timeMs: null }

function timeFrom(date: string | undefined): number | null {
  if (date === undefined) return null
  if (date === lastDate.text) return lastDate.timeMs
  const timeMs = Date.parse(date)
  lastDate = { text: date, timeMs: Number.isNaN(timeMs) ? null : timeMs }
  return lastDate.timeMs
}

/** What an answer of ours may have in its headers. */
const PRINTABLE = /^[\t\x20-\x7e]{1,1000}$/

type Headers = Readonly<Record<string, string>>

function toAnswerHeaders(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const name of PASSED_ON) {
    const value = headers[name]
    if (value !== undefined && PRINTABLE.test(value)) kept[name] = value
  }
  return kept
}
