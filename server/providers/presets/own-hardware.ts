import type { Preset } from '../preset.ts'
import { OLLAMA_QUIRKS, OPEN_SERVER_QUIRKS, VLLM_QUIRKS } from '../quirks.ts'

const OWN_MACHINE = {
  auth: ['key'],
  needsKey: false,
  keyHeader: 'authorization',
  quirks: OPEN_SERVER_QUIRKS,
  tags: { isOwnHardware: true, retentionDays: 0, trainsOnData: false },
} as const satisfies Partial<Preset>

/** Servers of open models that people run themselves, at the address where each listens by itself. */
export const OWN_PRESETS = {
  ollama: {
    ...OWN_MACHINE,
    title: 'Ollama',
    baseUrl: 'http://127.0.0.1:11434/v1',
    quirks: OLLAMA_QUIRKS,
    protocols: ['openai-chat', 'ollama'],
    source: 'https://docs.ollama.com/api/openai-compatibility',
  },
  vllm: {
    ...OWN_MACHINE,
    title: 'vLLM',
    baseUrl: 'http://127.0.0.1:8000/v1',
    quirks: VLLM_QUIRKS,
    source: 'https://docs.vllm.ai/en/latest/serving/openai_compatible_server/',
  },
  'llama-cpp': {
    ...OWN_MACHINE,
    title: 'llama.cpp',
    baseUrl: 'http://127.0.0.1:8080/v1',
    source: 'https://github.com/ggml-org/llama.cpp/tree/master/tools/server',
  },
  'lm-studio': {
    ...OWN_MACHINE,
    title: 'LM Studio',
    baseUrl: 'http://127.0.0.1:1234/v1',
    source: 'https://lmstudio.ai/docs/developer/openai-compat',
  },
} as const satisfies Record<string, Preset>
