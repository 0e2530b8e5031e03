import type { TokenUsage } from '#server/dialects/conversation.ts'
import { AppError } from '#server/lib/app-error.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import type { UsageUnits } from '#server/metering/accounts.ts'
import type { CallResource, ProviderResponse } from '#server/providers/provider.ts'
import { LENIENT_QUIRKS } from '#server/providers/quirks.ts'
import { adaptCall } from '../adapt.ts'
import { collect, headersFor, notAnAnswer, one as wholeBody, readFailure } from '../answer-bytes.ts'
import type { AttemptOptions, GatewayResponse } from '../attempt-options.ts'
import { failureInAnswer } from '../failures.ts'
import { findField, toUpload } from '../forms/receive-form.ts'
import { openStream } from '../streams/open-stream.ts'
import type { ScannedCall } from '../scan.ts'
import { createStreamReader } from '../streams/stream-reader.ts'
import { adaptOperation } from './adapt-operation.ts'
import { toEmbeddingFormat } from './embeddings.ts'
import { createOperationReader } from './event-reader.ts'
import { relayBytes } from './relay-bytes.ts'
import { OPERATION_SPECS } from './specs.ts'
import { NO_TOKENS, operationUsageFrom } from './units-usage.ts'

const MAX_ANSWER_BYTES = 128 * 1024 * 1024

/** Whether a call takes this way: it is no conversation, and passes in the one dialect that has such operations. */
export function isOperationCall({ call, deployment }: AttemptOptions): boolean {
  const { operation } = call
  if (!OPERATION_SPECS[operation]) return false
  if (deployment.provider.dialects.includes('openai-chat')) return true
  // Embeddings of other dialects are translated.
  return operation !== 'embeddings'
}

/** Calls one deployment for what is no conversation. Nothing is translated: bytes pass, the model's name aside. */
export async function runOperation(options: AttemptOptions): Promise<GatewayResponse> {
  const { call, deployment, tenantId, requestId, signal, watch } = options
  const { provider, model } = deployment
  if (!provider.dialects.includes('openai-chat')) throw notOffered(options)
  const { body, dropped, resource } = requestFor(options)
  const answered = await provider.call({
    operation: call.operation,
    dialect: 'openai-chat',
    model: model.upstreamName,
    body,
    isStream: call.isStream,
    tenantId,
    requestId,
    signal,
    ...(resource && { resource }),
  })
  const response = watch ? { ...answered, body: watch(answered.body) } : answered
  if (response.status < 200 || response.status > 299) {
    throw await readFailure(response, 'openai-chat', options)
  }
  const type = response.headers['content-type'] ?? ''
  if (call.isStream && type.startsWith('text/event-stream')) {
    return { status: 200, ...(await stream(response, dropped, options)) }
  }
  if (isJson(type)) return whole(response, dropped, options)
  return passing(response, dropped, options)
}

interface RequestParts {
  body: Buffer
  dropped: string[]
  resource?: CallResource
}

function requestFor({ call, deployment }: AttemptOptions): RequestParts {
  const { provider, model } = deployment
  const { form, formEdits = [] } = call
  if (!form) {
    const quirks = provider.quirks ?? LENIENT_QUIRKS
    const adapted = adaptOperation(call, quirks)
    return adaptCall(adapted.call, model.upstreamName, adapted.quirks)
  }
  const field = findField(form, 'model')
  const named = field ? [{ start: field.start, end: field.end, text: model.upstreamName }] : []
  const edits = [...named, ...formEdits]
  const { contentType } = form
  const upload = toUpload(form, edits)
  const resource = { method: 'POST' as const, path: null, contentType, upload }
  return { body: Buffer.alloc(0), dropped: [], resource }
}

async function stream(
  response: ProviderResponse,
  dropped: string[],
  options: AttemptOptions,
): Promise<Pick<GatewayResponse, 'headers' | 'body'>> {
  const { call, deployment, attempt } = options
  const toFailure = (error: unknown) => failureInAnswer(deployment.provider, error)
  const headers = headersFor(options, dropped, EVENT_STREAM)
  if (call.operation === 'fim' || call.operation === 'completions') {
    // Mistral's clients read the usage whether or not it was asked for.
    const wantsUsage = call.wantsUsage || call.operation === 'fim'
    const reader = createStreamReader({ wantsUsage, toFailure })
    return { headers, body: await openStream({ ...options, reader, body: response.body }) }
  }
  const unitsOf = OPERATION_SPECS[call.operation]?.units
  const reader = createOperationReader({ toFailure, unitsOf })
  const counted = {
    ...attempt,
    noteFirstContent: () => attempt.noteFirstContent(),
    end: (end: Parameters<typeof attempt.end>[0]) => {
      const units = reader.units() ?? spoken(call)
      attempt.end(withUnits(end, units))
    },
  }
  const body = await openStream({ ...options, attempt: counted, reader, body: response.body })
  return { headers, body }
}

function withUnits<T extends { usage?: TokenUsage | null }>(end: T, units: UsageUnits | null): T {
  return units ? { ...end, usage: end.usage ?? NO_TOKENS, units } : end
}

const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  'x-accel-buffering': 'no',
}

/** An answer in JSON, checked to be one: not cut off, not an error under 200, of the kind that was asked for. */
async function whole(
  response: ProviderResponse,
  dropped: string[],
  options: AttemptOptions,
): Promise<GatewayResponse> {
  const { call, deployment, attempt, reservation } = options
  const providerId = deployment.provider.id
  const bytes = await collect(response.body, MAX_ANSWER_BYTES)
  const answer = parse(bytes, providerId)
  const error = fieldOf(answer, 'error')
  if (error !== undefined && error !== null) throw failureInAnswer(deployment.provider, error)
  if (fieldOf(answer, 'object') === 'error') throw failureInAnswer(deployment.provider, answer)
  const spec = OPERATION_SPECS[call.operation]
  // Text was to come piece by piece.
  if (call.isStream && spec?.answer === 'choices') throw notAnAnswer(providerId)
  const isWhole = !spec?.answer || fieldOf(answer, spec.answer) !== undefined
  if (!isWhole) throw notAnAnswer(providerId)
  const units = spec?.units?.(answer) ?? spoken(call)
  const usage = operationUsageFrom(fieldOf(answer, 'usage')) ?? (units ? NO_TOKENS : null)
  const said = toCaller(answer, bytes, options)
  attempt.noteFirstContent()
  attempt.end({ outcome: 'complete', usage, pieces: 0, ...(units && { units }), status: 200 })
  reservation.settle('complete')
  const headers = headersFor(options, dropped, {
    'content-type': 'application/json',
    'content-length': String(said.length),
  })
  return { status: 200, headers, body: wholeBody(said), whole: said }
}

/** Bytes that are no JSON: audio, or plain text. They pass as they come, the first of them being the commit point. */
async function passing(
  response: ProviderResponse,
  dropped: string[],
  options: AttemptOptions,
): Promise<GatewayResponse> {
  const type = response.headers['content-type'] ?? 'application/octet-stream'
  if (type.startsWith('text/html')) throw notAnAnswer(options.deployment.provider.id)
  const units = spoken(options.call)
  const body = await relayBytes({ ...options, body: response.body, units })
  return { status: 200, headers: headersFor(options, dropped, { 'content-type': type }), body }
}

/** Speech is billed by the characters of the text: known before anything is said. */
function spoken({ operation, bytes, members }: ScannedCall): UsageUnits | null {
  if (operation !== 'speech') return null
  const member = members.find(({ name }) => name === 'input')
  if (!member) return null
  const text: unknown = JSON.parse(bytes.toString('utf8', member.start, member.end))
  return typeof text === 'string' ? { characters: Array.from(text).length } : null
}

function toCaller(answer: unknown, bytes: Buffer, { call, requestId }: AttemptOptions): Buffer {
  if (call.operation !== 'embeddings') return bytes
  const format = asked(call, 'encoding_format')
  const dtype = asked(call, 'output_dtype')
  const isPlain = dtype === undefined || dtype === null || dtype === 'float'
  const said = isPlain && toEmbeddingFormat(answer, format === 'base64' ? 'base64' : 'float')
  if (said) return Buffer.from(JSON.stringify({ id: requestId, ...Object(said) }))
  if (fieldOf(answer, 'id') !== undefined) return bytes
  // OpenAI's have no id, Mistral's must have one: its client reads no answer without. Others do not mind.
  const at = bytes.indexOf('{') + 1
  const id = Buffer.from(`"id":${JSON.stringify(requestId)},`)
  return Buffer.concat([bytes.subarray(0, at), id, bytes.subarray(at)])
}

function asked({ bytes, members }: ScannedCall, name: string): unknown {
  const member = members.find((one) => one.name === name)
  return member && JSON.parse(bytes.toString('utf8', member.start, member.end))
}

function isJson(type: string): boolean {
  return type === '' || /^application\/(?:[\w.+-]+\+)?json/.test(type)
}

function parse(bytes: Buffer, providerId: string): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch {
    throw notAnAnswer(providerId)
  }
  throw notAnAnswer(providerId)
}

function notOffered({ deployment, call }: AttemptOptions): AppError {
  return new AppError(
    'not_supported',
    `The provider “${deployment.provider.id}” of this model cannot ${OPERATION_SPECS[call.operation]?.what ?? 'do this'}. Choose another model.`,
    { param: 'model' },
  )
}
