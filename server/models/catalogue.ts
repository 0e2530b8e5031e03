import type { CatalogueModel } from './catalogue-model.ts'
import { PACKAGED_MODELS } from './catalogue-packaged.ts'

/** What a fresh start pulls and answers with (docs/decisions/0002-embedded-model.md says why this one). */
export const DEFAULT_MODEL_ID = 'qwen2.5-coder-0.5b'

/** Every model that `galerne models pull` knows by name, those meant for the smallest machines first. */
export const CATALOGUE: CatalogueModel[] = [...PACKAGED_MODELS]
