import type { DeploymentRequirements } from '#wire/routing.ts'
import type { Provider, ProviderModel } from '#server/providers/provider.ts'
import type { DeploymentState } from './deployment-state.ts'
import type { CallBudget } from './retry-budget.ts'

/** One place where a model can be called. */
export interface Deployment {
  provider: Provider
  model: ProviderModel
}

/** A deployment as a route has it. Compiled, never changed: what changes is its state, which outlives the compilation. */
export interface Target extends Deployment {
  /** `provider/model`: what configuration, overrides and people call it. */
  readonly name: string
  readonly weight: number
  readonly state: DeploymentState
  readonly budget: CallBudget
}

export const STRATEGIES = ['order', 'weight', 'least-latency', 'lowest-cost', 'affinity'] as const
export type Strategy = (typeof STRATEGIES)[number]

/** What a name that callers use stands for. */
export interface Route {
  readonly name: string
  /** False: the name is a model's own, of whoever offers it. */
  readonly isConfigured: boolean
  /** An organisation made it for itself: what galerne.yaml demands holds for it all the same. */
  readonly isOwn: boolean
  readonly strategy: Strategy
  /** Never empty, at most 30; for `lowest-cost` the cheapest first. */
  readonly targets: readonly Target[]
  readonly requires: readonly DeploymentRequirements[]
  readonly limits: RouteLimits
  readonly retries: RouteRetries
  readonly hedge: Hedge | null
  /** Of hedges. */
  readonly hedgeBudget: CallBudget | null
  /** Names of routes or models to go on with, in this order. */
  readonly fallbacks: Fallbacks
  /** `whole`: nothing is sent before the answer is complete, so that an answer cut off half way can still be had elsewhere. */
  readonly delivery: 'streamed' | 'whole'
}

/** Milliseconds; null: whatever the provider's own limits are. */
export interface RouteLimits {
  /** Of streams: the first content of any other answer is the whole of it. */
  firstContentMs: number | null
  idleMs: number | null
  totalMs: number
  /** Slower than this over ten seconds is as good as broken; null: no such limit. */
  minTokensPerSecond: number | null
}

export interface RouteRetries {
  /** Of one request, over all deployments. */
  attempts: number
  /** How often one deployment is tried again before the next; null: once where it is the only one, else never. */
  here: number | null
  /** A deployment that asks to wait no longer than this is waited for rather than passed over; null: 1 s where it is the only one. */
  waitMs: number | null
  /** How long a request may wait when no deployment takes calls. */
  queueMs: number
}

export interface Hedge {
  /** No content after so long: a second deployment is asked as well, and the first to answer counts. */
  afterMs: number
  /** At most this share of calls, since the loser may have to be paid. */
  share: number
}

export interface Fallbacks {
  contextLength: readonly string[]
  capability: readonly string[]
}

export const DEFAULT_ROUTE_LIMITS: RouteLimits = {
  firstContentMs: 180_000,
  idleMs: null,
  totalMs: 900_000,
  minTokensPerSecond: null,
}

export const DEFAULT_RETRIES: RouteRetries = {
  attempts: 4,
  here: null,
  waitMs: null,
  queueMs: 5000,
}
