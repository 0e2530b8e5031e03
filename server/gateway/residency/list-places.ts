import type { Classification } from '#wire/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { canDo } from '#server/providers/provider-model.ts'
import type { Operation } from '#server/providers/provider.ts'
import { mayCall, refusalOf } from '../routing/plan.ts'
import type { PolicyDecision } from '../routing/policy.ts'
import type { Routing } from '../routing/routing.ts'
import { routeTo } from '../routing/snapshot.ts'
import type { Route, Target } from '../routing/target.ts'

export interface Use {
  operation: Operation
  classification: Classification
}

export interface Place {
  target: Target
  /** Undefined: words of the class may go there. */
  refusal: PolicyDecision | undefined
}

/** Every deployment that can do it, once, and whether the principal's words of the class may go there. */
export function listPlaces(routing: Routing, principal: Principal, use: Use): Place[] {
  const { targets } = routing.snapshot(principal.tenantId)
  return targets
    .filter(({ model }) => canDo(model, use.operation))
    .map((target) => ({
      target,
      refusal: refusalAt(target, routeTo(target.name, [target]), { routing, principal, use }),
    }))
}

interface Asking {
  routing: Routing
  principal: Principal
  use: Use
}

/** Why a name may not be called for something of the class; undefined: it may, at one deployment or another. */
export function refusalOfName(name: string, asking: Asking): PolicyDecision | undefined {
  const route = asking.routing.snapshot(asking.principal.tenantId).routes.get(name)
  const targets = route?.targets.filter(({ model }) => canDo(model, asking.use.operation)) ?? []
  if (!route || targets.length === 0) return undefined
  const refusals = targets.map((target) => refusalAt(target, route, asking))
  return refusals.includes(undefined) ? undefined : refusals[0]
}

function refusalAt(target: Target, route: Route, { routing, principal, use }: Asking) {
  const id = route.isConfigured ? route.name : target.model.id
  const call = mayCall(principal, id, use)
  if (!call.isAllowed) return call
  const demanded = routing.requirementsOf(principal)
  const snapshot = routing.snapshot(principal.tenantId)
  const plan = { requires: demanded ? [demanded] : [], snapshot }
  return refusalOf(target, {
    plan,
    route,
    request: { principal, call: use },
    routing,
    isFallback: false,
  })
}
