import { fieldOf } from '#server/lib/field-of.ts'
import { scanObject, splice } from '#server/lib/json-scan.ts'
import type { ProviderResponse } from '#server/providers/provider.ts'
import { collect, headersFor, notAnAnswer, readFailure, one } from './answer-bytes.ts'
import type { AttemptOptions, GatewayResponse } from './attempt-options.ts'
import { countTokens } from './count-tokens.ts'
import { readErrorInAnswer } from './error-answer.ts'
import { openExchange, type Exchange } from './exchange.ts'
import { failureInAnswer } from './failures.ts'
import { openStream } from './streams/open-stream.ts'
import { STOPPED } from './streams/stream-events.ts'
import { isOperationCall, runOperation } from './operations/run-operation.ts'
import type { TokenUsage } from '#server/dialects/conversation.ts'
import { putWhole } from './words/caller-words.ts'
import { usageIn } from '#server/dialects/openai-chat/usage.ts'

export type { AttemptOptions, GatewayResponse } from './attempt-options.ts'

const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** Calls one deployment. Resolves when the first content is there; throws AppError where there will be none. */
export async function runAttempt(options: AttemptOptions): Promise<GatewayResponse> {
  if (isOperationCall(options)) return runOperation(options)
  if (options.call.operation === 'count-tokens') return countTokens(options)
  const { call, deployment, tenantId, requestId, signal } = options
  const { provider, model } = deployment
  const exchange = openExchange(options)
  const { dialect, body, dropped } = exchange
  const response = await provider.call({
    operation: call.operation,
    dialect,
    model: model.upstreamName,
    body,
    isStream: call.isStream,
    tenantId,
    requestId,
    signal,
    ...headersOf(options, exchange.isPassing),
  })
  if (options.watch) response.body = options.watch(response.body)
  if (response.status < 200 || response.status > 299)
    throw await readFailure(response, dialect, options)
  if (call.isStream && isStreamType(response.headers['content-type'])) {
    const reader = exchange.createReader()
    const stream = await openStream({ ...options, reader, body: response.body })
    return { status: 200, headers: headersFor(options, dropped, EVENT_STREAM), body: stream }
  }
  const answer = await readAnswer(response, exchange, options)
  const headers = headersFor(options, dropped, {
    'content-type': 'application/json',
    'content-length': String(answer.length),
  })
  return { status: 200, headers, body: one(answer), whole: answer }
}

/** The caller's, where the provider speaks as it does; the trace, where the provider is the organisation's own. */
function headersOf({ call, deployment }: AttemptOptions, isPassing: boolean) {
  const { headers, traceparent } = call
  const own = deployment.model.tags.isOwnHardware ? traceparent : undefined
  if (own === undefined) return isPassing && headers ? { headers } : {}
  return { headers: { ...(isPassing && headers), traceparent: own } }
}

/** Server-sent events, Ollama's lines and AWS's event stream. */
function isStreamType(type = ''): boolean {
  return /^(?:text\/event-stream|application\/x-ndjson|application\/vnd\.amazon\.eventstream)/.test(
    type,
  )
}

const EVENT_STREAM = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache',
  // nginx and its kin would hold the answer back until it is whole.
  'x-accel-buffering': 'no',
}

/** A whole answer, checked to be one: not cut off, not an error under 200, of the kind that was asked for. */
async function readAnswer(
  response: ProviderResponse,
  exchange: Exchange,
  options: AttemptOptions,
): Promise<Buffer> {
  const { call, deployment, attempt, reservation } = options
  const providerId = deployment.provider.id
  const bytes = await collect(response.body, MAX_ANSWER_BYTES)
  const read = readMembers(bytes, providerId)
  const error = read('error')
  if (error !== undefined && error !== null) {
    throw failureInAnswer(deployment.provider, readErrorInAnswer(bytes, error, exchange.dialect))
  }
  if (read('object') === 'error')
    throw failureInAnswer(deployment.provider, JSON.parse(bytes.toString()))
  if (call.isStream) throw notAnAnswer(providerId)
  const { answer: said, usage, hasFailed } = toCaller(bytes, read, { exchange, options })
  if (hasFailed) {
    const failure = failureInAnswer(deployment.provider, STOPPED)
    // What it wrote until then is charged, and nobody gets it.
    const pieces = Math.ceil(bytes.length / 4)
    attempt.end({ outcome: 'failed', errorCode: failure.code, usage, pieces, isWaste: true })
    throw failure
  }
  const answer = exchange.words && call.operation === 'chat' ? putWhole(said, exchange.words) : said
  attempt.noteFirstContent()
  // What came is at hand: four bytes a token is no worse a guess than any.
  attempt.end({ outcome: 'complete', usage, pieces: Math.ceil(bytes.length / 4) })
  reservation.settle('complete')
  return answer
}

interface Reading {
  exchange: Exchange
  options: AttemptOptions
}

/** The answer as the caller reads it, and what it used. */
function toCaller(
  bytes: Buffer,
  read: ReturnType<typeof readMembers>,
  { exchange, options }: Reading,
): { answer: Buffer; usage: TokenUsage | null; hasFailed: boolean } {
  const { call, deployment, requestId } = options
  if (exchange.dialect !== 'openai-chat') {
    const { body, ...said } = exchange.translate(JSON.parse(bytes.toString('utf8')))
    return { answer: exchange.isPassing ? (exchange.rewrite?.(bytes) ?? bytes) : body, ...said }
  }
  const isWhole = read.has(call.operation === 'chat' ? 'choices' : 'data')
  if (!isWhole) throw notAnAnswer(deployment.provider.id)
  const usage = usageIn({ usage: read('usage'), service_tier: read('service_tier') })
  if (!exchange.isPassing) {
    const { body, hasFailed } = exchange.translate(JSON.parse(bytes.toString('utf8')))
    return { answer: body, usage, hasFailed }
  }
  const hasId = call.operation === 'chat' || read.has('id')
  const hasFailed = bytes.includes('"error"') && saysError(read('choices'))
  return { answer: hasId ? bytes : withId(bytes, requestId), usage, hasFailed }
}

function saysError(choices: unknown): boolean {
  return (
    Array.isArray(choices) && choices.some((choice) => fieldOf(choice, 'finish_reason') === 'error')
  )
}

/** OpenAI's embeddings have no id, Mistral's must have one: its client reads no answer without. Others do not mind. */
function withId(bytes: Buffer, requestId: string): Buffer {
  const at = bytes.indexOf('{') + 1
  return splice(bytes, [{ start: at, end: at, text: `"id":${JSON.stringify(requestId)},` }])
}

function readMembers(bytes: Buffer, providerId: string) {
  let members
  try {
    members = scanObject(bytes).members
  } catch {
    throw notAnAnswer(providerId)
  }
  const find = (name: string) => members.find((member) => member.name === name)
  const read = (name: string): unknown => {
    const member = find(name)
    return member && JSON.parse(bytes.toString('utf8', member.start, member.end))
  }
  return Object.assign(read, { has: (name: string) => find(name) !== undefined })
}
