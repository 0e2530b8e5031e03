import type { Price } from '#server/providers/price.ts'
import type { Gateway } from '../gateway.ts'
import type { DeploymentHealth } from '../routing/health.ts'
import { withinDemands } from '../routing/policy.ts'
import type { Target } from '../routing/target.ts'

/**
 * The deployments of a name, for `GET /v1/models`: where each computes, what it costs, how it is. In a member of its own
 * (`galerne`), which the official clients pass over. Undefined: nobody has the name.
 */
export function describeDeployments(
  gateway: Pick<Gateway, 'routing' | 'health'>,
  tenantId: string,
): (name: string) => object | undefined {
  const { routing } = gateway
  const snapshot = routing.snapshot(tenantId)
  const health = new Map(gateway.health(tenantId).map((one) => [keyOf(one), one]))
  return (name) => {
    const route = snapshot.routes.get(name)
    if (!route) return undefined
    return {
      strategy: route.isConfigured ? route.strategy : null,
      deployments: withinDemands(route).map((target) => {
        const { provider, model } = target
        const key = keyOf({ providerId: provider.id, upstreamName: model.upstreamName })
        return describeTarget(target, health.get(key), routing.priceOf(target, tenantId))
      }),
    }
  }
}

function keyOf({
  providerId,
  upstreamName,
}: Pick<DeploymentHealth, 'providerId' | 'upstreamName'>) {
  return `${providerId} ${upstreamName}`
}

function describeTarget(
  { provider, model }: Target,
  health: DeploymentHealth | undefined,
  price: Price | undefined,
): object {
  const { tags, lifecycle } = model
  return {
    provider: provider.id,
    place: provider.place,
    region: tags.region,
    data_zone: tags.dataZone,
    operator: tags.operator,
    jurisdiction: tags.jurisdiction,
    retention_days: tags.retentionDays,
    trains_on_data: tags.trainsOnData,
    is_own_hardware: tags.isOwnHardware,
    certifications: tags.certifications,
    context_tokens: model.contextTokens,
    max_output_tokens: model.maxOutputTokens,
    lifecycle: lifecycle && { status: lifecycle.status, retires_on: lifecycle.retiresOn },
    price: price ? describePrice(price) : null,
    state: provider.stateOf(model.upstreamName).state,
    health: health?.state ?? null,
    latency_ms: health?.latencyMs ?? null,
    tokens_per_second: health?.tokensPerSecond ?? null,
  }
}

/** Micro-units of the currency for a million tokens. */
function describePrice(price: Price): object {
  return {
    currency: price.currency,
    input_micros: price.inputMicros,
    cached_input_micros: price.cachedInputMicros,
    output_micros: price.outputMicros,
    source: price.source,
    date: price.date,
  }
}
