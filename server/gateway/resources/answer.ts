import { AI_HEADER } from '#wire/provenance.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { collect, one as wholeBody } from '../answer-bytes.ts'
import type { GatewayResponse } from '../attempt-options.ts'
import { failureFrom, failureInAnswer } from '../failures.ts'
import { openStream } from '../streams/open-stream.ts'
import { keptLabelOf } from '../ai-label.ts'
import { createOperationReader } from '../operations/event-reader.ts'
import { relayBytes } from '../operations/relay-bytes.ts'
import { NO_TOKENS, operationUsageFrom } from '../operations/units-usage.ts'
import type { Target } from '../routing/target.ts'
import type { ScannedCall } from '../scan.ts'
import { createStreamReader } from '../streams/stream-reader.ts'
import { outputsOf } from './batch-spend.ts'
import { closeFailed, type OpenCall } from './call-provider.ts'
import { createProviderModel } from '#server/providers/provider-model.ts'
import type { HeldModel } from './hold-batch.ts'
import type { KindSpec } from './kinds.ts'
import type { Prepared } from './prepare.ts'
import type { KeptResource, ResourceStore } from './resource-store.ts'
import type { ResourceRequest } from './resources.ts'

export interface RelayContext {
  request: ResourceRequest
  /** Undefined: what is asked of keeps nothing (agents' completions). */
  spec: KindSpec | undefined
  known: KeptResource | undefined
  prepared: Prepared
  open: OpenCall
  /** Of a new batch: what is held for it. */
  held: HeldModel[] | null
  target: Target | undefined
  store: ResourceStore
  clock: Clock
}

export interface Relayed {
  response: GatewayResponse
  /** What the answer told of, as it is kept now. */
  seen: KeptResource[]
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024
const MAX_ERROR_BYTES = 64 * 1024
const NO_MODEL = createProviderModel({ id: '', capabilities: {} })

/** The provider's answer for the caller, and what it says of what is kept there noted before the caller sees it. */
export async function relayAnswer(context: RelayContext): Promise<Relayed> {
  const { open, prepared } = context
  const { response } = open
  const providerId = prepared.provider.id
  const headers = {
    'x-galerne-provider': providerId,
    ...(isGenerated(context) && { [AI_HEADER]: keptLabelOf(providerId) }),
    ...open.reservation.headers?.(),
  }
  try {
    if (response.status < 200 || response.status > 299) throw await failureOf(context)
    const type = response.headers['content-type'] ?? ''
    if (prepared.isStream && type.startsWith('text/event-stream')) {
      return await relayStream(context, headers)
    }
    if (isFileContent(context)) {
      const body = await relayBytes({
        ...open,
        body: response.body,
        units: {},
        signal: context.request.signal,
      })
      const contentType = { 'content-type': type || 'application/octet-stream' }
      return { response: { status: 200, headers: { ...headers, ...contentType }, body }, seen: [] }
    }
    return await relayObject(context, headers)
  } catch (error) {
    closeFailed(open, error, context.request.signal.aborted)
    throw error
  }
}

/** What a model wrote, now or before: conversations that a provider keeps, and what its agents say. */
function isGenerated({ request }: RelayContext): boolean {
  const { operation, method } = request.path
  if (method === 'DELETE') return false
  return operation === 'conversations' || operation === 'agent-completions'
}

function isFileContent({ request }: RelayContext): boolean {
  const { path, method } = request.path
  return method === 'GET' && path.endsWith('/content')
}

async function failureOf({ open, prepared, spec, clock, request, known, store }: RelayContext) {
  const { status, headers, body } = open.response
  const bytes = await collect(body, MAX_ERROR_BYTES).catch(() => Buffer.alloc(0))
  if (status === 404) {
    const isItself = known && request.ids.length === 1 && request.path.path.endsWith('}')
    if (isItself) await store.remove(request.principal, known.kind, known.id)
    return new AppError(
      'not_found',
      `The provider has no such ${spec?.noun ?? 'thing'} (any more).`,
    )
  }
  const providerId = prepared.provider.id
  return failureFrom({ providerId, status, headers, body: bytes, nowMs: clock.now() })
}

async function relayObject(context: RelayContext, headers: Record<string, string>) {
  const { open, prepared, request, known, store } = context
  const { status, body } = open.response
  const bytes = await collect(body, MAX_ANSWER_BYTES)
  const answer = parse(bytes, prepared.provider.id)
  const error = fieldOf(answer, 'error')
  // Batches have members called `errors`; a run that failed has an `error` beside its id.
  const isError = error !== undefined && error !== null && fieldOf(answer, 'id') === undefined
  if (isError) throw failureInAnswer(prepared.provider, error)
  const seen = await note(answer, context)
  if (request.path.method === 'DELETE' && known && request.ids.length === 1) {
    await store.remove(request.principal, known.kind, known.id)
  }
  const usage = operationUsageFrom(fieldOf(answer, 'usage'))
  open.attempt.noteFirstContent()
  open.attempt.end({ outcome: 'complete', usage: asked(context) ? usage : NO_TOKENS, status })
  open.reservation.settle('complete')
  const about = { ...headers, 'content-type': 'application/json' }
  const length = status === 204 ? {} : { 'content-length': String(bytes.length) }
  const response = {
    status,
    headers: { ...about, ...length },
    body: wholeBody(bytes),
    whole: bytes,
  }
  return { response, seen }
}

/** Batches tell usage too, which is charged with the batch. */
function asked({ open, request }: RelayContext): boolean {
  const { operation } = request.path
  const costs = operation === 'conversations' || operation === 'agent-completions'
  return costs && request.path.method === 'POST' && open.response.status < 300
}

async function relayStream(context: RelayContext, headers: Record<string, string>) {
  const { open, prepared, request, target } = context
  const toFailure = (error: unknown) => failureInAnswer(prepared.provider, error)
  let conversationId: string | undefined
  const onEvent = (said: unknown) => {
    const id = fieldOf(said, 'conversation_id')
    if (typeof id === 'string') conversationId ??= id
  }
  const isChat = request.path.operation === 'agent-completions'
  const reader = isChat
    ? createStreamReader({ wantsUsage: true, toFailure })
    : createOperationReader({ toFailure, onEvent })
  const body = await openStream({
    body: open.response.body,
    reader,
    call: callOf(context),
    deployment: target ?? { provider: prepared.provider, model: NO_MODEL },
    attempt: open.attempt,
    reservation: open.reservation,
    requestId: request.requestId,
    signal: request.signal,
  })
  if (conversationId !== undefined && !context.known) {
    await note({ conversation_id: conversationId }, context)
  }
  const contentType = { 'content-type': 'text/event-stream; charset=utf-8' }
  const about = {
    ...headers,
    ...contentType,
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  }
  return { response: { status: 200, headers: about, body }, seen: [] }
}

/** The id that the answer names is the caller's from now on, as are the files that a batch has made. */
async function note(answer: unknown, context: RelayContext): Promise<KeptResource[]> {
  const { request, spec, known, prepared, store, clock } = context
  const isMaking = known === undefined && request.path.method === 'POST'
  const isWhole = request.ids.length === 1 && request.path.path.endsWith('}')
  const isChanging = known !== undefined && (isWhole || request.path.path.endsWith('/cancel'))
  if (!spec || (!isMaking && !isChanging) || request.path.method === 'DELETE') return []
  const id = known?.id ?? idOf(answer, spec)
  if (id === undefined) return []
  const kept: KeptResource = {
    kind: spec.kind,
    id,
    providerId: prepared.provider.id,
    model: prepared.model ?? known?.model ?? null,
    // A conversation's answer is not the conversation.
    object: describes(answer) ? answer : (known?.object ?? { id, object: spec.noun }),
    isSettled: known?.isSettled ?? !spec.kind.startsWith('batch'),
    createdAt: known?.createdAt ?? new Date(clock.now()),
    lines: known?.lines ?? prepared.lines ?? null,
    held: known?.held ?? context.held,
  }
  await store.save(request.principal, kept)
  for (const file of outputsOf(answer)) await noteOutput(file, context)
  return [kept]
}

async function noteOutput(id: string, { request, prepared, store, clock }: RelayContext) {
  if (!request.path.path.startsWith('/v1/batch')) return
  const [known] = await store.find(request.principal, 'file', id)
  if (known) return
  await store.save(request.principal, {
    kind: 'file',
    id,
    providerId: prepared.provider.id,
    model: null,
    object: { id, object: 'file', purpose: 'batch_output', filename: `${id}.jsonl` },
    isSettled: true,
    createdAt: new Date(clock.now()),
    lines: null,
    held: null,
  })
}

function idOf(answer: unknown, { idFields }: KindSpec): string | undefined {
  const id = idFields.map((name) => fieldOf(answer, name)).find((one) => typeof one === 'string')
  return typeof id === 'string' && id !== '' ? id : undefined
}

function describes(answer: unknown): boolean {
  return fieldOf(answer, 'id') !== undefined
}

function callOf({ request, prepared }: RelayContext): ScannedCall {
  const { operation } = request.path
  return {
    operation: operation === 'models' ? 'chat' : operation,
    dialect: 'openai-chat',
    bytes: prepared.body,
    open: 0,
    members: [],
    model: prepared.model ?? '',
    isStream: true,
    maxTokens: null,
    choices: 1,
    user: null,
    wantsUsage: true,
  }
}

/** An answer that is made here. */
export function wholeJson(
  status: number,
  value: unknown,
  headers: Record<string, string>,
): GatewayResponse {
  const bytes = Buffer.from(JSON.stringify(value))
  const about = { 'content-type': 'application/json', 'content-length': String(bytes.length) }
  return { status, headers: { ...headers, ...about }, body: wholeBody(bytes), whole: bytes }
}

function parse(bytes: Buffer, providerId: string): unknown {
  if (bytes.length === 0) return {}
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return value
  } catch {
    throw new AppError('provider_error', `The provider “${providerId}” sent what is not JSON.`)
  }
}
