import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { scanObject, splice } from '#server/lib/json-scan.ts'
import type { ProviderResponse } from '#server/providers/provider.ts'
import { readErrorAnswer, readErrorInAnswer } from './error-answer.ts'
import { openExchange, type Exchange } from './exchange.ts'
import { failureFrom, failureInAnswer } from './failures.ts'
import { openStream } from './open-stream.ts'
import type { Attempt, Reservation } from '#server/metering/accounts.ts'
import type { Deployment } from './routing/target.ts'
import type { ScannedCall } from './scan.ts'
import type { DialectName, TokenUsage } from '#server/dialects/conversation.ts'
import { usageFrom } from '#server/dialects/openai-chat/usage.ts'

export interface GatewayResponse {
  status: number
  headers: Record<string, string>
  body: AsyncIterable<Buffer>
  /** The whole body, where it is at hand: `body` would bring the same in one piece. */
  whole?: Buffer
}

export interface AttemptOptions {
  call: ScannedCall
  deployment: Deployment
  attempt: Attempt
  reservation: Reservation
  tenantId: string
  requestId: string
  signal: AbortSignal
  clock: Clock
  /** Puts the provider's bytes under the route's limits; absent: there are none. */
  watch?: (body: AsyncIterable<Buffer>) => AsyncIterable<Buffer>
}

/** Refusals are short; a provider that sends more has something else to say. */
const MAX_ERROR_BYTES = 64 * 1024
const MAX_ANSWER_BYTES = 64 * 1024 * 1024

/** Calls one deployment. Resolves when the first content is there; throws AppError where there will be none. */
export async function runAttempt(options: AttemptOptions): Promise<GatewayResponse> {
  const { call, deployment, tenantId, requestId, signal } = options
  const { provider, model } = deployment
  const exchange = openExchange(options)
  const { dialect, body, dropped } = exchange
  const answered = await provider.call({
    operation: call.operation,
    dialect,
    model: model.upstreamName,
    body,
    isStream: call.isStream,
    tenantId,
    requestId,
    signal,
    ...(exchange.isPassing && call.headers && { headers: call.headers }),
  })
  const { watch } = options
  const response = watch ? { ...answered, body: watch(answered.body) } : answered
  if (response.status < 200 || response.status > 299)
    throw await failureOf(response, dialect, options)
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
    throw failureInAnswer(providerId, readErrorInAnswer(bytes, error, exchange.dialect))
  }
  if (read('object') === 'error') throw failureInAnswer(providerId, JSON.parse(bytes.toString()))
  if (call.isStream) throw notAnAnswer(providerId)
  const { answer, usage } = toCaller(bytes, read, { exchange, options })
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
): { answer: Buffer; usage: TokenUsage | null } {
  const { call, deployment, requestId } = options
  if (exchange.dialect !== 'openai-chat') {
    const { body, usage } = exchange.translate(JSON.parse(bytes.toString('utf8')))
    return { answer: exchange.isPassing ? (exchange.rewrite?.(bytes) ?? bytes) : body, usage }
  }
  const isWhole = read.has(call.operation === 'chat' ? 'choices' : 'data')
  if (!isWhole) throw notAnAnswer(deployment.provider.id)
  const usage = usageFrom(read('usage'))
  if (!exchange.isPassing) {
    return { answer: exchange.translate(JSON.parse(bytes.toString('utf8'))).body, usage }
  }
  const hasId = call.operation === 'chat' || read.has('id')
  return { answer: hasId ? bytes : withId(bytes, requestId), usage }
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

function notAnAnswer(providerId: string): AppError {
  return new AppError(
    'provider_error',
    `The provider “${providerId}” sent an answer that is cut off or is none.`,
  )
}

async function failureOf(
  { status, headers, body }: ProviderResponse,
  dialect: DialectName,
  { deployment, clock }: AttemptOptions,
): Promise<AppError> {
  const bytes = await collect(body, MAX_ERROR_BYTES).catch(() => Buffer.alloc(0))
  const providerId = deployment.provider.id
  const said = readErrorAnswer({ status, headers, body: bytes }, dialect)
  return failureFrom({ providerId, ...said, nowMs: clock.now() })
}

async function collect(chunks: AsyncIterable<Buffer>, limitBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const chunk of chunks) {
    pieces.push(chunk)
    bytes += chunk.length
    if (bytes > limitBytes) throw new AppError('provider_error', 'The answer is too large.')
  }
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces)
}

function headersFor(
  { call, deployment }: AttemptOptions,
  dropped: string[],
  headers: Record<string, string>,
): Record<string, string> {
  return {
    ...headers,
    'x-galerne-model': headerText(call.model),
    'x-galerne-provider': headerText(deployment.provider.id),
    ...(dropped.length > 0 && { 'x-galerne-dropped': dropped.map(headerText).join(', ') }),
  }
}

/** Header values are ASCII; anything else is written as in a URL. */
function headerText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : encodeURIComponent(text.toWellFormed())
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes
}
