import type { Classification } from '#wire/classification.ts'
import type { DenialCause } from '#wire/denials.ts'
import type { DeploymentRequirements } from '#wire/routing.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Clock } from '#server/lib/clock.ts'
import { findUnmet, findUnmetDemand } from '#server/access/policy/demands.ts'
import type { Operation } from '#server/providers/provider.ts'
import type { Snapshot } from './snapshot.ts'
import type { Deployment, Route, Target } from './target.ts'

export interface PolicyDecision {
  isAllowed: boolean
  /** For a person to read, both when it is yes and when it is no. */
  reason: string
  /** Of a no: the name of the rule, where one said it, and whom to ask. */
  rule?: string
  askWhom?: string
  cause?: DenialCause
  contact?: string | null
}

export interface PolicyContext {
  /** The name that the caller used. */
  route: string
  operation: Operation
  classification: Classification
  purpose?: string | undefined
  isTainted?: boolean | undefined
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

/** Every demand is met by a declared tag, and the organisation's own rules have nothing against it. */
export function createDeploymentPolicy(clock: Clock): DeploymentPolicy {
  return (principal, { provider, model }, context) => {
    const { requires } = context
    for (let index = 0; index < requires.length; index += 1) {
      const missing = findUnmetDemand(requires[index] ?? {}, model.tags, clock.now())
      if (missing) return { isAllowed: false, ...missing }
    }
    const { rules } = principal
    if (!rules) return requires.length === 0 ? ALLOWED : MET
    const name = `${provider.id}/${model.id}`
    return rules.mayUse(principal, { name, tags: model.tags }, context)
  }
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

/**
 * Why a deployment may not be called by its own name or its model's: every route that it belongs to demands more than it
 * offers, so whoever made the routes did not mean it to be used like that. Undefined: nothing is against it.
 */
export function refusedPastRoutes(
  principal: Principal,
  target: Target,
  {
    route,
    snapshot,
  }: { route: Pick<Route, 'isConfigured' | 'isOwn'> | undefined; snapshot: Snapshot },
): PolicyDecision | undefined {
  if (principal.rules?.holdsPastRoutes === false) return undefined
  if (route?.isConfigured && !route.isOwn) return undefined
  const around = snapshot.demanding.get(target.name)
  if (!around || (route?.isOwn && around.every(({ isOwn }) => isOwn))) return undefined
  let first: string | undefined
  for (const { name, requires } of around) {
    const missing = requires
      .map((demands) => findUnmet(demands, target.model.tags))
      .find((text) => text !== undefined)
    if (missing === undefined) return undefined
    first ??= `The route “${name}”, which it belongs to, demands more of it. ${missing}`
  }
  return first === undefined ? undefined : { isAllowed: false, reason: first }
}

/** The deployments that a route's own demands leave: it never leads anywhere else, whoever calls. */
export function withinDemands({ targets, requires }: Route): readonly Target[] {
  if (requires.length === 0) return targets
  return targets.filter(({ model }) =>
    requires.every((demands) => findUnmet(demands, model.tags) === undefined),
  )
}
