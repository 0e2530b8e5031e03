import type { Log } from '../lib/log.ts'
import { CATALOGUE } from './catalogue.ts'
import { modelFolderFrom } from './model-folder.ts'
import { createModelSources, type ModelSourcesOptions } from './model-sources.ts'
import { createModelStore, type ModelStore } from './store.ts'

export interface LocalModelStoreOptions extends Omit<ModelSourcesOptions, 'folder'> {
  /** Defaults to the cache that all checkouts and data folders of this user share. */
  folder?: string
  log: Log
}

/** The store of this machine, over our catalogue and its usual sources. */
export function createLocalModelStore(options: LocalModelStoreOptions): ModelStore {
  const { folder = modelFolderFrom(options.environment), log } = options
  const sources = createModelSources({ ...options, folder })
  return createModelStore({ folder, catalogue: CATALOGUE, sources, log })
}
