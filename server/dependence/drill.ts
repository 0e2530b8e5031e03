import type { DrilledModel, DrillReport, Loss } from '#wire/dependence.ts'
import { findUnmet } from '#server/access/policy/demands.ts'
import type { Routing } from '#server/gateway/routing/routing.ts'
import type { Snapshot } from '#server/gateway/routing/snapshot.ts'
import type { Deployment, Target } from '#server/gateway/routing/target.ts'
import type { Pricing } from '#server/metering/pricing.ts'
import { costOf } from '#server/metering/prices.ts'
import { canDo } from '#server/providers/provider-model.ts'
import { OPERATIONS, type Operation } from '#server/providers/provider.ts'
import type { Use } from './use-store.ts'

/** Whether a deployment is gone when that is lost. Names are compared as people write them. */
export function isLostBy({ by, name }: Loss): (deployment: Deployment) => boolean {
  const wanted = name.toLowerCase()
  return ({ provider, model }) => {
    if (by === 'provider') return [provider.id, provider.presetName].includes(wanted)
    return model.tags[by]?.toLowerCase() === wanted
  }
}

export interface RehearsalOptions {
  lose: Loss
  uses: readonly Use[]
  tenantId: string
  routing: Pick<Routing, 'snapshot' | 'priceOf'>
  pricing: Pick<Pricing, 'convert' | 'currency'>
}

type Models = Pick<
  DrillReport,
  'lost' | 'calls' | 'affectedCalls' | 'failingCalls' | 'currency' | 'models'
>

/** Plays what was called through the planner, without the deployments that are lost. Calls nobody. */
export function rehearse(options: RehearsalOptions): Models {
  const { lose, uses, tenantId, routing, pricing } = options
  const snapshot = routing.snapshot(tenantId)
  const isLost = isLostBy(lose)
  const models = [...Map.groupBy(uses, ({ model, operation }) => `${operation} ${model}`).values()]
    .flatMap((ofName) => {
      const [first] = ofName
      return first ? [rehearseName(ofName, first, { ...options, snapshot, isLost })] : []
    })
    .toSorted((a, b) => b.affectedCalls - a.affectedCalls || b.calls - a.calls)
  return {
    lost: snapshot.targets.filter(isLost).map(({ name }) => name),
    calls: sum(models, ({ calls }) => calls),
    affectedCalls: sum(models, ({ affectedCalls }) => affectedCalls),
    failingCalls: sum(models, (one) => (one.verdict === 'fails' ? one.affectedCalls : 0)),
    currency: pricing.currency,
    models,
  }
}

interface Rehearsing extends RehearsalOptions {
  snapshot: Snapshot
  isLost: (deployment: Deployment) => boolean
}

function rehearseName(uses: Use[], first: Use, context: Rehearsing): DrilledModel {
  const { snapshot, isLost, lose } = context
  const { model, operation } = first
  const affected = uses.filter((use) => {
    const target = targetOf(snapshot, use)
    // Of what is not configured any more only the name of its provider is known.
    return target ? isLost(target) : lose.by === 'provider' && lose.name === use.providerId
  })
  const affectedCalls = sum(affected, ({ calls }) => calls)
  const base = {
    model,
    operation,
    calls: sum(uses, ({ calls }) => calls),
    affectedCalls,
    latencyBeforeMs: latencyOf(affected),
    microsBefore: affected.every(({ priced, calls }) => priced === calls)
      ? sum(affected, ({ micros }) => micros)
      : null,
  }
  if (affectedCalls === 0) {
    const nothing = { latencyBeforeMs: null, latencyAfterMs: null, microsBefore: 0, microsAfter: 0 }
    return { ...base, ...nothing, verdict: 'unaffected', to: null }
  }
  const next = successorOf(model, operation, context)
  if (!next) {
    return { ...base, verdict: 'fails', to: null, latencyAfterMs: null, microsAfter: null }
  }
  return {
    ...base,
    verdict: 'moves',
    to: next.name,
    latencyAfterMs: latencyAt(next, context),
    microsAfter: costAt(next, affected, context),
  }
}

/** Whoever the route would call first of those that are left. */
function successorOf(
  model: string,
  operation: string,
  { snapshot, isLost }: Rehearsing,
): Target | undefined {
  const route = snapshot.routes.get(model)
  return route?.targets.find(
    (target) =>
      !isLost(target) &&
      isOperation(operation) &&
      canDo(target.model, operation) &&
      route.requires.every((demands) => findUnmet(demands, target.model.tags) === undefined),
  )
}

function isOperation(text: string): text is Operation {
  return OPERATIONS.some((operation) => operation === text)
}

/** As the ledger has it for whoever called there; else as routing has measured it. */
function latencyAt(target: Target, { uses }: Rehearsing): number | null {
  const there = uses.filter(
    ({ providerId, upstreamModel }) =>
      providerId === target.provider.id && upstreamModel === target.model.upstreamName,
  )
  const measuredMs = target.state.latencyMs || target.state.wholeMs
  return latencyOf(there) ?? (measuredMs > 0 ? Math.round(measuredMs) : null)
}

function latencyOf(uses: readonly Use[]): number | null {
  const timed = sum(uses, (use) => use.timed)
  return timed === 0 ? null : Math.round(sum(uses, (use) => use.firstContentMs) / timed)
}

function costAt(
  target: Target,
  uses: readonly Use[],
  { tenantId, routing, pricing }: Rehearsing,
): number | null {
  const price = routing.priceOf(target, tenantId)
  if (!price) return target.model.tags.isOwnHardware ? 0 : null
  return sum(uses, (use) => {
    const micros = costOf({ ...use, isEstimated: false }, price)
    return pricing.convert(micros, price.currency, pricing.currency)
  })
}

export function targetOf({ targets }: Snapshot, use: Use): Target | undefined {
  return targets.find(
    ({ provider, model }) =>
      provider.id === use.providerId && model.upstreamName === use.upstreamModel,
  )
}

function sum<Item>(items: readonly Item[], amountOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + amountOf(item), 0)
}
