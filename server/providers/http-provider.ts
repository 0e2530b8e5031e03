import { Pool, type Dispatcher } from 'undici'
import { AppError } from '#server/lib/app-error.ts'
import { createHttpBody, type HttpBody } from './http-body.ts'
import {
  toAnswerHeaders,
  toWireRequest,
  type Endpoint,
  type WireRequest,
} from './protocols/openai-chat.ts'
import type { Provider, ProviderCall, ProviderModel, ProviderResponse } from './provider.ts'
import type { Quirks } from './quirks.ts'

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

export interface HttpProviderOptions {
  id: string
  endpoint: Endpoint
  quirks: Quirks
  place: string | null
  models: ProviderModel[]
  limits: TimeLimits
}

const MAX_CONNECTIONS = 1024
const KEEP_ALIVE_MS = 30_000

/** A provider over HTTP: one pool of connections to its origin, and no layer between its bytes and ours. */
export function createHttpProvider(options: HttpProviderOptions): Provider {
  const { id, endpoint, quirks, place, models, limits } = options
  const pool = new Pool(new URL(endpoint.baseUrl).origin, {
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    connect: { timeout: limits.connectMs },
    keepAliveTimeout: KEEP_ALIVE_MS,
  })
  const requests = new Map<string, WireRequest>()
  const requestFor = (call: ProviderCall): WireRequest => {
    const name = `${call.operation} ${call.isStream} ${call.model}`
    const known = requests.get(name) ?? toWireRequest(call, endpoint)
    // Models are few: those of the configuration.
    requests.set(name, known)
    return known
  }
  return {
    id,
    dialects: ['openai-chat'],
    place,
    quirks,
    listModels: () => models,
    stateOf: () => ({ state: 'ready', reason: null }),
    async call(call) {
      if (call.signal.aborted) throw cancelled()
      const response = await dispatch({ pool, call, wire: requestFor(call), id, limits })
      if (response.status < 400) return response
      return { ...response, body: withoutSecrets(response.body, endpoint) }
    },
    close: () => pool.destroy(),
  }
}

interface Dispatch {
  pool: Pool
  call: ProviderCall
  wire: WireRequest
  id: string
  limits: TimeLimits
}

function dispatch({ pool, call, wire, id, limits }: Dispatch): Promise<ProviderResponse> {
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let body: HttpBody | undefined
    const onAbort = () => {
      const error = cancelled()
      controller?.abort(error)
      body?.fail(error)
      reject(error)
    }
    const leave = () => call.signal.removeEventListener('abort', onAbort)
    call.signal.addEventListener('abort', onAbort, { once: true })
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(started) {
        controller = started
        // It left while it waited for a connection.
        if (call.signal.aborted) started.abort(cancelled())
      },
      onResponseStart(started, status, headers) {
        if (status < 200) return
        body = createHttpBody(started, leave)
        resolve({ status, headers: toAnswerHeaders(headers), body })
      },
      onResponseData: (_started, chunk) => body?.push(chunk),
      onResponseEnd: () => body?.end(),
      onResponseError(_started, cause) {
        leave()
        const error = call.signal.aborted ? cancelled() : failureFrom(cause, id)
        body?.fail(error)
        reject(error)
      },
    }
    pool.dispatch(
      {
        method: 'POST',
        path: wire.path,
        headers: wire.headers,
        body: call.body,
        headersTimeout: call.isStream ? limits.firstByteMs : limits.totalMs,
        bodyTimeout: limits.idleMs,
      },
      handler,
    )
  })
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
  return new AppError('provider_unavailable', `The provider “${id}” cannot be reached.`, { cause })
}

const MAX_ERROR_BYTES = 64 * 1024

/** An error body without what providers like to quote in it: our key, and the address that we called. */
async function* withoutSecrets(body: AsyncIterable<Buffer>, endpoint: Endpoint) {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of body) {
    pieces.push(piece)
    bytes += piece.length
    if (bytes > MAX_ERROR_BYTES) break
  }
  const { host, hostname } = new URL(endpoint.baseUrl)
  const secrets = [endpoint.apiKey?.expose(), host, hostname].filter((text) => text)
  let text = Buffer.concat(pieces).toString('utf8')
  for (const secret of secrets) text = text.replaceAll(secret ?? '', '***')
  yield Buffer.from(text)
}
