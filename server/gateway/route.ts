import type { Principal } from '#server/access/principal.ts'
import { authorize } from '#server/access/authorize.ts'
import { AppError } from '#server/lib/app-error.ts'
import { canDo } from '#server/providers/provider-model.ts'
import type { Operation, Provider, ProviderModel } from '#server/providers/provider.ts'

/** One place where a model can be called. */
export interface Deployment {
  provider: Provider
  model: ProviderModel
}

/** Every model that the principal may call, each under its id once: of two providers, the first named has it. */
export function listDeployments(providers: Provider[], principal: Principal): Deployment[] {
  const byId = new Map<string, Deployment>()
  for (const provider of providers) {
    for (const model of provider.listModels()) {
      if (!byId.has(model.id)) byId.set(model.id, { provider, model })
    }
  }
  return [...byId.values()].filter(({ model }) => isAllowed(principal, model.id).isAllowed)
}

export interface RouteRequest {
  providers: Provider[]
  principal: Principal
  /** As the caller named it. */
  model: string
  operation: Operation
}

/**
 * The deployments that may answer, best first; never empty. What policy forbids is not in it, so nothing that falls
 * over can widen it. Throws where the model is unknown, forbidden, of the wrong kind, or can be had nowhere now.
 */
export function planRoute({ providers, principal, model, operation }: RouteRequest): Deployment[] {
  const named = providers.flatMap((provider) =>
    provider.listModels().flatMap((one) => (one.id === model ? [{ provider, model: one }] : [])),
  )
  if (named.length === 0) throw unknownModel(listDeployments(providers, principal), model)
  const decision = isAllowed(principal, model)
  if (!decision.isAllowed) throw new AppError('forbidden', decision.reason)
  const able = named.filter((one) => canDo(one.model, operation))
  if (able.length === 0) throw notAble(listDeployments(providers, principal), model, operation)
  const open = able.filter((one) => stateOf(one).state !== 'unavailable')
  if (open.length > 0) return open
  const reason = able.map((one) => stateOf(one).reason).find((text) => text !== null)
  throw new AppError(
    'provider_unavailable',
    `The model “${printable(model)}” cannot be called now${reason ? `: ${reason}` : '.'}`,
  )
}

function isAllowed(principal: Principal, id: string) {
  return authorize(principal, 'model.call', { kind: 'model', tenantId: principal.tenantId, id })
}

function stateOf({ provider, model }: Deployment) {
  return provider.stateOf(model.upstreamName)
}

function unknownModel(usable: Deployment[], model: string): AppError {
  const known = namesOf(usable)
  const what = known === '' ? 'No model is installed or configured yet.' : `You may use: ${known}.`
  return new AppError('model_not_found', `There is no model “${printable(model)}” here. ${what}`, {
    param: 'model',
  })
}

function notAble(usable: Deployment[], model: string, operation: Operation): AppError {
  const isChat = operation === 'chat'
  const others = namesOf(usable.filter((one) => canDo(one.model, operation)))
  const hint = others === '' ? 'No model here can.' : `These can: ${others}.`
  const what = isChat ? 'hold a conversation' : 'make embeddings'
  return new AppError('not_supported', `The model “${printable(model)}” cannot ${what}. ${hint}`, {
    param: 'model',
  })
}

function namesOf(deployments: Deployment[]): string {
  const names = deployments.map(({ model }) => model.id)
  const more = names.length > 50 ? ` and ${names.length - 50} more (GET /v1/models)` : ''
  return `${names.slice(0, 50).join(', ')}${more}`
}

/** A name that a caller made up, fit to be shown: no control characters, nothing that turns the text around. */
export function printable(name: string): string {
  return name.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '\uFFFD').slice(0, 100)
}
