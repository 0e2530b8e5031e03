// Tests have no configuration to take it from.
import { env } from 'node:process'
import { silentLog } from '../lib/log.ts'
import { CATALOGUE } from './catalogue.ts'
import { modelFolderFrom } from './model-folder.ts'
import { createModelSources } from './model-sources.ts'
import { createModelStore } from './store.ts'

export interface ModelForTests {
  id: string
  /** The GGUF file. */
  path: string
}

/**
 * A small multilingual model with a tool template, pulled once into the cache that every checkout shares. Give the first
 * pull minutes. Named, not "the default": what tests expect of it must not change with what people are offered.
 */
export const modelForTests = () => pulled(MODEL_ID_FOR_TESTS)

export const MODEL_ID_FOR_TESTS = 'qwen2.5-coder-0.5b'

/** SmolLM2 135M: a fifth of the size, quicker to load, English only. */
export const smallModelForTests = () => pulled('smollm2-135m')

async function pulled(id: string): Promise<ModelForTests> {
  const folder = modelFolderFrom(env)
  const sources = createModelSources({ folder, environment: env })
  const store = createModelStore({ folder, catalogue: CATALOGUE, sources, log: silentLog })
  const { path } = await store.pull(id)
  return { id, path }
}
