import type { DialectName } from '#server/dialects/conversation.ts'
import type { OwnWire } from '../preset.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { azureContentSafety } from './azure-content-safety.ts'
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

/** Of services that speak no dialect at all, and offer something of one. */
export const OWN_WIRES: Readonly<Record<OwnWire, Protocol>> = {
  'azure-content-safety': azureContentSafety,
}

/** Those that are there, in the order asked for. */
export function findProtocols(names: readonly DialectName[]): Protocol[] {
  return names.flatMap((name) => PROTOCOLS[name] ?? [])
}
