import { CONDITIONAL_MODELS } from './catalogue-conditional.ts'
import { EMBEDDING_MODELS } from './catalogue-embeddings.ts'
import { MISTRAL_MODELS } from './catalogue-mistral.ts'
import type { CatalogueModel } from './catalogue-model.ts'
import { OPEN_MODELS } from './catalogue-open.ts'
import { PACKAGED_MODELS } from './catalogue-packaged.ts'

/** What a fresh start pulls and answers with (docs/decisions/0002-embedded-model.md says why this one). */
export const DEFAULT_MODEL_ID = 'qwen2.5-coder-1.5b'

/** Every model that `galerne models pull` knows by name; first those that need no more than a package index. */
export const CATALOGUE: CatalogueModel[] = [
  ...PACKAGED_MODELS,
  ...MISTRAL_MODELS,
  ...OPEN_MODELS,
  ...CONDITIONAL_MODELS,
  ...EMBEDDING_MODELS,
]
