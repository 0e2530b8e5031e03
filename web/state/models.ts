import { ApiFailure } from '#sdk/api-failure.ts'
import type { Client } from '#sdk/client.ts'
import type { Classification } from '#wire/classification.ts'
import type { ModelInfo } from '#wire/models.ts'
import { createStore } from './external-store.ts'

export interface ModelsState {
  status: 'loading' | 'ready' | 'failed'
  models: readonly ModelInfo[]
}

/** Why models may not be used for something of a class, by their ids; a class that was not asked about is absent. */
export type Refusals = Partial<Record<Classification, ReadonlyMap<string, ModelRefusal>>>
export type ModelRefusal = NonNullable<ModelInfo['refusal']>

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

  const refusals = createStore<Refusals>({})

  /** Learns which models may not be used for the class; what was known stays where the server is away. */
  async function loadFor(classification: Classification): Promise<void> {
    try {
      const models = await client.listModels(classification)
      const refused = models.flatMap(({ id, refusal }) => (refusal ? [[id, refusal] as const] : []))
      refusals.update((before) => ({ ...before, [classification]: new Map(refused) }))
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error
    }
  }

  return { state, load, refusals, loadFor }
}

/** The model that answers where `modelId` is what was chosen; null and a model that is gone mean the default. */
export function findModel(
  models: readonly ModelInfo[],
  modelId: string | null,
  refused?: ReadonlyMap<string, ModelRefusal>,
) {
  const chosen = models.find(({ id }) => id === modelId)
  if (chosen) return chosen
  const usual = models.find(({ isDefault }) => isDefault) ?? models[0]
  // As the server does: who chose nothing gets what they may use.
  if (usual && refused?.has(usual.id)) return models.find(({ id }) => !refused.has(id)) ?? usual
  return usual
}
