import type { InfillMarkup, ModelSampling } from './catalogue-model.ts'
import { CATALOGUE } from './catalogue.ts'
import type { ModelStore } from './store.ts'

/** What the engine loads (the same shape as its `EngineModel`). */
export interface LocalModel {
  id: string
  name: string
  path: string
  contextTokens: number
  languages: string[]
  licence: { name: string; url: string | null }
  kind: 'chat' | 'embedding'
  sampling: ModelSampling | null
  /** Null: it does not fill in the middle. */
  infill: InfillMarkup | null
}

/**
 * The installed models, by id. A model without a chat template cannot chat, and
 * is left out.
 */
export async function listLocalModels(store: ModelStore): Promise<LocalModel[]> {
  const installed = await store.listInstalled()
  return installed
    .filter(({ manifest }) => manifest.kind === 'embedding' || manifest.hasChatTemplate)
    .map(({ manifest, path }) => ({
      id: manifest.id,
      name: manifest.name,
      path,
      contextTokens: manifest.contextTokens,
      languages: manifest.languages,
      licence: { name: manifest.licence.name, url: manifest.licence.url },
      kind: manifest.kind,
      sampling: CATALOGUE.find(({ id }) => id === manifest.id)?.sampling ?? null,
      infill: CATALOGUE.find(({ id }) => id === manifest.id)?.infill ?? null,
    }))
}
