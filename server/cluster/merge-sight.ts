import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import type { OwnSight } from './asks.ts'

/** From the best to the worst: what one process has found broken is not well because another has not tried. */
const STATES: readonly DeploymentHealth['state'][] = [
  'closed',
  'half-open',
  'cooling',
  'open',
  'quarantined',
]

/** How each deployment is, from what several processes have found; in the order of the first. */
export function mergeHealth(
  own: DeploymentHealth[],
  others: readonly OwnSight[],
): DeploymentHealth[] {
  if (others.length === 0) return own
  const byName = Map.groupBy(
    others.flatMap(({ health }) => health),
    nameOf,
  )
  return own.map((one) => [one, ...(byName.get(nameOf(one)) ?? [])].reduce(mergeTwo))
}

function nameOf({ tenantId = '', providerId, modelId, upstreamName }: DeploymentHealth): string {
  return `${tenantId} ${providerId} ${modelId} ${upstreamName}`
}

function mergeTwo(a: DeploymentHealth, b: DeploymentHealth): DeploymentHealth {
  const worse = STATES.indexOf(b.state) > STATES.indexOf(a.state) ? b : a
  return {
    ...worse,
    latencyMs: fuller(a.latencyMs, b.latencyMs),
    tokensPerSecond: fuller(a.tokensPerSecond, b.tokensPerSecond),
    inFlight: a.inFlight + b.inFlight,
    errorRate: Math.max(a.errorRate, b.errorRate),
  }
}

/** The mean of those who have measured. */
function fuller(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b
  return (a + b) / 2
}
