import { classificationOf } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { CallResource } from '#server/providers/provider.ts'
import { AI_HEADER } from '#wire/provenance.ts'
import { keptLabelOf } from '../ai-label.ts'
import { collect, one } from '../answer-bytes.ts'
import type { GatewayResponse } from '../attempt-options.ts'
import { failureFrom } from '../failures.ts'
import { mayCall } from '../routing/plan.ts'
import { decide } from '../routing/policy.ts'
import type { Routing } from '../routing/routing.ts'
import type { Target } from '../routing/target.ts'
import { createEventSplitter, splitEvents } from '../streams/stream-events.ts'
import { markResponse, type MarkContext } from './mark-response.ts'
import type { KeptThing, Seal } from './seal.ts'

/** One request about a response that a provider keeps. */
export interface KeptCall {
  principal: Principal
  method: CallResource['method']
  /** As the caller knows it. */
  name: string
  /** What of it: `/input_items`, `/cancel`; empty: the response itself. */
  part: string
  /** With its question mark; empty: none. */
  query: string
  signal: AbortSignal
  requestId: string
}

export interface KeptContext {
  routing: Routing
  seal: Seal
  clock: Clock
}

const MAX_ANSWER_BYTES = 64 * 1024 * 1024
const MAX_ERROR_BYTES = 64 * 1024

/**
 * Reads, cancels or deletes a response at the provider that keeps it. Costs nothing, and is no model call. Throws `not_found`
 * for a response that is kept nowhere, or not for this tenant.
 */
export async function callKept(call: KeptCall, context: KeptContext): Promise<GatewayResponse> {
  const { principal, method, part, query, signal, requestId } = call
  const { tenantId } = principal
  const thing = context.seal.open(call.name, tenantId)
  const provider = thing && findProvider(thing, principal, context.routing)
  if (!thing || !provider) throw notKept()
  const answered = await provider.call({
    operation: 'chat',
    dialect: 'openai-responses',
    model: '',
    body: Buffer.alloc(0),
    isStream: query.includes('stream=true'),
    tenantId,
    requestId,
    signal,
    resource: {
      method,
      path: `/responses/${encodeURIComponent(thing.id)}${part}${query}`,
      contentType: null,
    },
  })
  const { status, headers, body } = answered
  if (status === 404) throw notKept()
  const providerId = provider.id
  if (status < 200 || status > 299) {
    const said = await collect(body, MAX_ERROR_BYTES).catch(() => Buffer.alloc(0))
    throw failureFrom({ providerId, status, headers, body: said, nowMs: context.clock.now() })
  }
  const mark: MarkContext = {
    providerId,
    nameFor: (id) => context.seal.seal({ providerId, id }, tenantId),
  }
  const type = headers['content-type'] ?? 'application/json'
  const own = {
    'content-type': type,
    'cache-control': 'no-store',
    'x-galerne-provider': providerId,
    ...(method === 'GET' && part === '' && { [AI_HEADER]: keptLabelOf(providerId) }),
  }
  if (type.startsWith('text/event-stream')) {
    return { status: 200, headers: own, body: markStream(body, mark) }
  }
  const text = (await collect(body, MAX_ANSWER_BYTES)).toString('utf8')
  const whole = Buffer.from(markResponse(text, mark))
  const length = { 'content-length': String(whole.length) }
  return { status: 200, headers: { ...own, ...length }, body: one(whole), whole }
}

/** Where it is kept, if the caller may hold a conversation with any model there, and its data may be there. */
function findProvider({ providerId }: KeptThing, principal: Principal, routing: Routing) {
  const demanded = routing.requirementsOf(principal)
  const requires = demanded ? [demanded] : []
  const isAllowed = (deployment: Target) => {
    const context = {
      route: deployment.name,
      operation: 'chat',
      classification: classificationOf(principal),
      requires,
      isFallback: false,
    } as const
    return decide(routing.policy, { principal, deployment, context }).isAllowed
  }
  const found = routing
    .snapshot(principal.tenantId)
    .targets.find(
      (target) =>
        target.provider.id === providerId &&
        target.provider.dialects.includes('openai-responses') &&
        mayCall(principal, target.model.id, { operation: 'chat' }).isAllowed &&
        isAllowed(target),
    )
  return found?.provider
}

async function* markStream(body: AsyncIterable<Buffer>, mark: MarkContext): AsyncGenerator<Buffer> {
  const splitter = createEventSplitter()
  for await (const chunk of body) {
    const events = splitter.push(chunk)
    if (!events) continue
    const marked = splitEvents(events).map((event) => markResponse(event.toString('utf8'), mark))
    yield Buffer.from(marked.join(''))
  }
  yield splitter.rest()
}

function notKept(): AppError {
  return new AppError(
    'not_found',
    'There is no such response here. Only providers that speak the Responses API keep responses, and only those asked for with “store”.',
  )
}
