import { ApiFailure } from '#sdk/api-failure.ts'
import type { Client } from '#sdk/client.ts'
import type { ModelInfo } from '#wire/models.ts'
import { createStore } from './external-store.ts'

export interface ModelsState {
  status: 'loading' | 'ready' | 'failed'
  models: readonly ModelInfo[]
}

export function createModels(client: Client) {
  const state = createStore<ModelsState>({ status: 'loading', models: [] })

  async function load(): Promise<void> {
    try {
      state.set({ status: 'ready', models: await client.listModels() })
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
      state.update(({ models }) => ({ status: 'failed', models }))
    }
  }

  return { state, load }
}

/** The model that answers where `modelId` is what was chosen; null and a model that is gone mean the default. */
export function findModel(models: readonly ModelInfo[], modelId: string | null) {
  return (
    models.find(({ id }) => id === modelId) ??
    models.find(({ isDefault }) => isDefault) ??
    models[0]
  )
}
