import { CannotSay } from '#server/dialects/json-values.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { GatewayResponse } from '../attempt.ts'
import { ProviderMisconfigured, ProviderRefusal } from '../failures.ts'
import { ScreeningBlocked } from '#server/screening/screening-blocked.ts'
import { callHedged } from './hedge.ts'
import { callTarget, type RunContext } from './call-target.ts'
import { chooseTarget } from './choose.ts'
import { findRoute, refusalOf, type Plan } from './plan.ts'
import { enterRoute, passOver, passOverUnwell, waitForTarget, type Run } from './run.ts'
import type { Route, Strategy, Target } from './target.ts'

/** A second try at the same place: soon enough that a person does not notice, late enough for a restart to be over. */
const PAUSE_MS = 150
/** A lone deployment that asks to wait no longer than this is waited for. */
const LONE_WAIT_MS = 1000
/** A deployment of which more than this share fails is called again only within the retry budget. */
const UNWELL = 0.2
/** Where the first comes before the second, unless there is a reason. */
const IN_ORDER: ReadonlySet<Strategy> = new Set<Strategy>(['order', 'lowest-cost'])

/** Tries a plan: every deployment that may help, within the route's number of attempts and the retry budget. */
export async function runPlan(plan: Plan, context: RunContext): Promise<GatewayResponse> {
  const run: Run = {
    plan,
    route: plan.route,
    next: 0,
    barred: 0,
    attempts: 0,
    here: 0,
    lastError: undefined,
    decision: {
      route: plan.route.name,
      strategy: plan.route.strategy,
      passedOver: [],
      queuedMs: 0,
      isHedged: false,
    },
  }
  try {
    return await tryRun(run, context)
  } catch (error) {
    if (run.attempts === 0) noteNobody(run, context)
    throw error
  }
}

async function tryRun(run: Run, context: RunContext): Promise<GatewayResponse> {
  enterRoute(run, context)
  let target: Target | undefined
  for (;;) {
    target ??= nextTarget(run, context)
    if (!target) {
      await waitForTarget(run, context)
      continue
    }
    run.attempts += 1
    note(run, context)
    try {
      return await call(target, run, context)
    } catch (error) {
      run.lastError = error
      if (context.signal.aborted || !mayGoOn(error, run, context)) throw error
      target = await again(target, run, context)
    }
  }
}

function call(target: Target, run: Run, context: RunContext): Promise<GatewayResponse> {
  const { hedge, targets } = run.route
  const isFirst = run.attempts === 1
  if (hedge && isFirst && targets.length > 1) return callHedged(target, run, context)
  return callTarget(target, run.route, context)
}

/** Whether there is any use in a further attempt. A refusal is the provider's answer: it is not looked for elsewhere. */
function mayGoOn(error: unknown, run: Run, context: RunContext): boolean {
  if (!(error instanceof AppError)) return false
  if (run.attempts >= run.route.retries.attempts) return false
  if (error instanceof ProviderRefusal) return goOnWithLonger(error, run, context)
  // What may not be said to one may be said to another.
  const isOfThisOne = error instanceof ProviderMisconfigured || error instanceof CannotSay
  return error.isRetryable || isOfThisOne || error instanceof ScreeningBlocked
}

/** What is too long for one model may fit another, where a route names one. */
function goOnWithLonger(error: ProviderRefusal, run: Run, context: RunContext): boolean {
  const { contextLength } = run.route.fallbacks
  if (error.code !== 'context_length_exceeded' || contextLength.length === 0) return false
  const { plan } = run
  const { principal, call: scanned } = context.request
  const routes = contextLength.map((name) =>
    findRoute(name, { snapshot: plan.snapshot, principal, call: scanned }),
  )
  run.plan = { ...plan, others: routes }
  run.next = 0
  // None of the route's own is larger, as far as anybody knows.
  run.barred = ~0
  return true
}

/** The same deployment once more, after a pause; undefined: another one. */
async function again(target: Target, run: Run, context: RunContext): Promise<Target | undefined> {
  const { lastError: error, route } = run
  const pauseMs = pauseBefore(error, run)
  const index = route.targets.indexOf(target)
  if (pauseMs !== null && run.here < allowedHere(run) && target.budget.spend(context.nowMs())) {
    run.here += 1
    if (pauseMs > 0) await context.pause(pauseMs, context.signal)
    // It may have been found to be down in the meantime, by others as well.
    if (isStillAllowed(target, run, context)) return target
  }
  run.here = 0
  run.barred |= 1 << index
  passOver(run, target, error instanceof AppError ? error.code : 'internal')
  return undefined
}

function isStillAllowed(target: Target, run: Run, context: RunContext): boolean {
  // Rules may have changed while it paused.
  if (refusalOf(target, { ...barringOf(run, context), isFallback: true })) return false
  const index = run.route.targets.indexOf(target)
  const only: Route = { ...run.route, targets: [target], strategy: 'order' }
  const choice = { route: only, barred: (run.barred >> index) & 1, nowMs: context.nowMs() }
  return chooseTarget({ ...choice, random: () => 0, affinity: null }) === 0
}

function allowedHere({ route, plan }: Run): number {
  const isAlone = route.targets.length === 1 && plan.others.length === 0
  return route.retries.here ?? (isAlone ? 1 : 0)
}

/** How long to wait before the same deployment is tried again; null: it is not. */
function pauseBefore(error: unknown, { route, plan }: Run): number | null {
  // No use where it refused us, or where it took its time already.
  if (!(error instanceof AppError) || !error.isRetryable) return null
  if (error.code === 'provider_timeout') return null
  const isAlone = route.targets.length === 1 && plan.others.length === 0
  const waitMs = route.retries.waitMs ?? (isAlone ? LONE_WAIT_MS : 0)
  const isSoonOver = error.code === 'provider_error' || error.code === 'provider_unavailable'
  const { retryAfterMs } = error
  if (retryAfterMs !== undefined) return retryAfterMs <= waitMs ? retryAfterMs : null
  return isSoonOver ? PAUSE_MS : null
}

/**
 * The next deployment, of this route or the next one; undefined: none takes calls now, and none was tried. Throws where there
 * is none left. Nothing may be awaited between this and the call: others choose by what is under way.
 */
function nextTarget(run: Run, context: RunContext): Target | undefined {
  for (;;) {
    const index = choose(run, context)
    const target = run.route.targets[index]
    if (!target) {
      if (enterNext(run, context)) continue
      if (run.attempts === 0) return undefined
      note(run, context)
      throw run.lastError
    }
    // Once it was asked about all of them; but it may have waited since.
    const isFirst = run.attempts === 0 && run.decision.queuedMs === 0
    const refusal = isFirst
      ? undefined
      : refusalOf(target, { ...barringOf(run, context), isFallback: true })
    if (run.attempts === 0 && !refusal) {
      target.budget.earn()
      if (index > 0 && IN_ORDER.has(run.route.strategy)) passOverUnwell(run, index, context.nowMs())
      return target
    }
    const isWell = target.state.errorRate <= UNWELL
    if (refusal === undefined && (isWell || target.budget.spend(context.nowMs()))) return target
    run.barred |= 1 << index
    passOver(run, target, refusal?.reason ?? 'retry budget spent')
  }
}

function enterNext(run: Run, context: RunContext): boolean {
  const other = run.plan.others[run.next]
  if (!other) return false
  if (run.attempts === 0) passOverUnwell(run, run.route.targets.length, context.nowMs())
  run.route = other
  run.next += 1
  enterRoute(run, context)
  return true
}

function barringOf(run: Run, { request, routing }: RunContext) {
  return { plan: run.plan, route: run.route, request, routing }
}

function choose(run: Run, { nowMs, routing, request }: RunContext): number {
  const { route, barred, plan } = run
  return chooseTarget({
    route,
    barred,
    nowMs: nowMs(),
    random: routing.random,
    affinity: plan.affinity,
    isStream: request.call.isStream,
  })
}

/** Nobody was called: why each was not is all that there is to tell. */
function noteNobody(run: Run, context: RunContext): void {
  passOverUnwell(run, run.route.targets.length, context.nowMs())
  note(run, context)
}

/** Into the ledger, where there is anything to tell beyond the name; what is still to come is told by the same object. */
function note({ route, decision }: Run, { reservation }: RunContext): void {
  const isPlain = !route.isConfigured && decision.passedOver.length === 0 && decision.queuedMs === 0
  if (!isPlain) reservation.decide?.(decision)
}
