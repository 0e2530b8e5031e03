import { Hono } from 'hono'
import type { ModelInfo, ModelInfoList } from '#wire/models.ts'
import type { ApiEnv } from '#server/access/api-env.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'
import { canDo } from '#server/providers/provider-model.ts'
import type { Gateway } from './gateway.ts'

export interface ModelRoutesOptions {
  gateway: Gateway
  /** The model for those who chose none; null, or one that is not listed: the first. */
  defaultModelId: () => string | null
}

/** `GET /models`, mounted under `/api`: what the model picker shows. */
export function createModelRoutes({ gateway, defaultModelId }: ModelRoutesOptions): Hono<ApiEnv> {
  const routes = new Hono<ApiEnv>()
  routes.get('/models', (c) => {
    requireAllowed(c.var.principal, 'model.list', { kind: 'model' })
    const deployments = gateway
      .listModels(c.var.principal)
      .filter(({ model }) => canDo(model, 'chat'))
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
      licence: model.licence,
      place: provider.place,
    }))
    return c.json<ModelInfoList>({ models })
  })
  return routes
}
