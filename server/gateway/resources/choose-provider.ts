import type { Principal } from '#server/access/principal.ts'
import { authorize } from '#server/access/authorize.ts'
import { classificationOf } from '#server/access/classification.ts'
import { denied } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Operation, Provider } from '#server/providers/provider.ts'
import { printable } from '../names.ts'
import { decide, refusedPastRoutes } from '../routing/policy.ts'
import type { Routing } from '../routing/routing.ts'
import { findByFullName } from '../routing/snapshot.ts'
import type { Target } from '../routing/target.ts'

export interface Choosing {
  principal: Principal
  operation: Operation
  routing: Routing
  clock: Clock
  /** Throws where the model may not be asked for what this is for. */
  checkModel?: ((model: string) => void) | undefined
}

/** Every provider that has such things and that this caller's may be kept at, in the order of the configuration. */
function listOffering(choosing: Choosing): Provider[] {
  const { operation, principal, routing } = choosing
  return routing
    .snapshot(principal.tenantId)
    .providers.filter((provider) => provider.operations?.includes(offeredAs(operation)))
    .filter((provider) => targetsAt(provider, choosing).length > 0)
}

/** Who has agents answers as them. */
function offeredAs(operation: Operation): Operation {
  return operation === 'agent-completions' ? 'agents' : operation
}

/** Throws `forbidden` where the caller may not use the operation at all. */
export function checkOperation({ principal, operation }: Choosing): void {
  const decision = authorize(principal, 'model.call', {
    kind: 'model',
    tenantId: principal.tenantId,
    operation,
  })
  if (!decision.isAllowed) throw denied(decision)
}

/** By its id. Throws where it is gone, or where policy forbids to call there. */
export function getProvider(id: string, choosing: Choosing): Provider {
  const found = listOffering(choosing).find((provider) => provider.id === id)
  if (found) return found
  const { providers } = choosing.routing.snapshot(choosing.principal.tenantId)
  const isKnown = providers.some((provider) => provider.id === id)
  throw isKnown
    ? new AppError('forbidden', `The provider “${printable(id)}” may not be used for this call.`)
    : new AppError('not_supported', `The provider “${printable(id)}” is not here (any more).`)
}

/** For something new: the one that was asked for, or the only one there is. */
export function chooseProvider(
  wanted: { name: string | undefined; model: string | undefined },
  choosing: Choosing,
): Provider {
  const { operation } = choosing
  const offering = listOffering(choosing)
  const names = offering.map(({ id }) => id)
  if (wanted.name !== undefined) {
    const found = offering.find(({ id }) => id === wanted.name)
    if (found) return found
    throw new AppError(
      'not_supported',
      `The provider “${printable(wanted.name)}” has no ${operation} for you. ${sayWho(names)}`,
    )
  }
  const able =
    wanted.model === undefined
      ? offering
      : offering.filter((provider) => findTarget(wanted.model ?? '', provider, choosing))
  const [only, another] = able
  if (only && (!another || wanted.model !== undefined)) return only
  if (offering.length === 0) {
    throw new AppError('not_supported', `No provider here has ${operation} for you.`)
  }
  if (!only) {
    const shown = printable(wanted.model ?? '')
    throw new AppError(
      'not_supported',
      `No provider that has the model “${shown}” has ${operation}. ${sayWho(names)}`,
      { param: 'model' },
    )
  }
  throw new AppError(
    'invalid_request',
    `Several providers have ${operation}: say which by the header “x-galerne-provider”. ${sayWho(names)}`,
  )
}

function sayWho(names: string[]): string {
  return names.length === 0 ? 'No provider here has.' : `These have: ${names.join(', ')}.`
}

/** The deployment of a model at one provider. Throws where the caller may not use it, or the provider does not have it. */
export function getTarget(model: string, provider: Provider, choosing: Choosing): Target {
  const { principal, operation } = choosing
  const { tenantId } = principal
  choosing.checkModel?.(model)
  const found = findTarget(model, provider, choosing)
  const id = found?.model.id === model.split('/').slice(1).join('/') ? found.model.id : model
  const decision = authorize(principal, 'model.call', { kind: 'model', tenantId, id, operation })
  if (!decision.isAllowed) throw denied(decision)
  if (found) return found
  throw new AppError(
    'model_not_found',
    `The provider “${provider.id}” has no model “${printable(model)}” for this. GET /v1/models lists the models you may use.`,
    { param: 'model' },
  )
}

function findTarget(model: string, provider: Provider, choosing: Choosing): Target | undefined {
  const snapshot = choosing.routing.snapshot(choosing.principal.tenantId)
  const single = findByFullName(snapshot, model)
  const targets = snapshot.routes.get(model)?.targets ?? (single ? [single] : [])
  return targets.find(
    (target) => target.provider.id === provider.id && isAllowed(target, choosing, model),
  )
}

function targetsAt(provider: Provider, choosing: Choosing): Target[] {
  const { targets } = choosing.routing.snapshot(choosing.principal.tenantId)
  return targets.filter(
    (target) => target.provider.id === provider.id && isAllowed(target, choosing, target.name),
  )
}

/** Policy, as for every call; and no drill has taken it away. */
function isAllowed(target: Target, choosing: Choosing, route: string): boolean {
  const { principal, operation, routing, clock } = choosing
  if (routing.isLost(principal.tenantId, target, clock.now())) return false
  const demanded = routing.requirementsOf(principal)
  const snapshot = routing.snapshot(principal.tenantId)
  const known = snapshot.routes.get(route)
  if (refusedPastRoutes(principal, target, { route: known, snapshot })) return false
  const requires = [...(demanded ? [demanded] : []), ...(known?.requires ?? [])]
  const classification = classificationOf(principal)
  const context = { route, operation, classification, requires, isFallback: false }
  return decide(routing.policy, { principal, deployment: target, context }).isAllowed
}
