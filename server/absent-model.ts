import { AppError } from './lib/app-error.ts'
import type { PullableModel } from './models/catalogue-model.ts'
import { createProviderModel, THIS_MACHINE_TAGS } from './providers/provider-model.ts'
import type { Provider } from './providers/provider.ts'

export interface AbsentModel {
  provider: Provider
  /** What people read where the model would be. */
  setReason(reason: string): void
}

/** Stands in the picker for a model that is not on this machine (yet), and says why. */
export function createAbsentModel(model: PullableModel, reason: string): AbsentModel {
  let why = reason
  const isEmbedding = model.kind === 'embedding'
  return {
    setReason(next) {
      why = next
    },
    provider: {
      id: 'embedded',
      presetName: null,
      dialects: ['openai-chat'],
      place: 'this machine',
      listModels: () => [
        createProviderModel({
          id: model.id,
          name: model.name,
          contextTokens: model.contextTokens,
          languages: model.languages ?? [],
          licence: model.licence && { name: model.licence.name, url: model.licence.url },
          capabilities: {
            operations: [isEmbedding ? 'embeddings' : 'chat'],
          },
          tags: THIS_MACHINE_TAGS,
        }),
      ],
      stateOf: () => ({ state: 'unavailable', reason: why }),
      call: () => Promise.reject(new AppError('provider_unavailable', why)),
      close: () => Promise.resolve(),
    },
  }
}
