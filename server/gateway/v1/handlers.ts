import { setMaxListeners } from 'node:events'
import type { PlainRequest, PlainResponse } from '#server/http/fast/fast-exchange.ts'
import type { Socket } from 'node:net'
import type { AddressSource } from '#server/access/client-address.ts'
import type { Principal } from '#server/access/principal.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import type { GatewayResponse } from '../attempt.ts'
import { findField, receiveForm } from '../forms/receive-form.ts'
import type { Gateway, GatewayCall } from '../gateway.ts'
import { toScannable } from '../operations/form-call.ts'
import { mayReferTo } from '../resources/references.ts'
import { KEEP_ALIVE_MS, startKeepAlive } from './keep-alive.ts'
import type { Resources } from '../resources/resources.ts'
import { findAnthropicModel, listAnthropicModels } from './anthropic-models.ts'
import { describeDeployments } from './model-details.ts'
import { findModel, listModels } from './models.ts'
import { sendChunks, sendError } from './answer.ts'
import { checkContentType, readBody } from './body.ts'
import { findPath, type ErrorShape, type V1Path } from './paths.ts'

export interface V1Options {
  gateway: Gateway
  /** Files, batches, agents…; absent: there are none. */
  resources?: Resources
  /** Of the key ring: who holds a key. */
  keys: { find(bearer: string, from: AddressSource): Principal | undefined }
  log: Log
  maxBodyBytes?: number
  /** Of forms with files. */
  maxFormBytes?: number
  /** Aborted when Galerne stops: what is being answered then ends, and says why. */
  closing?: AbortSignal
  /** How long the line of a stream may be silent before it is told that somebody is there; absent: 15 seconds. */
  keepAliveMs?: number
}

const MIB = 1024 * 1024
const MAX_BODY_BYTES = 20 * MIB
/** Of audio and images; suppliers take 25 to 100 MB. */
const MAX_FORM_BYTES = 128 * MIB

/**
 * Answers `/v1/*` (v1-paths.ts) on the raw request: no framework, no fetch, no web streams on this path. Every answer has
 * `x-request-id`; every error has the shape of its path.
 */
export function createV1Handler(
  options: V1Options,
): (request: PlainRequest, response: PlainResponse) => void {
  // Every connection listens.
  if (options.closing) setMaxListeners(0, options.closing)
  const { keepAliveMs = KEEP_ALIVE_MS } = options
  return (request, response) => {
    const requestId = createId()
    const headers: Record<string, string> = { 'x-request-id': requestId }
    const exchange: Exchange = {
      request,
      response,
      requestId,
      headers,
      shape: 'openai',
      keepAliveMs,
    }
    answer(exchange, options).catch((error: unknown) => {
      if (!(error instanceof AppError)) options.log.error('v1.broke', { requestId, error })
      sendError(request, response, { error, headers, shape: exchange.shape })
    })
  }
}

interface Exchange {
  request: PlainRequest
  response: PlainResponse
  requestId: string
  /** Sent with whatever the answer is. */
  headers: Record<string, string>
  /** In whose words an error is said. */
  shape: ErrorShape
  keepAliveMs: number
}

async function answer(exchange: Exchange, options: V1Options): Promise<void> {
  const { request, headers } = exchange
  const url = pathOf(request.url ?? '')
  const found = findPath(request.method, url)
  if (found.kind === 'unknown') throw unknownPath(url)
  const { path } = found
  exchange.shape = path.errors
  // Anthropic's clients look for it here.
  if (path.errors === 'anthropic') headers['request-id'] = exchange.requestId
  if (found.kind === 'other-method') {
    headers.allow = found.allowed
    throw new AppError(
      'method_not_allowed',
      `${url} takes ${found.allowed}, not ${request.method}.`,
    )
  }
  const principal = authenticate(request, options)
  if (path.isResource && path.dialect === 'openai-responses') {
    return callKeptResponse(exchange, { path, principal, options }, found.ids)
  }
  if (path.isResource) return callResource(exchange, { path, principal, options }, found.ids)
  if (path.operation !== 'models') return callModel(exchange, { path, principal, options })
  const models = options.gateway.listModels(principal)
  const [id = ''] = found.ids
  if (request.headers['anthropic-version'] !== undefined) {
    exchange.shape = 'anthropic'
    headers['request-id'] = exchange.requestId
    return sendJson(
      exchange,
      id === '' ? listAnthropicModels(models) : findAnthropicModel(models, id),
    )
  }
  const describe = describeDeployments(options.gateway)
  sendJson(exchange, id === '' ? listModels(models, describe) : findModel(models, id, describe))
}

interface ModelCall {
  path: V1Path
  principal: Principal
  options: V1Options
}

async function callModel(exchange: Exchange, { path, principal, options }: ModelCall) {
  const { request, requestId } = exchange
  const { operation, dialect } = path
  if (operation === 'models') throw new Error('Models are listed, not called.')
  if (path.body === 'multipart') return callWithForm(exchange, { path, principal, options })
  const body = await readJson(request, path, options)
  // What it names of files must be the caller's own.
  const onlyProvider = mayReferTo(body)
    ? await options.resources?.check(principal, body)
    : undefined
  const signal = endingSignal(request.socket, options.closing)
  const call: GatewayCall = { operation, dialect, principal, body, signal, requestId }
  if (onlyProvider !== undefined) call.onlyProvider = onlyProvider
  if (dialect === 'anthropic-messages') call.headers = anthropicHeaders(request)
  addCallerWords(call, request)
  const said = await options.gateway.call(call)
  await send(exchange, said, operation === 'chat' ? dialect : undefined)
}

/** What is asked of a response that a provider keeps. */
async function callKeptResponse(
  exchange: Exchange,
  { path, principal, options }: ModelCall,
  [name = '']: string[],
) {
  const { request, requestId } = exchange
  const [, query] = (request.url ?? '').split('?', 2)
  const said = await options.gateway.callKept({
    principal,
    method: path.method,
    name,
    part: path.path.slice('/v1/responses/{id}'.length),
    query: query === undefined ? '' : `?${query}`,
    signal: endingSignal(request.socket, options.closing),
    requestId,
  })
  await send(exchange, said)
}

/** What is asked of files, batches, agents… that a provider keeps. */
async function callResource(
  exchange: Exchange,
  { path, principal, options }: ModelCall,
  ids: string[],
) {
  const { request, requestId } = exchange
  const { resources } = options
  if (!resources) throw new AppError('not_supported', 'Nothing is kept at providers here.')
  const { 'x-galerne-provider': providerName } = request.headers
  const isForm = path.body === 'multipart'
  const form = isForm
    ? await receiveForm(request, { maxBytes: formLimit(path, options) })
    : undefined
  try {
    const said = await resources.answer({
      path,
      ids,
      url: request.url ?? '',
      principal,
      providerName: providerName === undefined ? undefined : String(providerName),
      body: path.body === 'json' ? await readJson(request, path, options) : Buffer.alloc(0),
      ...(form && { form }),
      requestId,
      signal: endingSignal(request.socket, options.closing),
    })
    await send(exchange, said)
  } finally {
    await form?.close()
  }
}

function readJson(request: PlainRequest, path: V1Path, options: V1Options): Promise<Buffer> {
  // Cancelling needs no words.
  if (request.headers['content-length'] === '0') return Promise.resolve(Buffer.alloc(0))
  checkContentType(request)
  const maxBytes = path.maxBodyMiB === undefined ? MAX_BODY_BYTES : path.maxBodyMiB * MIB
  return readBody(request, options.maxBodyBytes ?? maxBytes)
}

function formLimit({ maxBodyMiB }: V1Path, { maxFormBytes }: V1Options): number {
  return maxFormBytes ?? (maxBodyMiB === undefined ? MAX_FORM_BYTES : maxBodyMiB * MIB)
}

/** A form is kept until its call is over, so that it can be made again elsewhere. */
async function callWithForm(exchange: Exchange, { path, principal, options }: ModelCall) {
  const { request, requestId } = exchange
  const { operation, dialect } = path
  if (operation === 'models') throw new Error('Models are listed, not called.')
  const form = await receiveForm(request, { maxBytes: formLimit(path, options) })
  try {
    const body = toScannable(form, operation)
    const named = Buffer.from(JSON.stringify({ file_id: findField(form, 'file_id')?.text }))
    const onlyProvider = await options.resources?.check(principal, named)
    const signal = endingSignal(request.socket, options.closing)
    const bound = onlyProvider === undefined ? {} : { onlyProvider }
    const call = { operation, dialect, principal, body, form, signal, requestId, ...bound }
    await send(exchange, await options.gateway.call(call))
  } finally {
    await form.close()
  }
}

const MAX_WORD_LENGTH = 255

/** What the caller calls this request and its conversation, the trace that it is in, and what it says of caches. */
function addCallerWords(call: GatewayCall, { headers }: PlainRequest): void {
  const { traceparent, 'cache-control': cacheControl, 'idempotency-key': idempotencyKey } = headers
  const sessionKey = headers['x-galerne-conversation'] ?? headers['x-session-id']
  if (traceparent !== undefined) call.traceparent = String(traceparent)
  if (cacheControl !== undefined) call.cacheControl = cacheControl
  if (idempotencyKey !== undefined) call.idempotencyKey = checkedWord(idempotencyKey)
  if (sessionKey !== undefined) call.sessionKey = checkedWord(sessionKey)
}

function checkedWord(word: string | string[]): string {
  if (typeof word === 'string' && word.length <= MAX_WORD_LENGTH) return word
  throw new AppError(
    'invalid_request',
    `Idempotency-Key and X-Galerne-Conversation may have ${MAX_WORD_LENGTH} characters.`,
  )
}

/** What of a request's headers is part of Anthropic's dialect. */
function anthropicHeaders({ headers }: PlainRequest): Record<string, string> {
  const beta = headers['anthropic-beta']
  return beta === undefined ? {} : { 'anthropic-beta': String(beta) }
}

const endings = new WeakMap<Socket, AbortSignal>()

/**
 * Aborted when the caller's connection closes, and, with an AppError for its reason, when Galerne does. One for all requests
 * of a connection: making one is not cheap.
 */
function endingSignal(socket: Socket, closing: AbortSignal | undefined): AbortSignal {
  const known = endings.get(socket)
  if (known) return known
  const leaving = new AbortController()
  const { signal } = leaving
  // Requests that wait in line on one connection each listen.
  setMaxListeners(0, signal)
  const stop = () => leaving.abort(stopping())
  if (socket.destroyed) leaving.abort()
  else if (closing?.aborted) stop()
  else {
    closing?.addEventListener('abort', stop)
    socket.on('close', () => {
      closing?.removeEventListener('abort', stop)
      leaving.abort()
    })
  }
  endings.set(socket, signal)
  return signal
}

function stopping(): AppError {
  return new AppError('not_ready', 'Galerne is stopping. Try again in a moment.', {
    retryAfterMs: 1000,
  })
}

/** @param eventsIn The dialect of a stream that comes in whole events: its silence may be filled. */
async function send(
  { response, headers: own, keepAliveMs }: Exchange,
  { status, headers, body, whole }: GatewayResponse,
  eventsIn?: DialectName,
): Promise<void> {
  try {
    if (!response.destroyed) response.writeHead(status, Object.assign(headers, own))
  } catch (error) {
    await abandon(body)
    throw error
  }
  if (whole) {
    response.end(whole)
    return
  }
  // Read even for a caller that has gone: the gateway closes its account when the reading ends.
  const isFilled = eventsIn !== undefined && (headers['content-type'] ?? '').startsWith(SSE)
  const keepAlive = isFilled ? startKeepAlive(response, eventsIn, keepAliveMs) : undefined
  try {
    await sendChunks(response, body, { keepAlive })
  } finally {
    keepAlive?.stop()
  }
}

/** Closes the account of an answer that nobody gets: one whose reading never began would hold its budget for ever. */
async function abandon(body: AsyncIterable<Buffer>): Promise<void> {
  const pieces = body[Symbol.asyncIterator]()
  await pieces.next().catch(() => undefined)
  await pieces.return?.()
}

const SSE = 'text/event-stream'

function sendJson({ response, headers }: Exchange, value: object): void {
  const body = Buffer.from(JSON.stringify(value))
  response.writeHead(200, {
    ...headers,
    'content-type': 'application/json',
    'content-length': body.length,
    'cache-control': 'no-store',
  })
  response.end(body)
}

function authenticate(request: PlainRequest, { keys }: V1Options): Principal {
  const { authorization, 'x-api-key': apiKey } = request.headers
  if (authorization === undefined && apiKey === undefined) {
    throw new AppError(
      'unauthenticated',
      'The API key is missing. Send the header “Authorization: Bearer gal-…”; `galerne keys create` makes a key.',
    )
  }
  // Anthropic's clients have a header of their own.
  const bearer = /^Bearer +(\S+) *$/i.exec(authorization ?? `Bearer ${String(apiKey)}`)?.[1]
  const principal = bearer === undefined ? undefined : keys.find(bearer, request)
  if (principal) return principal
  throw new AppError(
    'unauthenticated',
    'This API key is unknown, expired or revoked. `galerne keys create` makes a new one.',
  )
}

/** The path alone; a proxy may have sent the whole address. */
function pathOf(url: string): string {
  const start = url.startsWith('/') ? 0 : url.indexOf('/', url.indexOf('//') + 2)
  const end = url.search(/[?#]/)
  return url.slice(Math.max(0, start), end < 0 ? undefined : end)
}

function unknownPath(path: string): AppError {
  const shown = path.replaceAll(/[^\x21-\x7e]/g, '?').slice(0, 100)
  return new AppError(
    'not_found',
    `There is nothing at ${shown}. Galerne answers POST /v1/chat/completions, POST /v1/embeddings, GET /v1/models and GET /v1/models/{id}, among others: see the documentation.`,
  )
}
