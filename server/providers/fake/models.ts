import { REPERTOIRE } from '../fake-repertoire.ts'
import { createProviderModel, THIS_MACHINE_TAGS } from '../provider-model.ts'
import type { Operation, ProviderModel } from '../provider.ts'

/** The models of the fake that hold conversations, and what goes wrong with each every time. */
const HABITS: Record<string, string> = {
  fake: '',
  'fake-slow': 'slow=300 delay=60',
  'fake-busy': 'status=503 retry-after=2',
  'fake-rate-limited': 'status=429 retry-after-ms=1500',
  'fake-cut': 'cut=4',
  'fake-reset': 'reset=4',
  'fake-stall': 'stall=4',
  'fake-error': 'error=4',
}

/** One for each kind of thing that is no conversation. */
const SPECIALISTS: Record<string, readonly Operation[]> = {
  'fake-embedding': ['embeddings'],
  'fake-code': ['fim', 'completions'],
  'fake-moderation': ['moderations', 'chat-moderations'],
  'fake-classifier': ['classifications', 'chat-classifications'],
  'fake-ocr': ['ocr'],
  'fake-transcription': ['transcription', 'translation'],
  'fake-speech': ['speech'],
  'fake-image': ['images', 'image-edits', 'image-variations'],
  'fake-rerank': ['rerank'],
}

export function habitOf(model: string): string {
  return HABITS[model] ?? ''
}

export const FAKE_MODELS: ProviderModel[] = [
  ...Object.keys(HABITS).map((id) => modelFrom(id, ['chat', 'count-tokens'])),
  ...Object.entries(SPECIALISTS).map(([id, operations]) => modelFrom(id, operations)),
]

function modelFrom(id: string, operations: readonly Operation[]): ProviderModel {
  const isChat = operations.includes('chat')
  const what = isChat ? HABITS[id] || 'answers at once' : operations.join(', ')
  return createProviderModel({
    id,
    name: `Fake (${what})`,
    contextTokens: 32_768,
    maxOutputTokens: isChat ? 8192 : null,
    languages: Object.keys(REPERTOIRE),
    tags: THIS_MACHINE_TAGS,
    capabilities: {
      operations,
      tools: isChat,
      jsonSchema: isChat,
      vision: isChat,
      reasoning: isChat,
      documents: isChat,
      audioInput: isChat,
    },
  })
}
