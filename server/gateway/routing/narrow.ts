import type { DeploymentRequirements } from '#wire/routing.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Price } from '#server/providers/price.ts'
import type { ScannedCall } from '../scan.ts'
import type { Overrides } from './overrides.ts'
import { cheapestFirst } from './snapshot.ts'
import type { Deployment, Route, Target } from './target.ts'

export interface NarrowOptions {
  call: ScannedCall
  overrides: Overrides
  /** Undefined: not known. */
  priceOf: (deployment: Deployment) => Price | undefined
}

/** A route as one request wants it: fewer deployments, in another order, never more. */
export function narrow(route: Route, options: NarrowOptions): Route | undefined {
  const { call, overrides, priceOf } = options
  const latency = ({ state }: Target) => (call.isStream ? state.latencyMs : state.wholeMs)
  const left = route.targets.filter((target) => isWanted(target, options))
  if (left.length === 0) return undefined
  const ordered = inWantedOrder(left, overrides)
  const { sort = null } = overrides
  const by = typeof sort === 'object' && sort !== null ? sort.by : sort
  const sorted = sortedBy(ordered, by, { priceOf, latency })
  const preferred = preferredFirst(sorted, overrides, latency)
  const isOrdered = (overrides.order ?? overrides.sort) !== undefined || preferred !== sorted
  return {
    ...route,
    targets: overrides.allow_fallbacks === false ? preferred.slice(0, 1) : preferred,
    strategy: isOrdered ? 'order' : route.strategy,
  }
}

/** What the words of a request demand of a deployment's tags. */
export function requirementsOf(overrides: Overrides): DeploymentRequirements | undefined {
  const isDenied = overrides.data_collection === 'deny'
  if (!isDenied && !overrides.zdr) return undefined
  return { ...(isDenied && { noTraining: true }), ...(overrides.zdr && { maxRetentionDays: 0 }) }
}

export function nothingLeft(model: string): AppError {
  return new AppError(
    'invalid_request',
    `What “provider” asks for leaves no deployment of “${model}”. Ask for less, or see GET /v1/models.`,
    { param: 'provider' },
  )
}

function isWanted(target: Target, { call, overrides, priceOf }: NarrowOptions): boolean {
  const { only, ignore, require_parameters, quantizations, max_price } = overrides
  if (only && !only.some((name) => isCalled(target, name))) return false
  if (ignore?.some((name) => isCalled(target, name))) return false
  if (require_parameters && !knowsParameters(target, call)) return false
  // Nobody here says of a deployment how its weights are rounded.
  if (quantizations && !quantizations.includes('unknown')) return false
  if (!max_price) return true
  const price = priceOf(target)
  if (!price) return false
  return (
    price.inputMicros <= (max_price.prompt ?? Infinity) * 1_000_000 &&
    price.outputMicros <= (max_price.completion ?? Infinity) * 1_000_000 &&
    (price.units?.requestMicros ?? 0) <= (max_price.request ?? Infinity) * 1_000_000 &&
    (price.units?.imageMicros ?? 0) <= (max_price.image ?? Infinity) * 1_000_000
  )
}

/** By its id here, by the preset that it was made from, or as `provider/model`. */
function isCalled({ provider, name }: Target, wanted: string): boolean {
  const text = wanted.toLowerCase()
  return text === provider.id || text === provider.presetName || text === name.toLowerCase()
}

/** What a call needs of a model beyond answering, by the fields that it has. */
export function knowsParameters({ model, provider }: Deployment, call: ScannedCall): boolean {
  const { capabilities } = model
  const { drop = [], takes, rename = {} } = provider.quirks ?? {}
  return call.members.every(({ name }) => {
    const theirs = (Object.hasOwn(rename, name) && rename[name]) || name
    const isUnknown = drop.includes(name) || (takes && !takes.includes(theirs))
    if (isUnknown && name !== 'stream_options') return false
    if (name === 'tools' || name === 'tool_choice') return capabilities.tools
    if (name === 'response_format') return capabilities.jsonSchema
    return true
  })
}

function inWantedOrder(targets: readonly Target[], { order }: Overrides): readonly Target[] {
  if (!order || order.length === 0) return targets
  const rank = (target: Target) => {
    const index = order.findIndex((name) => isCalled(target, name))
    return index < 0 ? order.length : index
  }
  return targets.toSorted((a, b) => rank(a) - rank(b))
}

/** How long one waits there for the kind of answer that is asked for; 0: not measured yet. */
type Latency = (target: Target) => number

function sortedBy(
  targets: readonly Target[],
  sort: 'price' | 'throughput' | 'latency' | null,
  { priceOf, latency }: Pick<NarrowOptions, 'priceOf'> & { latency: Latency },
): readonly Target[] {
  if (sort === 'price') return cheapestFirst(targets, (one) => blended(priceOf(one)))
  if (sort === 'latency') {
    // What is not measured yet comes last: nobody can say that it is fast.
    const known = (one: Target) => latency(one) || Infinity
    return targets.toSorted((a, b) => (known(a) < known(b) ? -1 : 1))
  }
  if (sort !== 'throughput') return targets
  return targets.toSorted((a, b) => b.state.tokensPerSecond - a.state.tokensPerSecond)
}

/** Micro-units for a million tokens where three are read for each one written, as in a usual conversation. */
export function blended(price: Price | undefined): number | undefined {
  return price && (3 * price.inputMicros + price.outputMicros) / 4
}

function preferredFirst(
  targets: readonly Target[],
  overrides: Overrides,
  latency: Latency,
): readonly Target[] {
  const minSpeed = strictest(overrides.preferred_min_throughput, Math.max)
  const maxSeconds = strictest(overrides.preferred_max_latency, Math.min)
  if (minSpeed === undefined && maxSeconds === undefined) return targets
  const isPreferred = (one: Target) =>
    one.state.tokensPerSecond >= (minSpeed ?? 0) &&
    latency(one) <= (maxSeconds ?? Infinity) * 1000 &&
    (maxSeconds === undefined || latency(one) > 0)
  return targets.toSorted((a, b) => Number(isPreferred(b)) - Number(isPreferred(a)))
}

function strictest(
  wish: number | Record<string, number> | null | undefined,
  pick: (...values: number[]) => number,
): number | undefined {
  if (wish === null || wish === undefined) return undefined
  return typeof wish === 'number' ? wish : pick(...Object.values(wish))
}
