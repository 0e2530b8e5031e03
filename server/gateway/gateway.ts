import { setTimeout as sleep } from 'node:timers/promises'
import type { Classification } from '#wire/classification.ts'
import { classificationOf } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import type { Accounts, Handled } from '#server/metering/accounts.ts'
import { reserveLeased } from '#server/metering/reserve-leased.ts'
import type { ChatWords } from '#server/providers/message-words.ts'
import type { Operation, Provider, ProviderModel } from '#server/providers/provider.ts'
import type { GatewayResponse } from './attempt.ts'
import { reasonToStop } from './failures.ts'
import type { Form } from './forms/receive-form.ts'
import { createIdempotency } from './idempotency/idempotency.ts'
import type { SharedAnswers } from './idempotency/shared-answers.ts'
import { mayBeKept, replay, type ResponseCache } from './response-cache/response-cache.ts'
import { refusalOfName, type Use } from './residency/list-places.ts'
import type { PolicyDecision } from './routing/policy.ts'
import type { DeploymentHealth } from './routing/health.ts'
import { callKept, type KeptCall } from './kept/call-kept.ts'
import { placeResponse, type Placing } from './kept/place-response.ts'
import { createSeal, type Seal } from './kept/seal.ts'
import { isOverride, readOverrides, type Overrides } from './routing/overrides.ts'
import { listDeployments, planRequest, refusalOf, type Plan } from './routing/plan.ts'
import { createRouting, type Routing } from './routing/routing.ts'
import { runPlan } from './routing/run-plan.ts'
import type { Target } from './routing/target.ts'
import { scanCall, type ScannedCall } from './scan.ts'
import { createScreener } from './screened-call.ts'
import type { Screening } from '#server/screening/screening.ts'
import { findExtras } from './find-extras.ts'
import { findPictures } from './find-pictures.ts'
import { withoutMembers } from './without-members.ts'

export interface GatewayCall {
  operation: Operation
  /** What the caller speaks, and is answered in. */
  dialect: DialectName
  principal: Principal
  /** A complete request, as the caller sent it; of a form what operations/form-call.ts says of it. */
  body: Buffer
  /** What the caller sent, where it is a form. */
  form?: Form
  /** The provider that keeps what the call names: nobody else can answer; absent: anybody may. */
  onlyProvider?: string
  /**
   * Aborted when the caller goes away: the provider is stopped at once. With an AppError for its reason the caller is still
   * there, and is told it.
   */
  signal: AbortSignal
  requestId: string
  /** In whose words of chat completions the caller reads its answer; absent: OpenAI's. */
  words?: ChatWords
  /** Headers that are part of the caller's dialect (`anthropic-beta`…), lower-case names: for providers that speak it too. */
  headers?: Readonly<Record<string, string>>
  /** W3C Trace Context, as the caller sent it: passed on to own hardware only. */
  traceparent?: string
  /** How carefully it is to be handled; absent: as the principal's calls are. */
  classification?: Classification
  /** What it is for, in the organisation's words; absent: not said. */
  purpose?: string
  /** Of the assistant: so that one can see where the words of a conversation went. */
  conversationId?: string
  /** Something that a stranger wrote is part of it; absent: nothing that anybody knows of. */
  isTainted?: boolean
  /** Guardrails of which the caller says that it is meant so. */
  approved?: readonly string[]
  /** What the caller calls its conversation, so that its calls find the prompt cache again; absent: not said. */
  sessionKey?: string
  /** Of a chat that is to be stored nowhere: no rule keeps its words, and no cache its answer. */
  isUnkept?: boolean
  /** The caller's `cache-control`, for the response cache; absent: not said. */
  cacheControl?: string
  /** The same key and request again, and the answer is the same, from one call; absent: each is a call of its own. */
  idempotencyKey?: string
  /** What a token counts of the limits of people, for the language of the call; absent: 1. */
  tokenWeight?: number
}

export interface Gateway {
  /**
   * Makes one call. Throws AppError before the first byte; resolves, for streams, at the first content. After that a
   * failure is an event in the caller's dialect, and no end is made up.
   */
  call(call: GatewayCall): Promise<GatewayResponse>
  /** Reads, cancels or deletes what a provider keeps: no model call. */
  callKept(call: KeptCall): Promise<GatewayResponse>
  /** What the principal may call, each model and route once. */
  listModels(principal: Principal): { model: ProviderModel; provider: Provider }[]
  /** Why nothing of a class may be asked of a model or route by this name; undefined: it may, somewhere. */
  refusalOf(principal: Principal, name: string, use: Use): PolicyDecision | undefined
  /** How every deployment of an organisation is now; absent: of all of them. */
  health(tenantId?: string): DeploymentHealth[]
  /** What is remembered of an organisation’s calls: answers of the cache, and of calls that may be sent twice. */
  forget(tenantId: string): void
  readonly routing: Routing
}

export interface GatewayOptions {
  /** Asked at each call, the preferred ones first. For a routing of its own. */
  providers: (scope: string) => readonly Provider[]
  accounts: Accounts
  clock: Clock
  log: Log
  /** Absent: every model is the ordered route to whoever offers it. */
  routing?: Routing
  /** Names what providers keep for callers (Responses); absent: names prove nothing. */
  seal?: Seal
  /** Whether there is more than one organisation; absent: there is not. */
  hasNeighbours?: () => boolean
  /** Absent: every call is made. */
  cache?: ResponseCache
  /** What other processes answered to an Idempotency-Key; absent: each remembers its own. */
  sharedAnswers?: SharedAnswers
  /** What of a call may leave; absent: all of it. */
  screening?: Pick<Screening, 'screen'>
  /** Waits between attempts; for tests. Rejects when the signal aborts. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** Every model call in the product goes through here: reserve → route → call → commit point → settle. */
export function createGateway(options: GatewayOptions): Gateway {
  const { providers, clock } = options
  const routing = options.routing ?? createRouting({ providers, clock })
  const idempotency = createIdempotency(clock, {}, options.sharedAnswers)
  return {
    call: (call) =>
      call.idempotencyKey === undefined
        ? handle(call, options, routing)
        : idempotency.run({ ...call, owner: ownerOf(call), key: call.idempotencyKey }, (signal) =>
            handle({ ...call, signal }, options, routing),
          ),
    callKept: (call) => callKept(call, { routing, clock, seal: options.seal ?? UNSEALED }),
    refusalOf: (principal, name, use) => refusalOfName(name, { routing, principal, use }),
    listModels: (principal) => listDeployments(routing.snapshot(principal.tenantId), principal),
    health: (tenantId) => routing.health(tenantId),
    forget(tenantId) {
      idempotency.forget(tenantId)
      options.cache?.forget(tenantId)
    },
    routing,
  }
}

function ownerOf({ principal }: GatewayCall): string {
  return `${principal.tenantId} ${principal.kind} ${principal.id}`
}

async function handle(
  asked: GatewayCall,
  options: GatewayOptions,
  routing: Routing,
): Promise<GatewayResponse> {
  const { accounts, clock, log, cache, screening, pause = pauseFor } = options
  const { seal = UNSEALED, hasNeighbours = isAlone } = options
  const { operation, principal, body, signal, requestId, dialect, sessionKey } = asked
  const said = scan(asked)
  const overrides = readOverrides(said)
  // What concerns us alone is nothing for a provider to see.
  const call: ScannedCall = overrides ? withoutMembers(said, isOverride) : said
  const { model } = call
  const placed = placeCall({ call, overrides: bound(asked, overrides) }, principal, {
    seal,
    routing,
    hasNeighbours,
  })
  const request = { principal, ...placed, sessionKey: sessionKey ?? null }
  const plan = planRequest(request, routing)
  const cached = cache?.open({
    principal,
    call,
    plan,
    mayUse: (route, target) =>
      !refusalOf(target, { plan, route, request, routing, isFallback: false }),
    cacheControl: asked.isUnkept ? 'no-store' : asked.cacheControl,
  })
  const pictures = call.operation === 'chat' ? findPictures(call) : undefined
  const taken = await reserveLeased(accounts, {
    principal,
    requestId,
    operation,
    model,
    isStream: call.isStream,
    requestBytes: body.length,
    ...(pictures && { pictures }),
    dialect,
    maxTokens: call.maxTokens,
    choices: call.choices,
    deployments: deploymentsOf(plan),
    extras: findExtras(call),
    handled: handledAs(asked, call),
    ...(cached?.hit && { cache: 'hit' }),
    ...(asked.tokenWeight !== undefined && { tokenWeight: asked.tokenWeight }),
  })
  const reservation = cached?.watch(taken) ?? taken
  try {
    if (cached?.hit) return replay(cached.hit, reservation)
    const nowMs = () => passedMs(clock)
    const { conversationId } = asked
    const screen =
      screening && createScreener({ screening, request, requestId, conversationId, signal })
    const run = { request, routing, reservation, signal, requestId, clock, log, nowMs, pause }
    const context = screen ? { ...run, screen } : run
    const response = await runPlan(plan, context)
    Object.assign(response.headers, reservation.headers?.())
    if (asked.isUnkept || !mayBeKept({ principal, call, plan })) response.isUnkept = true
    return cached?.keep(response) ?? response
  } catch (thrown) {
    const error = reasonToStop(signal) ?? thrown
    if (error instanceof AppError) error.headers ??= reservation.headers?.()
    if (signal.aborted && error === thrown) reservation.settle('cancelled', 'cancelled')
    else reservation.settle('failed', error instanceof AppError ? error.code : 'internal')
    throw error
  }
}

/** For the record: how carefully it was to be handled, and by which policies. */
function handledAs({ principal, conversationId }: GatewayCall, call: ScannedCall): Handled {
  const handled: Handled = { classification: call.classification ?? classificationOf(principal) }
  if (principal.rules) handled.policyHash = principal.rules.hash
  if (conversationId !== undefined) handled.conversationId = conversationId
  if (call.purpose !== undefined) handled.purpose = call.purpose
  return handled
}

/** Whoever may come to answer, for what it may cost. */
function deploymentsOf({ route, others }: Plan): readonly Target[] {
  return others.length === 0 ? route.targets : [route, ...others].flatMap(({ targets }) => targets)
}

/** A file can be read only where it is. */
function bound({ onlyProvider }: GatewayCall, overrides: Overrides | undefined) {
  return onlyProvider === undefined ? overrides : { models: [], ...overrides, only: [onlyProvider] }
}

const UNSEALED = createSeal([])

/** What goes on from something that a provider keeps goes there. */
function placeCall(
  placing: Placing,
  { tenantId }: Principal,
  { seal, routing, hasNeighbours }: PlacingParts,
): Placing {
  const { call, overrides } = placing
  if (call.dialect !== 'openai-responses') return placing
  const targets = routing.snapshot(tenantId).routes.get(call.model)?.targets ?? []
  const natives = targets.filter(({ provider }) => provider.dialects.includes(call.dialect))
  const nameKept: ScannedCall['nameKept'] = (thing) => seal.seal(thing, tenantId)
  const named = { call: { ...call, nameKept }, overrides }
  return placeResponse(named, {
    seal,
    tenantId,
    natives,
    hasNeighbours: hasNeighbours(),
  })
}

interface PlacingParts {
  seal: Seal
  routing: Routing
  hasNeighbours: () => boolean
}

const isAlone = () => false

function scan(call: GatewayCall): ScannedCall {
  const { body, operation, dialect, headers, form, traceparent, purpose } = call
  const scanned = scanCall(body, operation, dialect)
  scanned.classification = call.classification ?? classificationOf(call.principal)
  if (call.words !== undefined) scanned.words = call.words
  if (purpose !== undefined) scanned.purpose = purpose
  if (call.isTainted !== undefined) scanned.isTainted = call.isTainted
  if (!headers && !form && traceparent === undefined) return scanned
  return {
    ...scanned,
    ...(headers && { headers }),
    ...(form && { form }),
    ...(traceparent !== undefined && { traceparent }),
  }
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, { signal })
  } catch (cause) {
    throw new AppError('cancelled', 'The caller went away.', { cause })
  }
}
