import type { DeploymentRequirements } from '#wire/routing.ts'
import type { Principal } from '#server/access/principal.ts'
import type { DeploymentTags, Operation } from '#server/providers/provider.ts'
import type { Deployment, Route, Target } from './target.ts'

export interface PolicyDecision {
  isAllowed: boolean
  /** For a person to read, both when it is yes and when it is no. */
  reason: string
}

export interface PolicyContext {
  /** The name that the caller used. */
  route: string
  operation: Operation
  /** What the route, the key and the request demand, all of it to be met. */
  requires: readonly DeploymentRequirements[]
  /** False: the first choice. Failing over may not widen what is allowed, so each deployment is asked about again. */
  isFallback: boolean
}

/** Whether this call may be computed there. Asked before routing and before every fallback; must not wait for anything. */
export type DeploymentPolicy = (
  principal: Principal,
  deployment: Deployment,
  context: PolicyContext,
) => PolicyDecision

const ALLOWED: PolicyDecision = { isAllowed: true, reason: 'Nothing is demanded of deployments.' }
const MET: PolicyDecision = { isAllowed: true, reason: 'It meets every demand on deployments.' }

/** The policy until there is a richer one: every demand is met by a declared tag. */
export const requireTags: DeploymentPolicy = (_principal, { model }, { requires }) => {
  if (requires.length === 0) return ALLOWED
  for (const demands of requires) {
    const missing = findUnmet(demands, model.tags)
    if (missing !== undefined) return { isAllowed: false, reason: missing }
  }
  return MET
}

/** No decision, no call: a policy that breaks has said no. */
export function decide(
  policy: DeploymentPolicy,
  { principal, deployment, context }: DecisionRequest,
): PolicyDecision {
  try {
    return policy(principal, deployment, context)
  } catch {
    return { isAllowed: false, reason: 'The policy could not be evaluated.' }
  }
}

export interface DecisionRequest {
  principal: Principal
  deployment: Deployment
  context: PolicyContext
}

/** The deployments that a route's own demands leave: it never leads anywhere else, whoever calls. */
export function withinDemands({ targets, requires }: Route): readonly Target[] {
  if (requires.length === 0) return targets
  return targets.filter(({ model }) =>
    requires.every((demands) => findUnmet(demands, model.tags) === undefined),
  )
}

const EU = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' '),
)

/** The first demand that the tags do not meet, for a person to read. Fails closed: unknown is not met. */
export function findUnmet(demands: DeploymentRequirements, tags: DeploymentTags) {
  const { jurisdictions, dataZones, regions, operators, certifications } = demands
  if (jurisdictions && !isUnder(tags.jurisdiction, jurisdictions)) {
    return unmet('jurisdiction', tags.jurisdiction, jurisdictions)
  }
  if (dataZones && !has(dataZones, tags.dataZone)) {
    return unmet('data zone', tags.dataZone, dataZones)
  }
  if (regions && !has(regions, tags.region)) return unmet('region', tags.region, regions)
  if (operators && !has(operators, tags.operator)) {
    return unmet('operator', tags.operator, operators)
  }
  const absent = certifications?.find((name) => !has(tags.certifications, name))
  if (absent !== undefined) return `It is not certified by ${absent}.`
  if (demands.noTraining && tags.trainsOnData !== false) {
    return 'It is not declared that nothing is trained on what is sent there.'
  }
  if (demands.ownHardware && !tags.isOwnHardware) return 'It is not own hardware.'
  const { maxRetentionDays } = demands
  if (maxRetentionDays === undefined) return undefined
  if (tags.retentionDays !== null && tags.retentionDays <= maxRetentionDays) return undefined
  return tags.retentionDays === null
    ? 'It is not declared how long data is kept there.'
    : `Data is kept there for ${tags.retentionDays} days, at most ${maxRetentionDays} are allowed.`
}

function isUnder(jurisdiction: string | null, wanted: readonly string[]): boolean {
  if (has(wanted, jurisdiction)) return true
  return has(wanted, 'EU') && jurisdiction !== null && EU.has(jurisdiction.toUpperCase())
}

function has(list: readonly string[], value: string | null): boolean {
  return value !== null && list.some((one) => one.toLowerCase() === value.toLowerCase())
}

function unmet(what: string, is: string | null, wanted: readonly string[]): string {
  const needed = wanted.join(' or ')
  return is === null
    ? `Its ${what} is not declared, and ${needed} is demanded.`
    : `Its ${what} is ${is}, and ${needed} is demanded.`
}
