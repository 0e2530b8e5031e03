import { GEMMA_TERMS, MIT } from './catalogue-licences.ts'
import type { CatalogueModel } from './catalogue-model.ts'

/** Models that give vectors instead of words. None of them was found packaged on the Python package index as GGUF. */
export const EMBEDDING_MODELS: CatalogueModel[] = [
  {
    id: 'bge-m3',
    name: 'BGE-M3',
    family: 'BGE',
    parametersBillions: 0.57,
    quantisation: 'Q8_0',
    sizeBytes: 634_553_760,
    sha256: 'aa473d51f451a22f0fcf39ba3330c14bed38a385712b1113440f69df4047a173',
    licence: MIT,
    languages: ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'pl'],
    contextTokens: 8_192,
    memoryBytes: 1_200_000_000,
    kind: 'embedding',
    capabilities: { tools: false, jsonSchema: false },
    sources: [
      {
        source: 'hugging-face',
        repository: 'ggml-org/bge-m3-Q8_0-GGUF',
        file: 'bge-m3-q8_0.gguf',
        revision: '9eba04c5d75ba5a1595e45de734d36bef4e5cb98',
      },
    ],
    notes:
      'Embeddings of 1,024 dimensions. Its makers speak of more than 100 languages: these are the larger ones of the EU.',
  },
  {
    id: 'embeddinggemma-300m',
    name: 'EmbeddingGemma 300M',
    family: 'Gemma 3',
    parametersBillions: 0.3,
    quantisation: 'Q8_0',
    sizeBytes: 333_590_944,
    sha256: 'b5ce9d77a3fc4b3b39ccb5643c36777911cc4eb46a66962eadfa3f5f60490d63',
    licence: GEMMA_TERMS,
    languages: ['en', 'fr', 'de', 'es', 'it', 'pt', 'nl', 'pl'],
    contextTokens: 2_048,
    memoryBytes: 700_000_000,
    kind: 'embedding',
    capabilities: { tools: false, jsonSchema: false },
    sources: [
      {
        source: 'hugging-face',
        repository: 'ggml-org/embeddinggemma-300M-GGUF',
        file: 'embeddinggemma-300M-Q8_0.gguf',
        revision: '0f741b5a6585bd53aeb15cd1372c56f2a0f65e12',
      },
    ],
    notes:
      'Embeddings of 768 dimensions. Its makers speak of more than 100 languages: these are the larger ones of the EU.',
  },
]
