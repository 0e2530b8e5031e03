import type { Gateway } from './gateway/gateway.ts'
import type { TagsOf } from './screening/screening.ts'

/** Where a model is that somebody may call: as the gateway's list has it. */
export function tagsBy(
  gateway: Pick<Gateway, 'listModels'>,
  defaultModelId: () => string | null,
): TagsOf {
  return (principal, modelId) => {
    const models = gateway.listModels(principal)
    const id = modelId ?? defaultModelId()
    const found = models.find(({ model }) => model.id === id) ?? (modelId === null && models[0])
    return found ? found.model.tags : undefined
  }
}
