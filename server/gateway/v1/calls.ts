import { APPROVED_HEADER } from '#wire/guardrails.ts'
import { raisedBy } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import type { PlainRequest } from '#server/http/fast/fast-exchange.ts'
import { AppError } from '#server/lib/app-error.ts'
import { findField, receiveForm } from '../forms/receive-form.ts'
import type { GatewayCall } from '../gateway.ts'
import { toScannable } from '../operations/form-call.ts'
import { mayReferTo } from '../resources/references.ts'
import { checkContentType, readBody } from './body.ts'
import { endingOf } from './ending-signal.ts'
import type { V1Options } from './options.ts'
import type { V1Path } from './paths.ts'
import { send, type V1Exchange } from './send.ts'
import type { UnderWay } from './under-way.ts'

const MIB = 1024 * 1024
const MAX_BODY_BYTES = 20 * MIB
/** Of audio and images; suppliers take 25 to 100 MB. */
const MAX_FORM_BYTES = 128 * MIB

/** What is asked, and by whom. */
export interface V1Call {
  path: V1Path
  principal: Principal
  options: V1Options
  /** Whether the key that the caller showed still holds. */
  mayGoOn: () => boolean
  underWay: UnderWay
}

/** Work that ends when its caller goes away, or may not go on; which is looked for until it is over. */
async function asUnderWay(
  { request }: V1Exchange,
  { options, underWay, mayGoOn }: V1Call,
  work: (signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const ending = endingOf(request.socket, options.closing)
  const leave = underWay.add(ending, mayGoOn)
  try {
    await work(ending.signal)
  } finally {
    leave()
    ending.release()
  }
}

/** What is asked of a model. */
export async function callModel(exchange: V1Exchange, v1Call: V1Call): Promise<void> {
  const { path, principal, options } = v1Call
  const { request, requestId } = exchange
  const { operation, dialect } = path
  if (operation === 'models') throw new Error('Models are listed, not called.')
  if (path.body === 'multipart') return callWithForm(exchange, v1Call)
  const body = await readJson(request, path, options)
  // What it names of files must be the caller's own.
  const onlyProvider = mayReferTo(body)
    ? await options.resources?.check(principal, body)
    : undefined
  return asUnderWay(exchange, v1Call, async (signal) => {
    const call: GatewayCall = { operation, dialect, principal, body, signal, requestId }
    if (onlyProvider !== undefined) call.onlyProvider = onlyProvider
    if (dialect === 'anthropic-messages') call.headers = anthropicHeaders(request)
    else if (dialect === 'openai-chat' && exchange.shape === 'mistral') call.words = 'mistral'
    addCallerWords(call, request)
    const said = await options.gateway.call(call)
    await send(exchange, said, operation === 'chat' ? dialect : undefined)
  })
}

/** What is asked of a response that a provider keeps. */
export async function callKeptResponse(
  exchange: V1Exchange,
  v1Call: V1Call,
  [name = '']: string[],
): Promise<void> {
  const { path, principal, options } = v1Call
  const { request, requestId } = exchange
  const [, query] = (request.url ?? '').split('?', 2)
  return asUnderWay(exchange, v1Call, async (signal) => {
    const said = await options.gateway.callKept({
      principal,
      method: path.method,
      name,
      part: path.path.slice('/v1/responses/{id}'.length),
      query: query === undefined ? '' : `?${query}`,
      signal,
      requestId,
    })
    await send(exchange, said)
  })
}

/** What is asked of files, batches, agents… that a provider keeps. */
export async function callResource(exchange: V1Exchange, v1Call: V1Call, ids: string[]) {
  const { path, principal, options } = v1Call
  const { request, requestId } = exchange
  const { resources } = options
  if (!resources) throw new AppError('not_supported', 'Nothing is kept at providers here.')
  const { 'x-galerne-provider': providerName } = request.headers
  const isForm = path.body === 'multipart'
  const form = isForm
    ? await receiveForm(request, { maxBytes: formLimit(path, options) })
    : undefined
  try {
    const body = path.body === 'json' ? await readJson(request, path, options) : Buffer.alloc(0)
    await asUnderWay(exchange, v1Call, async (signal) => {
      const said = await resources.answer({
        path,
        ids,
        url: request.url ?? '',
        principal,
        providerName: providerName === undefined ? undefined : String(providerName),
        ...purposeOf(request.headers),
        body,
        ...(form && { form }),
        requestId,
        signal,
      })
      await send(exchange, said)
    })
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
async function callWithForm(exchange: V1Exchange, v1Call: V1Call) {
  const { path, principal, options } = v1Call
  const { request, requestId } = exchange
  const { operation, dialect } = path
  if (operation === 'models') throw new Error('Models are listed, not called.')
  const form = await receiveForm(request, { maxBytes: formLimit(path, options) })
  try {
    const body = toScannable(form, operation)
    const named = Buffer.from(JSON.stringify({ file_id: findField(form, 'file_id')?.text }))
    const onlyProvider = await options.resources?.check(principal, named)
    const bound = onlyProvider === undefined ? {} : { onlyProvider }
    await asUnderWay(exchange, v1Call, async (signal) => {
      const call: GatewayCall = {
        operation,
        dialect,
        principal,
        body,
        form,
        signal,
        requestId,
        ...bound,
      }
      addClass(call, request.headers)
      await send(exchange, await options.gateway.call(call))
    })
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
  const approved = headers[APPROVED_HEADER]
  if (approved !== undefined) call.approved = namesIn(checkedWord(approved))
  if (cacheControl !== undefined) call.cacheControl = cacheControl
  if (idempotencyKey !== undefined) call.idempotencyKey = checkedWord(idempotencyKey)
  if (sessionKey !== undefined) call.sessionKey = checkedWord(sessionKey)
  addClass(call, headers)
}

/** How carefully it is to be handled, which a caller can only raise, and what it is for. */
function addClass(
  call: Pick<GatewayCall, 'principal' | 'classification' | 'purpose'>,
  headers: PlainRequest['headers'],
) {
  const { 'x-galerne-classification': classification } = headers
  if (classification !== undefined) {
    call.classification = raisedBy(call.principal, String(classification))
  }
  Object.assign(call, purposeOf(headers))
}

function purposeOf({ 'x-galerne-purpose': purpose }: PlainRequest['headers']): {
  purpose?: string
} {
  return purpose === undefined ? {} : { purpose: checkedWord(purpose) }
}

function namesIn(word: string): string[] {
  return word.split(',').map((name) => decode(name.trim()))
}

function decode(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

function checkedWord(word: string | string[]): string {
  if (typeof word === 'string' && word.length <= MAX_WORD_LENGTH) return word
  throw new AppError(
    'invalid_request',
    `Idempotency-Key, X-Galerne-Conversation and X-Galerne-Purpose may have ${MAX_WORD_LENGTH} characters.`,
  )
}

/** What of a request's headers is part of Anthropic's dialect. */
function anthropicHeaders({ headers }: PlainRequest): Record<string, string> {
  const beta = headers['anthropic-beta']
  return beta === undefined ? {} : { 'anthropic-beta': String(beta) }
}
