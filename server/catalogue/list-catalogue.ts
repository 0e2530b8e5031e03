import type {
  CatalogueDeployment,
  CatalogueHealth,
  CatalogueModel,
  CataloguePrice,
} from '#wire/catalogue.ts'
import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import { withinDemands } from '#server/gateway/routing/policy.ts'
import type { Deployment, Route } from '#server/gateway/routing/target.ts'
import type { Price } from '#server/providers/price.ts'
import { FREE, type PriceList } from '#server/metering/prices.ts'
import type { ProviderModel } from '#server/providers/provider.ts'

export interface CatalogueSources {
  /** Every name that the principal may call, with its deployments in the order in which they are tried. */
  routes: readonly Route[]
  prices: PriceList
  health: readonly DeploymentHealth[]
  tenantId: string
  defaultModelId: string | null
  nowMs: number
}

/** Every name that callers use, with all of its deployments. */
export function listCatalogue(sources: CatalogueSources): CatalogueModel[] {
  return sources.routes.map((route) => describeRoute(route, sources))
}

function describeRoute(route: Route, sources: CatalogueSources): CatalogueModel {
  const { name: id, isConfigured, strategy } = route
  const within = withinDemands(route)
  // Of a route that demands what none of its deployments is: all of them, so that it is not shown as nothing.
  const targets = within.length > 0 ? within : route.targets
  const models = targets.map(({ model }) => model)
  // What is surely had: of several deployments, whichever answers.
  const everyone = (has: (model: ProviderModel) => boolean) => models.every(has)
  const able = (name: 'tools' | 'jsonSchema' | 'vision' | 'reasoning') =>
    everyone(({ capabilities }) => capabilities[name])
  return {
    id,
    name: isConfigured ? id : (models[0]?.name ?? id),
    isDefault: id === sources.defaultModelId,
    capabilities: {
      operations: [...new Set(models.flatMap(({ capabilities }) => capabilities.operations))],
      tools: able('tools'),
      jsonSchema: able('jsonSchema'),
      vision: able('vision'),
      reasoning: able('reasoning'),
      audioInput: everyone(({ capabilities }) => capabilities.audioInput),
      documents: everyone(({ capabilities }) => capabilities.documents),
    },
    contextTokens: leastOf(models.map(({ contextTokens }) => contextTokens)),
    maxOutputTokens: leastOf(models.map(({ maxOutputTokens }) => maxOutputTokens)),
    languages: models.find(({ languages }) => languages.length > 0)?.languages ?? [],
    licence: models.find(({ licence }) => licence !== null)?.licence ?? null,
    route: isConfigured ? { strategy } : null,
    deployments: targets.map((target) => describeDeployment(target, sources)),
  }
}

function leastOf(counts: (number | null)[]): number | null {
  const known = counts.filter((count) => count !== null)
  return known.length > 0 ? Math.min(...known) : null
}

function describeDeployment(
  { provider, model }: Deployment,
  { prices, health, tenantId, nowMs }: CatalogueSources,
): CatalogueDeployment {
  const { upstreamName, tags, price: override } = model
  const own = health.find(
    (one) => one.providerId === provider.id && one.upstreamName === upstreamName,
  )
  const { presetName } = provider
  const isEmbedded = provider.id === 'embedded'
  const listed = prices.find({
    presetName,
    providerId: provider.id,
    upstreamModel: upstreamName,
    override,
    atMs: nowMs,
    tenantId,
  })
  const price = listed ?? (tags.isOwnHardware ? FREE : null)
  return {
    providerId: provider.id,
    preset: presetName,
    upstreamName,
    place: provider.place,
    isEmbedded,
    tags: { ...tags, certifications: [...tags.certifications] },
    contextTokens: model.contextTokens,
    maxOutputTokens: model.maxOutputTokens,
    price: price && describePrice(price),
    lifecycle: model.lifecycle,
    ...provider.stateOf(upstreamName),
    health: own ? describeHealth(own) : null,
  }
}

function describePrice(price: Price): CataloguePrice {
  const { currency, inputMicros, cachedInputMicros, outputMicros, source, date } = price
  return { currency, inputMicros, cachedInputMicros, outputMicros, source, date }
}

function describeHealth(health: DeploymentHealth): CatalogueHealth {
  const { state, untilMs, latencyMs, tokensPerSecond, errorRate } = health
  const until = untilMs === null ? null : new Date(untilMs).toISOString()
  return { state, until, latencyMs, tokensPerSecond, errorRate }
}
