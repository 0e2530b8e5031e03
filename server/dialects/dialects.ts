import type { DialectName } from './conversation.ts'
import type { Dialect } from './dialect.ts'
import { anthropicMessages } from './anthropic-messages/anthropic-messages.ts'
import { bedrockConverse } from './bedrock-converse/bedrock-converse.ts'
import { gemini } from './gemini/gemini.ts'
import { ollama } from './ollama/ollama.ts'
import { openaiChat } from './openai-chat/openai-chat.ts'
import { openaiResponses } from './openai-responses/openai-responses.ts'

/** One line a dialect. */
const DIALECTS: Partial<Record<DialectName, Dialect>> = {
  'openai-chat': openaiChat,
  'openai-responses': openaiResponses,
  'anthropic-messages': anthropicMessages,
  gemini,
  'bedrock-converse': bedrockConverse,
  ollama,
}

/** What is known of a dialect; undefined: nothing yet, its bytes can only pass. */
export function findDialect(name: DialectName): Dialect | undefined {
  return DIALECTS[name]
}
