import type { Classification } from '#wire/classification.ts'
import type { Message } from '#wire/conversations.ts'
import type { Assurance } from '#server/access/principal.ts'
import type { MessagePart } from '#wire/message-parts.ts'

/** A conversation that lies where others see it. */
export interface SharedPlace {
  tenantId: string
  ownerId: string
  conversationId: string
  classification: Classification
  /** How surely they had signed in when they put it there; absent: nobody knows. */
  assurance?: Assurance | null
}

/** Whether its owner, as they are now, may let others read it: what was right when it was put there need not be so any more. */
export type MayStillShare = (place: SharedPlace) => boolean

/** What of a `used` part is about the conversation, and not about its owner. */
const OF_EVERYBODY: ReadonlySet<string> = new Set(['folder', 'files', 'glossary'])

/**
 * A message as other members of its folder see it: what was said, by which model and where. Not what is the owner's alone: their
 * memory and instructions, what the model thought of them, what it cost, their runs, and what failed for them.
 */
export function forMembers(message: Message): Message {
  const { reasoning: _, parts, origin, error, ...rest } = message
  const seen = parts?.filter(isForMembers) ?? []
  return {
    ...rest,
    ...(seen.length > 0 && { parts: seen }),
    ...(origin && { origin: { ...origin, costMicros: null, currency: null, requestId: null } }),
    runId: null,
    error: error && { code: error.code, message: '', isRetryable: false },
  }
}

function isForMembers(part: MessagePart): boolean {
  return part.type !== 'used' || OF_EVERYBODY.has(part.what)
}
