import type { DialectName } from '#server/dialects/conversation.ts'
import type { FakeWire } from './wire.ts'
import { anthropicWire } from './wires/anthropic.ts'
import { bedrockWire } from './wires/bedrock.ts'
import { geminiWire } from './wires/gemini.ts'
import { mistralChatWire } from './wires/mistral-chat.ts'
import { ollamaWire } from './wires/ollama.ts'
import { openaiChatWire } from './wires/openai-chat.ts'
import { responsesWire } from './wires/responses.ts'

/** Whose habits the fake has where it speaks OpenAI's chat dialect. */
export type FakeFlavour = 'openai' | 'mistral'

const WIRES: Record<DialectName, FakeWire> = {
  'openai-chat': openaiChatWire,
  'openai-responses': responsesWire,
  'anthropic-messages': anthropicWire,
  gemini: geminiWire,
  'bedrock-converse': bedrockWire,
  ollama: ollamaWire,
}

export function wireOf(dialect: DialectName, flavour: FakeFlavour): FakeWire {
  const isMistral = dialect === 'openai-chat' && flavour === 'mistral'
  return isMistral ? mistralChatWire : WIRES[dialect]
}
