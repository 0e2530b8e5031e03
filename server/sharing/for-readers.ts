import type { Message } from '#wire/conversations.ts'
import type { MessagePart } from '#wire/message-parts.ts'

/** What of a `used` part is about the conversation, and not about its owner. */
const OF_EVERYBODY: ReadonlySet<string> = new Set(['glossary'])

/**
 * A message as others see it: what was said, by which model and where. Not what is the owner's alone: their memory and
 * instructions, what it cost them, their runs and requests, and, unless they say so, what the model thought.
 */
export function forReaders(message: Message, showsReasoning: boolean): Message {
  const { reasoning, parts, origin, error, ...rest } = message
  const seen = parts?.filter(isForReaders) ?? []
  return {
    ...rest,
    ...(showsReasoning && reasoning && { reasoning }),
    ...(seen.length > 0 && { parts: seen }),
    ...(origin && {
      origin: { ...origin, costMicros: null, currency: null, requestId: null },
    }),
    runId: null,
    // It may speak of the owner's budget and rights. That the answer failed, its status says.
    error: error && { code: error.code, message: '', isRetryable: false },
  }
}

function isForReaders(part: MessagePart): boolean {
  return part.type !== 'used' || OF_EVERYBODY.has(part.what)
}

/** From the root to a message, which is the last one; empty: it is not among them. Absent: the newest. */
export function pathTo(messages: readonly Message[], leafId: string | null): Message[] {
  const byId = new Map(messages.map((message) => [message.id, message]))
  const path: Message[] = []
  let at = leafId === null ? newestLeaf(messages) : byId.get(leafId)
  while (at) {
    path.push(at)
    at = at.parentId === null ? undefined : byId.get(at.parentId)
  }
  return path.toReversed()
}

/** Where somebody who opens the conversation anew ends: the newest child, again and again. */
function newestLeaf(messages: readonly Message[]): Message | undefined {
  const newest = new Map<string | null, Message>()
  for (const message of messages) {
    const known = newest.get(message.parentId)
    if (!known || isNewer(message, known)) newest.set(message.parentId, message)
  }
  let leaf = newest.get(null)
  for (let next = leaf; next; next = newest.get(next.id)) leaf = next
  return leaf
}

function isNewer(a: Message, b: Message): boolean {
  return a.createdAt === b.createdAt ? a.id > b.id : a.createdAt > b.createdAt
}
