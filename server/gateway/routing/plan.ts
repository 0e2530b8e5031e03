import type { DeploymentRequirements } from '#wire/routing.ts'
import type { Principal } from '#server/access/principal.ts'
import { authorize, type Decision, type Resource } from '#server/access/authorize.ts'
import { classificationOf } from '#server/access/classification.ts'
import { denied } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { canDo } from '#server/providers/provider-model.ts'
import { namesOf, printable } from '../names.ts'
import { OPERATION_SPECS } from '../operations/specs.ts'
import type { ScannedCall } from '../scan.ts'
import { affinityOf } from './affinity.ts'
import { knowsParameters, narrow, nothingLeft, requirementsOf } from './narrow.ts'
import type { Overrides } from './overrides.ts'
import { decide, refusedPastRoutes, withinDemands, type PolicyDecision } from './policy.ts'
import type { Routing } from './routing.ts'
import { findByFullName, routeTo, type Snapshot } from './snapshot.ts'
import type { Deployment, Route, Target } from './target.ts'

/** Where one request may go: settled before anything is called. */
export interface Plan {
  route: Route
  /** Tried one after the other where the route has nobody left. */
  others: readonly Route[]
  snapshot: Snapshot
  requires: readonly DeploymentRequirements[]
  affinity: string | null
}

export interface PlanRequest {
  principal: Principal
  call: ScannedCall
  overrides: Overrides | undefined
  /** The caller's word for its conversation; null: not said. */
  sessionKey: string | null
}

const NONE: readonly never[] = []

/** Throws where the model is unknown, forbidden or of the wrong kind, and where nothing is left of what was asked for. */
export function planRequest(request: PlanRequest, routing: Routing): Plan {
  const { principal, call, overrides } = request
  const snapshot = routing.snapshot(principal.tenantId)
  const route = findRoute(call.model, { snapshot, principal, call })
  const plan: Plan = { route, others: NONE, snapshot, requires: NONE, affinity: null }
  const demanded = routing.requirementsOf(principal)
  if (demanded) plan.requires = [demanded]
  if (route.strategy === 'affinity') {
    plan.affinity = affinityOf(call, principal.tenantId, request.sessionKey)
  }
  if (route.isConfigured) plan.others = capabilityFallbacks(plan, request)
  return overrides ? withOverrides(plan, { request, overrides, routing }) : plan
}

interface Finding {
  snapshot: Snapshot
  principal: Principal
  call: CallFacts & Pick<ScannedCall, 'model'>
}

/** By the name of a route, of a model, or of one deployment (`provider/model`). */
export function findRoute(name: string, { snapshot, principal, call }: Finding): Route {
  const known = snapshot.routes.get(name)
  const single = known ? undefined : findByFullName(snapshot, name)
  const route = known ?? (single && routeTo(name, [single]))
  if (!route) throw unknownModel(snapshot, principal, name)
  // A key that may use a model may use it at a deployment of its choice; names of routes are names of their own.
  const id = single ? single.model.id : name
  const decision = mayCall(principal, id, call)
  if (!decision.isAllowed) throw denied(decision)
  const { targets } = route
  for (let index = 0; index < targets.length; index += 1) {
    const target = targets[index]
    if (target && canDo(target.model, call.operation)) return route
  }
  throw notAble(snapshot, principal, call)
}

/** @param call Absent: whatever the model can do. */
export function mayCall(principal: Principal, id: string, call?: CallFacts): Decision {
  const { tenantId } = principal
  const resource: Resource = { kind: 'model', tenantId, id }
  if (call) {
    const { operation, classification, purpose, isTainted } = call
    resource.operation = operation
    const more = { ...(purpose && { purpose }), ...(isTainted && { isTainted }) }
    if (classification) resource.context = { classification, ...more }
  }
  return authorize(principal, 'model.call', resource)
}

type CallFacts = Pick<ScannedCall, 'operation' | 'classification' | 'purpose' | 'isTainted'>

/** Every model and route that the principal may call, each name once: of two providers, the first named has it. */
export function listDeployments(snapshot: Snapshot, principal: Principal): Deployment[] {
  const listed: Deployment[] = []
  for (const [name, route] of snapshot.routes) {
    const { isConfigured } = route
    const first = withinDemands(route)[0] ?? route.targets[0]
    if (!first || !mayCall(principal, name).isAllowed) continue
    const { provider, model } = first
    listed.push({ provider, model: isConfigured ? { ...model, id: name, name } : model })
  }
  return listed
}

/** A route of which no deployment knows what the call needs goes on with those that it names for this. */
function capabilityFallbacks({ route, snapshot }: Plan, { principal, call }: PlanRequest) {
  const { capability } = route.fallbacks
  if (capability.length === 0) return NONE
  if (route.targets.some((target) => knowsParameters(target, call))) return NONE
  return capability.map((name) => findRoute(name, { snapshot, principal, call }))
}

interface Overriding {
  request: PlanRequest
  overrides: Overrides
  routing: Routing
}

function withOverrides(plan: Plan, { request, overrides, routing }: Overriding): Plan {
  const { call, principal } = request
  const { snapshot } = plan
  const named = overrides.models
    .filter((name) => name !== call.model)
    .map((name) => findRoute(name, { snapshot, principal, call }))
  const priceOf = (one: Deployment) => routing.priceOf(one, principal.tenantId)
  const [route, ...others] = [plan.route, ...plan.others, ...named].flatMap(
    (one) => narrow(one, { call, overrides, priceOf }) ?? [],
  )
  if (!route) throw nothingLeft(printable(call.model))
  const demanded = requirementsOf(overrides)
  return {
    ...plan,
    route,
    others,
    requires: demanded ? [...plan.requires, demanded] : plan.requires,
  }
}

export interface Barring {
  plan: Pick<Plan, 'requires' | 'snapshot'>
  route: Route
  request: { principal: Principal; call: CallFacts }
  routing: Pick<Routing, 'policy' | 'isLost'>
  isFallback: boolean
}

/** Bits of the deployments that this call may not use at all, and why, for those that policy forbids. */
export function barredBy(barring: Barring, nowMs: number): { bits: number; reasons: Refused[] } {
  const { route, request, routing } = barring
  let bits = 0
  let reasons: Refused[] = NO_REFUSALS
  for (let index = 0; index < route.targets.length; index += 1) {
    const target = route.targets[index]
    if (!target) continue
    const refusal = refusalOf(target, barring)
    const isAble = canDo(target.model, request.call.operation)
    if (
      isAble &&
      refusal === undefined &&
      !routing.isLost(request.principal.tenantId, target, nowMs)
    )
      continue
    bits |= 1 << index
    if (refusal) reasons = [...reasons, { ...refusal, deployment: target.name }]
  }
  return { bits, reasons }
}

export interface Refused extends Omit<PolicyDecision, 'isAllowed'> {
  deployment: string
}
const NO_REFUSALS: Refused[] = []

/** Why policy forbids a deployment; undefined: it does not. Asked again before every fallback. */
export function refusalOf(deployment: Target, barring: Barring): PolicyDecision | undefined {
  const { plan, route, request, routing, isFallback } = barring
  const { principal, call } = request
  const requires =
    route.requires.length === 0 ? plan.requires : [...route.requires, ...plan.requires]
  const { operation, purpose, isTainted, classification = classificationOf(principal) } = call
  const asked = { route: route.name, operation, classification, purpose, isTainted }
  const context = { ...asked, requires, isFallback }
  const decision = decide(routing.policy, { principal, deployment, context })
  if (!decision.isAllowed) return decision
  return refusedPastRoutes(principal, deployment, { route, snapshot: plan.snapshot })
}

function unknownModel(snapshot: Snapshot, principal: Principal, model: string): AppError {
  const known = namesOf(listDeployments(snapshot, principal))
  const what = known === '' ? 'No model is installed or configured yet.' : `You may use: ${known}.`
  return new AppError('model_not_found', `There is no model “${printable(model)}” here. ${what}`, {
    param: 'model',
  })
}

const WHAT: Record<string, string> = { chat: 'hold a conversation' }

function notAble(snapshot: Snapshot, principal: Principal, call: Finding['call']): AppError {
  const { operation, model } = call
  const able = listDeployments(snapshot, principal).filter((one) => canDo(one.model, operation))
  const others = namesOf(able)
  const hint = others === '' ? 'No model here can.' : `These can: ${others}.`
  const what = WHAT[operation] ?? OPERATION_SPECS[operation]?.what ?? `do “${operation}”`
  return new AppError('not_supported', `The model “${printable(model)}” cannot ${what}. ${hint}`, {
    param: 'model',
  })
}
