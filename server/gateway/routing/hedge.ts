import type { GatewayResponse } from '../attempt.ts'
import type { ScreenedCall } from '../screened-call.ts'
import { runTracked, startTrack, type RunContext } from './call-target.ts'
import { chooseTarget } from './choose.ts'
import { createGuard, type Guard } from './guard.ts'
import { refusalOf } from './plan.ts'
import { passOver, type Run } from './run.ts'
import type { Target } from './target.ts'
import type { Track } from './track.ts'
import { readWhole } from './whole-answer.ts'

interface Racer {
  target: Target
  track: Track
  guard: Guard
  answer: Promise<GatewayResponse>
}

/**
 * Asks a second deployment where the first has nothing to say for too long. The first content wins; the other is stopped,
 * and what it cost is recorded as waste. Throws the last error where both fail.
 */
export async function callHedged(
  first: Target,
  run: Run,
  context: RunContext,
): Promise<GatewayResponse> {
  const { hedge, hedgeBudget } = run.route
  hedgeBudget?.earn(mayCost(first, context))
  const racers = [start(first, { run, context, screened: await screenedFor(first, context) })]
  const hedging = new AbortController()
  const onAbort = () => hedging.abort(context.signal.reason)
  context.signal.addEventListener('abort', onAbort, { once: true })
  const isLate = context
    .pause(hedge?.afterMs ?? 0, hedging.signal)
    .then(() => 'late' as const)
    .catch(() => 'over' as const)
  try {
    const [one] = racers
    const lead = one && settledOf(one)
    const early = await Promise.race([isLate, lead])
    if (early === 'late') {
      const second = secondTarget(first, run, context)
      const screened = second && (await screenedOrBarred(second, context))
      if (second && screened !== 'barred')
        racers.push(start(second, { run, context, screened: screened ?? null }))
    }
    return await finish(racers, run)
  } finally {
    hedging.abort()
    context.signal.removeEventListener('abort', onAbort)
  }
}

interface Start {
  run: Run
  context: RunContext
  screened: ScreenedCall | null
}

async function screenedFor(target: Target, { screen }: RunContext): Promise<ScreenedCall | null> {
  return (await screen?.(target)) ?? null
}

/** A second one that may not be told is none. */
async function screenedOrBarred(target: Target, context: RunContext) {
  try {
    return await screenedFor(target, context)
  } catch {
    return 'barred' as const
  }
}

function start(target: Target, { run, context, screened }: Start): Racer {
  const track = startTrack(target, run.route, context)
  const guard = createGuard(context.reservation)
  const answer = runTracked(track, { target, context, reservation: guard, screened })
  answer.catch(() => undefined)
  return { target, track, guard, answer }
}

/** Another one that takes calls, if the budget for hedges and policy allow it. */
function secondTarget(first: Target, run: Run, context: RunContext): Target | undefined {
  const { route, plan } = run
  const nowMs = context.nowMs()
  const barred = run.barred | (1 << route.targets.indexOf(first))
  const { random } = context.routing
  const { isStream } = context.request.call
  const index = chooseTarget({ route, barred, nowMs, random, affinity: plan.affinity, isStream })
  const second = route.targets[index]
  if (!second) return undefined
  const { request, routing } = context
  const isRefused =
    refusalOf(second, { plan, route, request, routing, isFallback: true }) !== undefined
  // The loser may have to be paid as well: within every budget of whoever calls, and within that of the route.
  const isPaid = context.reservation.mayHedge?.() ?? true
  if (isRefused || !isPaid) return undefined
  if (!route.hedgeBudget?.spend(nowMs, mayCost(second, context))) return undefined
  run.decision.isHedged = true
  return second
}

/** Where nobody has said how much may be written. */
const LIKELY_TOKENS = 1000

/** What a call may cost at a deployment, to compare it with others; undefined: nobody knows its price. */
function mayCost(target: Target, { request, routing }: RunContext): number | undefined {
  const { principal, call } = request
  const price = routing.priceOf(target, principal.tenantId)
  if (!price) return undefined
  const written = (call.maxTokens ?? LIKELY_TOKENS) * call.choices
  return (call.bytes.length / 4) * price.inputMicros + written * price.outputMicros
}

async function settledOf({ answer }: Racer): Promise<'settled'> {
  await answer.catch(() => undefined)
  return 'settled'
}

async function finish(racers: Racer[], run: Run): Promise<GatewayResponse> {
  const winner = await winnerOf(racers)
  for (const racer of racers) {
    if (racer === winner) continue
    racer.track.stop()
    // Its answer, should it come after all, is not read.
    void racer.answer.then(discard, () => undefined)
  }
  if (!winner) {
    // The loop bars the first itself.
    const [, second] = racers
    if (second) {
      run.barred |= 1 << run.route.targets.indexOf(second.target)
      passOver(run, second.target, 'failed as a hedge')
    }
    return (second ?? racers[0])?.answer ?? Promise.reject(new Error('A race has a racer.'))
  }
  const response = await winner.answer
  if (run.route.delivery === 'whole') return readWhole(response, winner.guard)
  winner.guard.pass()
  return response
}

async function winnerOf(racers: Racer[]): Promise<Racer | undefined> {
  try {
    return await Promise.any(
      racers.map(async (racer) => {
        await racer.answer
        return racer
      }),
    )
  } catch {
    return undefined
  }
}

async function discard({ body }: GatewayResponse): Promise<void> {
  // Begun and left at once, so that its end is heard by whoever sends it.
  const chunks = body[Symbol.asyncIterator]()
  await chunks.next().catch(() => undefined)
  await chunks.return?.().catch(() => undefined)
}
