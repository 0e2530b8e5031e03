import type { DeploymentRequirements } from '#wire/routing.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { PriceList } from '#server/metering/prices.ts'
import type { Price } from '#server/providers/price.ts'
import type { Provider } from '#server/providers/provider.ts'
import { openAgainAt, stateAt } from './deployment-state.ts'
import type { DeploymentHealth } from './health.ts'
import { createMemory } from './memory.ts'
import { blended } from './narrow.ts'
import { requireTags, type DeploymentPolicy } from './policy.ts'
import type { RoutesSettings } from './route-settings.ts'
import { compile, isCurrent, type Snapshot } from './snapshot.ts'
import type { Deployment, Target } from './target.ts'

export interface RoutingOptions {
  /** Asked at each call, the preferred ones first. */
  providers: () => readonly Provider[]
  clock: Clock
  routes?: RoutesSettings
  policy?: DeploymentPolicy
  /** Absent: only the prices that deployments declare themselves are known. */
  prices?: Pick<PriceList, 'find'>
  /** From 0 to below 1; for tests. */
  random?: () => number
}

/** Where calls may go, and how every place is. */
export interface Routing {
  /** What holds now; immutable. A call that began with it ends with it. */
  snapshot(): Snapshot
  /** Replaces all routes at once. Calls under way are not touched. */
  swapRoutes(routes: RoutesSettings): void
  /** How often routes or providers were compiled anew. */
  generation(): number
  health(): DeploymentHealth[]
  /** Takes deployments away until the end of the drill, or until `untilMs`. One at a time: a second replaces the first. */
  lose(predicate: (deployment: Deployment) => boolean, untilMs: number): void
  /** Ends what `lose` began. */
  giveBack(): void
  isLost(target: Target, nowMs: number): boolean
  readonly policy: DeploymentPolicy
  readonly priceOf: (deployment: Deployment) => Price | undefined
  /** What a principal's deployments must be, beyond what routes demand. */
  requirementsOf(principal: Principal): DeploymentRequirements | undefined
  readonly random: () => number
}

export function createRouting(options: RoutingOptions): Routing {
  const { providers, clock, policy = requireTags } = options
  const priceOf = ({ provider, model }: Deployment) =>
    options.prices?.find({
      presetName: provider.presetName,
      providerId: provider.id,
      upstreamModel: model.upstreamName,
      override: model.price,
      atMs: clock.now(),
    }) ??
    model.price ??
    undefined
  const memory = createMemory()
  let settings = options.routes ?? {}
  let snapshot: Snapshot | undefined
  let generation = 0
  let lost: { predicate: (deployment: Deployment) => boolean; untilMs: number } | undefined

  const current = () => {
    const now = providers()
    if (!snapshot || snapshot.settings !== settings || !isCurrent(snapshot, now)) {
      generation += 1
      snapshot = compile({
        providers: now,
        settings,
        ...memory,
        priceOf: (deployment) => blended(priceOf(deployment)),
      })
    }
    return snapshot
  }
  const isLost = (target: Target, nowMs: number) =>
    lost !== undefined && nowMs < lost.untilMs && lost.predicate(target)
  return {
    snapshot: current,
    swapRoutes(routes) {
      settings = routes
    },
    generation: () => generation,
    health: () => current().targets.map((target) => toHealth(target, clock.now(), isLost)),
    lose(predicate, untilMs) {
      lost = { predicate, untilMs }
    },
    giveBack() {
      lost = undefined
    },
    isLost,
    policy,
    priceOf,
    requirementsOf: ({ grant }) => grant?.tags ?? undefined,
    random: options.random ?? Math.random,
  }
}

function toHealth(
  target: Target,
  nowMs: number,
  isLost: (target: Target, nowMs: number) => boolean,
): DeploymentHealth {
  const { provider, model, state } = target
  const { latencyMs, tokensPerSecond } = state
  const known = stateAt(state, nowMs)
  const isTakenAway = isLost(target, nowMs)
  const isClosed = known === 'closed' && !isTakenAway
  return {
    providerId: provider.id,
    modelId: model.id,
    upstreamName: model.upstreamName,
    state: isTakenAway ? 'open' : known,
    untilMs: isClosed ? null : openAgainAt(state) || null,
    latencyMs: latencyMs === 0 ? null : Math.round(latencyMs),
    tokensPerSecond: tokensPerSecond === 0 ? null : Math.round(tokensPerSecond * 10) / 10,
    inFlight: state.inFlight,
    errorRate: Math.round(state.errorRate * 1000) / 1000,
  }
}
