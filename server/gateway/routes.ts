import { Hono } from 'hono'
import { Classification } from '#wire/classification.ts'
import type { ModelInfo, ModelInfoList } from '#wire/models.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { classificationOf } from '#server/access/classification.ts'
import { requireAllowed, toDenial } from '#server/access/require-allowed.ts'
import { AppError } from '#server/lib/app-error.ts'
import { canDo } from '#server/providers/provider-model.ts'
import type { Gateway } from './gateway.ts'
import type { PolicyDecision } from './routing/policy.ts'

export interface ModelRoutesOptions {
  gateway: Gateway
  /** The model for those who chose none; null, or one that is not listed: the first. */
  defaultModelId: () => string | null
}

/** `GET /models`, mounted under `/api`: what the model picker shows. */
export function createModelRoutes({ gateway, defaultModelId }: ModelRoutesOptions): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/models', (c) => {
    const { principal } = c.var
    requireAllowed(principal, 'model.list', { kind: 'model' })
    const classification = readClass(c.req.query('classification')) ?? classificationOf(principal)
    const use = { operation: 'chat', classification } as const
    const deployments = gateway.listModels(principal).filter(({ model }) => canDo(model, 'chat'))
    const ids = deployments.map(({ model }) => model.id)
    const wanted = defaultModelId()
    const defaultId = wanted !== null && ids.includes(wanted) ? wanted : ids[0]
    const models = deployments.map(({ model, provider }): ModelInfo => ({
      id: model.id,
      name: model.name,
      provider: provider.id,
      isDefault: model.id === defaultId,
      ...provider.stateOf(model.upstreamName),
      contextTokens: model.contextTokens,
      languages: model.languages,
      seesPictures: model.capabilities.vision,
      licence: model.licence,
      refusal: toRefusal(gateway.refusalOf(principal, model.id, use)),
      place: provider.place,
    }))
    return c.json<ModelInfoList>({ models })
  })
  return routes
}

function readClass(given: string | undefined): Classification | undefined {
  if (given === undefined) return undefined
  const known = Classification.safeParse(given)
  if (known.success) return known.data
  const all = Classification.options.join(', ')
  throw new AppError('invalid_request', `classification is one of ${all}.`)
}

function toRefusal(refusal: PolicyDecision | undefined): ModelInfo['refusal'] {
  if (!refusal) return null
  return { ...toDenial(refusal), message: refusal.reason }
}
