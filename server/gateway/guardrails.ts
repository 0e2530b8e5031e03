import { setTimeout as after } from 'node:timers/promises'
import type { Guardrail, GuardrailVerdict, SaveGuardrail, TryGuardrail } from '#wire/guardrails.ts'
import { classificationOf } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { passedMs, type Clock } from '#server/lib/clock.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import { GUARDRAIL_ADAPTERS, type Signal } from '#server/screening/guardrails/adapters.ts'
import type { Guardrails } from '#server/screening/guardrails/guardrails.ts'
import { textOfAnswer, textOfRequest } from '#server/screening/guardrails/texts-of.ts'
import { ScreeningBlocked } from '#server/screening/screening-blocked.ts'
import { collect, one } from './answer-bytes.ts'
import type { GatewayResponse } from './attempt.ts'
import type { Gateway, GatewayCall } from './gateway.ts'
import { findRoute } from './routing/plan.ts'
import { splitTarget } from './routing/route-settings.ts'
import type { Routing } from './routing/routing.ts'

const MAX_ANSWER_BYTES = 64 * 1024 * 1024
const MAX_VERDICT_BYTES = 1024 * 1024
const LOOKED_AT = new Set(['chat', 'completions', 'fim'])

/**
 * The same gateway, with other models looking at what is asked and answered. Each such look is a call of the gateway's own, in
 * the name of whoever asks: with its decision, its screening and its place in the ledger.
 */
export function withGuardrails(
  gateway: Gateway,
  { guardrails, log }: { guardrails: Pick<Guardrails, 'for'>; log: Log },
): Gateway {
  return {
    ...gateway,
    async call(call) {
      if (!LOOKED_AT.has(call.operation)) return gateway.call(call)
      const { tenantId } = call.principal
      const classification = call.classification ?? classificationOf(call.principal)
      const named = createNamed(call.body)
      const input = named(guardrails.for(tenantId, { at: 'input', classification }))
      const output = named(guardrails.for(tenantId, { at: 'output', classification }))
      if (input.length === 0 && output.length === 0) return gateway.call(call)
      const look = { gateway, call, classification, log }
      const warnings = input.length > 0 ? await lookAt(textOfRequest(call.body), input, look) : []
      const response = await gateway.call(call)
      if (output.length > 0) return answerChecked(response, output, { ...look, warnings })
      return withWarnings(response, warnings)
    },
  }
}

/**
 * Leaves out those that are for other names. Of a call that names several models, each counts, and at a deployment of one's
 * choice (`provider/model`) a model is the same.
 */
function createNamed(body: Buffer) {
  let names: readonly string[] | undefined
  return (guardrails: readonly Guardrail[]) =>
    guardrails.filter(({ routes }) => {
      if (routes.length === 0) return true
      names ??= namesIn(body)
      return routes.some((name) => names?.includes(name))
    })
}

function namesIn(body: Buffer): string[] {
  const asked = parseJson(body.toString('utf8'))
  const names: unknown[] = [fieldOf(asked, 'model'), fieldOf(asked, 'models')].flat()
  return names
    .filter((name) => typeof name === 'string')
    .flatMap((name) => (name.includes('/') ? [name, splitTarget(name)[1]] : [name]))
}

interface Look {
  gateway: Gateway
  call: GatewayCall
  classification: NonNullable<GatewayCall['classification']>
  log: Log
}

/** An answer is judged whole: nothing of it is sent before. */
async function answerChecked(
  response: GatewayResponse,
  guardrails: readonly Guardrail[],
  look: Look & { warnings: string[] },
): Promise<GatewayResponse> {
  const bytes = response.whole ?? (await collect(response.body, MAX_ANSWER_BYTES))
  const isStream = (response.headers['content-type'] ?? '').startsWith('text/event-stream')
  const text = textOfAnswer(bytes, isStream, look.call.dialect)
  const more = await lookAt(text, guardrails, look)
  const whole = { ...response, body: one(bytes), ...(!isStream && { whole: bytes }) }
  return withWarnings(whole, [...look.warnings, ...more])
}

export function withWarnings(
  response: GatewayResponse,
  warnings: readonly string[],
): GatewayResponse {
  if (warnings.length === 0) return response
  const all = [response.headers['x-galerne-warnings'], ...warnings].filter(Boolean)
  return { ...response, headers: { ...response.headers, 'x-galerne-warnings': all.join(', ') } }
}

/** What is to be told; throws where something is not to go on. */
async function lookAt(
  text: string,
  guardrails: readonly Guardrail[],
  look: Look,
): Promise<string[]> {
  if (text.trim() === '') return []
  const found = await Promise.all(guardrails.map((guardrail) => ask(text, guardrail, look)))
  return found.flatMap((signal, index) => {
    const guardrail = guardrails[index]
    return guardrail && signal.isRaised ? consequenceOf(guardrail, signal, look) : []
  })
}

function consequenceOf({ name, effect }: Guardrail, { reasons }: Signal, { call }: Look): string[] {
  const why = reasons.length > 0 ? `: ${reasons.slice(0, 5).join(', ')}` : ''
  if (effect === 'block') {
    throw new ScreeningBlocked(
      `The check “${name}” speaks against it${why}. Say it otherwise, or ask whoever runs Galerne here.`,
    )
  }
  if (effect === 'approve' && !call.approved?.includes(name)) {
    throw new ScreeningBlocked(
      `The check “${name}” asks whether this is meant so${why}. If it is, send it again with the header x-galerne-approved: ${encodeURIComponent(name)}`,
    )
  }
  return [`guardrail=${encodeURIComponent(name)} (${effect === 'approve' ? 'approved' : 'warn'})`]
}

/** Throws `invalid_request`, with the names that there are, where no such model could make the check. */
export function createGuardrailCheck(routing: Pick<Routing, 'snapshot'>) {
  return (principal: Principal, { model, adapter }: SaveGuardrail): void => {
    const { operation } = GUARDRAIL_ADAPTERS[adapter]
    const snapshot = routing.snapshot(principal.tenantId)
    try {
      findRoute(model, { snapshot, principal, call: { model, operation } })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      throw new AppError('invalid_request', error.message, { param: 'model' })
    }
  }
}

/** What a check says of a text, with its time limit; for whoever sets it up. */
export function createGuardrailTrial(gateway: Gateway, clock: Clock) {
  return async (
    principal: Principal,
    { text, guardrail }: TryGuardrail,
    caller: AbortSignal,
  ): Promise<GuardrailVerdict> => {
    const from = passedMs(clock)
    const look = { gateway, call: { principal }, classification: classificationOf(principal) }
    try {
      const told = await inTime(guardrail.timeoutMs, caller, (signal) =>
        verdictOf(text, guardrail, { look, signal }),
      )
      return { ...told, tookMs: passedMs(clock) - from, failure: null }
    } catch (error) {
      if (caller.aborted) throw error
      const failure = error instanceof AppError ? error.message : 'The check could not be made.'
      return { isRaised: false, reasons: [], tookMs: passedMs(clock) - from, failure }
    }
  }
}

/** Throws `provider_timeout` where it takes longer; whatever is then still under way is stopped. */
async function inTime<T>(
  timeoutMs: number,
  caller: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController()
  const signal = AbortSignal.any([caller, ending.signal])
  const late = after(timeoutMs, undefined, { signal }).catch(() => undefined)
  try {
    const first = await Promise.race([work(signal).then((done) => ({ done })), late])
    if (first) return first.done
    throw new AppError('provider_timeout', 'The check took too long.')
  } finally {
    ending.abort()
  }
}

async function ask(text: string, guardrail: Guardrail, look: Look): Promise<Signal> {
  const { call, classification, log } = look
  try {
    return await inTime(guardrail.timeoutMs, call.signal, (signal) =>
      verdictOf(text, guardrail, { look, signal }),
    )
  } catch (error) {
    if (call.signal.aborted) throw error
    log.warn('guardrail.failed', { guardrail: guardrail.id, requestId: call.requestId, error })
    if (guardrail.openFor.includes(classification)) return { isRaised: false, reasons: [] }
    throw new ScreeningBlocked(
      `The check “${guardrail.name}” could not be made, and without it nothing ${classification} goes on. Try again later.`,
    )
  }
}

interface Verdict {
  look: {
    gateway: Gateway
    call: Pick<GatewayCall, 'principal' | 'purpose' | 'isTainted'>
    classification: Look['classification']
  }
  signal: AbortSignal
}

async function verdictOf(
  text: string,
  guardrail: SaveGuardrail,
  { look, signal }: Verdict,
): Promise<Signal> {
  const { gateway, call, classification } = look
  const adapter = GUARDRAIL_ADAPTERS[guardrail.adapter]
  const response = await gateway.call({
    operation: adapter.operation,
    dialect: 'openai-chat',
    principal: call.principal,
    classification,
    ...(call.purpose !== undefined && { purpose: call.purpose }),
    ...(call.isTainted !== undefined && { isTainted: call.isTainted }),
    body: Buffer.from(JSON.stringify(adapter.request(text, guardrail))),
    signal,
    requestId: createId(),
  })
  const bytes = response.whole ?? (await collect(response.body, MAX_VERDICT_BYTES))
  return adapter.read(JSON.parse(bytes.toString()), guardrail)
}
