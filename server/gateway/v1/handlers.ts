import { setMaxListeners } from 'node:events'
import type { PlainRequest, PlainResponse } from '#server/http/fast/fast-exchange.ts'
import { AppError } from '#server/lib/app-error.ts'
import { createId } from '#server/lib/ids.ts'
import { wordsOfCaller } from '../words/caller-words.ts'
import { sendError } from './answer.ts'
import { findAnthropicModel, listAnthropicModels } from './anthropic-models.ts'
import { callKeptResponse, callModel, callResource } from './calls.ts'
import { KEEP_ALIVE_MS } from './keep-alive.ts'
import { describeDeployments } from './model-details.ts'
import { findModel, listModels } from './models.ts'
import type { V1Options } from './options.ts'
import { findPath } from './paths.ts'
import { sendJson, type V1Exchange } from './send.ts'
import { createUnderWay, type UnderWay } from './under-way.ts'

/**
 * Answers `/v1/*` (paths.ts) on the raw request: no framework, no fetch, no web streams on this path. Every answer has
 * `x-request-id`; every error has the shape of its path.
 */
export function createV1Handler(
  options: V1Options,
): (request: PlainRequest, response: PlainResponse) => void {
  // Every connection listens.
  if (options.closing) setMaxListeners(0, options.closing)
  const { keepAliveMs = KEEP_ALIVE_MS } = options
  const underWay = createUnderWay()
  return (request, response) => {
    const requestId = createId()
    const headers: Record<string, string> = {
      'x-request-id': requestId,
      // Speech and pictures come from providers: whatever they are, no browser takes them for a page.
      'x-content-type-options': 'nosniff',
    }
    const exchange: V1Exchange = {
      request,
      response,
      requestId,
      headers,
      shape: 'openai',
      keepAliveMs,
    }
    answer(exchange, options, underWay).catch((error: unknown) => {
      if (!(error instanceof AppError)) options.log.error('v1.broke', { requestId, error })
      sendError(request, response, { error, headers, shape: exchange.shape })
    })
  }
}

async function answer(exchange: V1Exchange, options: V1Options, underWay: UnderWay): Promise<void> {
  const { request, headers } = exchange
  const url = pathOf(request.url ?? '')
  const found = findPath(request.method, url)
  if (found.kind === 'unknown') throw unknownPath(url)
  const { path } = found
  // Mistral's client has addresses in common with OpenAI's, and words of its own.
  const isMistral = path.errors === 'openai' && wordsOfCaller(request.headers) === 'mistral'
  exchange.shape = isMistral ? 'mistral' : path.errors
  // Anthropic's clients look for it here.
  if (path.errors === 'anthropic') headers['request-id'] = exchange.requestId
  if (found.kind === 'other-method') {
    headers.allow = found.allowed
    throw new AppError(
      'method_not_allowed',
      `${url} takes ${found.allowed}, not ${request.method}.`,
    )
  }
  const { principal, mayGoOn } = authenticate(request, options)
  const call = { path, principal, options, mayGoOn, underWay }
  if (path.isResource && path.dialect === 'openai-responses') {
    return callKeptResponse(exchange, call, found.ids)
  }
  if (path.isResource) return callResource(exchange, call, found.ids)
  if (path.operation !== 'models') return callModel(exchange, call)
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
  const describe = describeDeployments(options.gateway, principal.tenantId)
  sendJson(exchange, id === '' ? listModels(models, describe) : findModel(models, id, describe))
}

/** Who calls, and whether they still may. */
function authenticate(request: PlainRequest, { keys }: V1Options) {
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
  if (bearer !== undefined && principal) {
    return { principal, mayGoOn: () => keys.holds(bearer, request) }
  }
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
