import type { DeploymentRequirements } from '#wire/routing.ts'
import type { Principal } from '#server/access/principal.ts'
import { findUnmet } from '#server/access/policy/demands.ts'
import type { Operation } from '#server/providers/provider.ts'
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
