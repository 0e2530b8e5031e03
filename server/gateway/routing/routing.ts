import type { DeploymentRequirements } from '#wire/routing.ts'
import type { Principal } from '#server/access/principal.ts'
import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { PriceList } from '#server/metering/prices.ts'
import type { Price } from '#server/providers/price.ts'
import type { Provider } from '#server/providers/provider.ts'
import { openAgainAt, stateAt, type DeploymentState } from './deployment-state.ts'
import type { DeploymentHealth } from './health.ts'
import { createMemory } from './memory.ts'
import { blended } from './narrow.ts'
import { createPlacing, type OwnPlace } from './own-place.ts'
import { createDeploymentPolicy, type DeploymentPolicy } from './policy.ts'
import type { RoutesSettings } from './route-settings.ts'
import { compile, isCurrent, type Snapshot } from './snapshot.ts'
import type { Deployment, Target } from './target.ts'

export interface RoutingOptions {
  /** Asked at each call, the preferred ones first. By scope. */
  providers: (scope: string) => readonly Provider[]
  /** Organisations of one scope have the same providers and prices, and share a snapshot; absent: all do. */
  scopeOf?: (tenantId: string) => string
  clock: Clock
  routes?: RoutesSettings
  /** Of an organisation's own, by scope; the same object until one changes. Absent: nobody has any. */
  ownRoutes?: (scope: string) => RoutesSettings
  policy?: DeploymentPolicy
  /** Where own hardware is; absent: only what each deployment says itself is known. */
  ownPlace?: OwnPlace
  /** Absent: only the prices that deployments declare themselves are known. */
  prices?: Pick<PriceList, 'find'>
  /** From 0 to below 1; for tests. */
  random?: () => number
}

/** Where calls may go, and how every place is. */
export interface Routing {
  /** What holds now for an organisation; immutable. A call that began with it ends with it. */
  snapshot(tenantId: string): Snapshot
  /** Replaces all routes at once. Calls under way are not touched. */
  swapRoutes(routes: RoutesSettings): void
  /** Where own hardware is from now on. */
  swapPlace(place: OwnPlace): void
  /** How often routes or providers were compiled anew. */
  generation(): number
  /** Of what an organisation may call, its drill included; absent: of all that has been called for, without drills. */
  health(tenantId?: string): DeploymentHealth[]
  /** What is known of each deployment, by `tenant provider/model`: for the other processes. */
  readonly states: ReadonlyMap<string, DeploymentState>
  /**
   * Takes deployments away from an organisation until the end of the drill, or until `untilMs`. One at a time: a second
   * replaces the first.
   */
  lose(
    tenantId: string,
    loss: { isLost: (deployment: Deployment) => boolean; untilMs: number },
  ): void
  /** Ends what `lose` began. */
  giveBack(tenantId: string): void
  isLost(tenantId: string, target: Target, nowMs: number): boolean
  readonly policy: DeploymentPolicy
  priceOf(deployment: Deployment, tenantId: string): Price | undefined
  /** What a principal's deployments must be, beyond what routes demand. */
  requirementsOf(principal: Principal): DeploymentRequirements | undefined
  readonly random: () => number
}

export function createRouting(options: RoutingOptions): Routing {
  const { providers, clock, scopeOf = () => EVERYBODYS, ownRoutes = () => NO_ROUTES } = options
  const priceOf = createPrices(options)
  const memory = createMemory()
  let placed = createPlacing(options.ownPlace)
  let settings = options.routes ?? {}
  const snapshots = new Map<string, Snapshot>()
  let generation = 0
  const losses = new Map<string, Loss>()

  const current = (tenantId: string) => {
    const scope = scopeOf(tenantId)
    const now = providers(scope)
    const own = ownRoutes(scope)
    const known = snapshots.get(scope)
    const isSame = known && known.settings === settings && known.own === own
    if (isSame && isCurrent(known, now)) return known
    generation += 1
    const snapshot = compile({
      providers: now,
      settings,
      own,
      ...memory,
      placed,
      priceOf: (deployment) => blended(priceOf(deployment, tenantId)),
    })
    snapshots.set(scope, snapshot)
    return snapshot
  }
  const isLost = (tenantId: string, target: Target, nowMs: number) => {
    const lost = losses.get(tenantId)
    return lost !== undefined && nowMs < lost.untilMs && lost.isLost(target)
  }
  const healthOf = (tenantId: string) => {
    const nowMs = clock.now()
    return current(tenantId).targets.map((target) =>
      toHealth(target, clock, isLost(tenantId, target, nowMs)),
    )
  }
  const healthOfAll = () => {
    current(NOBODY)
    const targets = [...snapshots.values()].flatMap((one) => one.targets)
    const byState = new Map(targets.map((target) => [target.state, target]))
    return [...byState.values()].map((target) => toHealth(target, clock, false))
  }
  return {
    snapshot: current,
    swapRoutes(routes) {
      settings = routes
    },
    swapPlace(place) {
      placed = createPlacing(place)
      snapshots.clear()
    },
    generation: () => generation,
    health: (tenantId) => (tenantId === undefined ? healthOfAll() : healthOf(tenantId)),
    states: memory.states,
    lose: (tenantId, loss) => void losses.set(tenantId, loss),
    giveBack: (tenantId) => void losses.delete(tenantId),
    isLost,
    policy: options.policy ?? createDeploymentPolicy(clock),
    priceOf,
    requirementsOf: ({ grant }) => grant?.tags ?? undefined,
    random: options.random ?? Math.random,
  }
}

function createPrices({ prices, clock }: RoutingOptions): Routing['priceOf'] {
  return ({ provider, model }, tenantId) =>
    prices?.find({
      presetName: provider.presetName,
      providerId: provider.id,
      upstreamModel: model.upstreamName,
      override: model.price,
      atMs: clock.now(),
      tenantId,
    }) ??
    model.price ??
    undefined
}

const NO_ROUTES: RoutesSettings = {}

/** The scope of whoever has nothing of their own. */
export const EVERYBODYS = ''
/** No organisation has this id. */
const NOBODY = ''

interface Loss {
  isLost: (deployment: Deployment) => boolean
  untilMs: number
}

function toHealth(target: Target, clock: Clock, isTakenAway: boolean): DeploymentHealth {
  const { provider, model, state } = target
  const { latencyMs, tokensPerSecond } = state
  const nowMs = passedMs(clock)
  const known = stateAt(state, nowMs)
  const againMs = openAgainAt(state)
  const isClosed = known === 'closed' && !isTakenAway
  return {
    ...(provider.tenantId !== undefined && { tenantId: provider.tenantId }),
    providerId: provider.id,
    modelId: model.id,
    upstreamName: model.upstreamName,
    state: isTakenAway ? 'open' : known,
    // As the time of day, for people.
    untilMs: isClosed || againMs === 0 ? null : Math.round(clock.now() + againMs - nowMs),
    latencyMs: latencyMs === 0 ? null : Math.round(latencyMs),
    tokensPerSecond: tokensPerSecond === 0 ? null : Math.round(tokensPerSecond * 10) / 10,
    inFlight: state.inFlight,
    errorRate: Math.round(state.errorRate * 1000) / 1000,
  }
}
