import type { DialectName } from '#server/dialects/conversation.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { bedrockConverse } from './bedrock-converse.ts'
import { gemini } from './gemini.ts'
import { ollama } from './ollama.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiResponses } from './openai-responses.ts'
import type { Protocol } from './protocol.ts'

/** Every wire protocol that providers are called over, by the name that the YAML's `protocol` has for it. */
export const PROTOCOLS: Readonly<Partial<Record<DialectName, Protocol>>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
  'bedrock-converse': bedrockConverse,
  ollama,
}

/** Those that are there, in the order asked for. */
export function findProtocols(names: readonly DialectName[]): Protocol[] {
  return names.flatMap((name) => PROTOCOLS[name] ?? [])
}
