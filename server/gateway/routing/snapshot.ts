import type { Provider, ProviderModel } from '#server/providers/provider.ts'
import type { DeploymentState } from './deployment-state.ts'
import type { CallBudget } from './retry-budget.ts'
import {
  MAX_TARGETS,
  splitTarget,
  type RouteSettings,
  type RoutesSettings,
} from './route-settings.ts'
import {
  DEFAULT_RETRIES,
  DEFAULT_ROUTE_LIMITS,
  type Deployment,
  type Route,
  type Target,
} from './target.ts'

/** Everything that routing knows of the configuration, compiled once and replaced as a whole. */
export interface Snapshot {
  readonly routes: ReadonlyMap<string, Route>
  readonly targets: readonly Target[]
  /** Deployments, by name, that belong to routes which all demand something: those routes. */
  readonly demanding: ReadonlyMap<string, readonly Route[]>
  readonly providers: readonly Provider[]
  /** What each provider listed when this was compiled, to see whether it still holds. */
  readonly lists: readonly (readonly ProviderModel[])[]
  /** Of galerne.yaml. */
  readonly settings: RoutesSettings
  /** Of the organisation. */
  readonly own: RoutesSettings
}

export interface CompileOptions {
  providers: readonly Provider[]
  settings: RoutesSettings
  /** Routes that the organisation made itself; those of galerne.yaml go first. Absent: none. */
  own?: RoutesSettings
  /** What is known of a deployment survives the compilation. */
  stateOf: (deployment: Deployment) => DeploymentState
  budgetOf: (provider: Provider) => CallBudget
  /** Of a route's hedges, which survives the compilation as well. */
  hedgeBudgetOf: (name: string, share: number) => CallBudget
  /** A model as it is where it is: own hardware has the organisation's place. Absent: as its provider lists it. */
  placed?: (model: ProviderModel) => ProviderModel
  /** Micro-units for a million tokens in and a third of that out; undefined: not known. */
  priceOf: (deployment: Deployment) => number | undefined
}

export function compile(options: CompileOptions): Snapshot {
  const { providers, settings, own = {}, stateOf, budgetOf } = options
  const { placed = (model) => model } = options
  const lists = providers.map((provider) => provider.listModels())
  const targets = providers.flatMap((provider, index) =>
    (lists[index] ?? []).map((model): Target => ({
      provider,
      model: placed(model),
      name: `${provider.id}/${model.id}`,
      weight: 1,
      state: stateOf({ provider, model }),
      budget: budgetOf(provider),
    })),
  )
  const routes = new Map<string, Route>()
  for (const [id, offered] of Map.groupBy(targets, ({ model }) => model.id)) {
    routes.set(id, routeTo(id, offered.slice(0, MAX_TARGETS)))
  }
  const byName = new Map(targets.map((target) => [target.name, target]))
  for (const [isOwn, all] of [[true, own] as const, [false, settings] as const]) {
    for (const [name, route] of Object.entries(all)) {
      const configured = configuredRoute(name, { route, isOwn, byName, options })
      if (configured) routes.set(name, configured)
    }
  }
  return { routes, targets, demanding: listDemanding(routes), providers, lists, settings, own }
}

function listDemanding(routes: ReadonlyMap<string, Route>): Map<string, Route[]> {
  const configured = [...routes.values()].filter(({ isConfigured }) => isConfigured)
  const pairs = configured.flatMap((route) => route.targets.map(({ name }) => ({ name, route })))
  const byName = Map.groupBy(pairs, ({ name }) => name)
  const held = [...byName].map(([name, list]) => {
    const all = list.map(({ route }) => route)
    const ofFile = all.filter(({ isOwn }) => !isOwn)
    // Nobody takes away by a route of their own what galerne.yaml demands.
    return [name, ofFile.length > 0 ? ofFile : all] as const
  })
  return new Map(held.filter(([, list]) => list.every(({ requires }) => requires.length > 0)))
}

/** Whether nothing that it was compiled from has changed. A few comparisons: it is asked at every call. */
export function isCurrent(snapshot: Snapshot, providers: readonly Provider[]): boolean {
  if (providers.length !== snapshot.providers.length) return false
  for (let index = 0; index < providers.length; index += 1) {
    const provider = providers[index]
    if (provider !== snapshot.providers[index]) return false
    const list = snapshot.lists[index]
    const now = provider?.listModels()
    if (now !== list && !isSameList(now ?? [], list ?? [])) return false
  }
  return true
}

function isSameList(a: readonly ProviderModel[], b: readonly ProviderModel[]): boolean {
  return a.length === b.length && a.every((model, index) => model === b[index])
}

export function routeTo(name: string, targets: readonly Target[]): Route {
  return {
    name,
    isConfigured: false,
    isOwn: false,
    strategy: 'order',
    targets,
    requires: [],
    limits: DEFAULT_ROUTE_LIMITS,
    retries: DEFAULT_RETRIES,
    hedge: null,
    hedgeBudget: null,
    fallbacks: NO_FALLBACKS,
    delivery: 'streamed',
  }
}

const NO_FALLBACKS = { contextLength: [], capability: [] }

interface Configured {
  route: RouteSettings
  isOwn: boolean
  byName: ReadonlyMap<string, Target>
  options: CompileOptions
}

/** Undefined: nobody offers any of its deployments (now). */
function configuredRoute(
  name: string,
  { route, isOwn, byName, options }: Configured,
): Route | undefined {
  const targets = route.to.flatMap(({ deployment, weight }) => {
    const target = byName.get(deployment)
    return target ? [{ ...target, weight }] : []
  })
  if (targets.length === 0) return undefined
  return {
    name,
    isConfigured: true,
    isOwn,
    strategy: route.strategy,
    targets: route.strategy === 'lowest-cost' ? cheapestFirst(targets, options.priceOf) : targets,
    requires: route.require ? [route.require] : [],
    limits: route.limits,
    retries: route.retries,
    hedge: route.hedge,
    hedgeBudget: route.hedge && options.hedgeBudgetOf(name, route.hedge.share),
    fallbacks: route.fallbacks,
    delivery: route.delivery,
  }
}

/** Those without a known price come last: nobody can say that they are cheap. */
export function cheapestFirst(
  targets: readonly Target[],
  priceOf: (deployment: Deployment) => number | undefined,
): Target[] {
  const priced = targets.map((target) => ({ target, price: priceOf(target) ?? Infinity }))
  return priced.toSorted((a, b) => (a.price < b.price ? -1 : 1)).map(({ target }) => target)
}

/** A deployment called by its full name, `provider/model`. */
export function findByFullName(snapshot: Snapshot, name: string): Target | undefined {
  if (!name.includes('/')) return undefined
  const [providerId, modelId] = splitTarget(name)
  return snapshot.targets.find(
    ({ provider, model }) => provider.id === providerId && model.id === modelId,
  )
}
