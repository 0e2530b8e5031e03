import type { DialectName } from './conversation.ts'
import type { Dialect } from './dialect.ts'
import { openaiChat } from './openai-chat/openai-chat.ts'

/** One line a dialect. */
const DIALECTS: Partial<Record<DialectName, Dialect>> = {
  'openai-chat': openaiChat,
}

/** What is known of a dialect; undefined: nothing yet, its bytes can only pass. */
export function findDialect(name: DialectName): Dialect | undefined {
  return DIALECTS[name]
}
