import type { Classification } from '#wire/classification.ts'
import type { CreatePlainText } from '#wire/plain-language.ts'
import { classificationOf, requireMayReclassify } from '#server/access/classification.ts'
import type { Principal } from '#server/access/principal.ts'
import { requireAllowed } from '#server/access/require-allowed.ts'

export interface Placing {
  /** Throws `not_found` for a conversation that this person may not read. */
  readConversation: (
    principal: Principal,
    id: string,
  ) => Promise<{ classification: Classification }>
  /** Whether something that a stranger wrote is part of a conversation. Absent: it may be of all. */
  isTainted?: (tenantId: string, conversationId: string) => Promise<boolean>
}

/** How careful a text is that begins: as the conversation that it comes from. Lowering that is a right. */
export async function placeText(
  { readConversation, isTainted }: Placing,
  principal: Principal,
  wish: CreatePlainText,
): Promise<{ classification: Classification; isTainted: boolean }> {
  const { conversationId, isFromFile = false } = wish
  const from =
    conversationId === undefined
      ? classificationOf(principal)
      : (await readConversation(principal, conversationId)).classification
  const classification = wish.classification ?? from
  const kind = 'plain-text'
  requireAllowed(principal, 'conversation.write', { kind, context: { classification } })
  requireMayReclassify(principal, { from, to: classification, kind })
  return {
    classification,
    isTainted:
      isFromFile ||
      (conversationId !== undefined &&
        ((await isTainted?.(principal.tenantId, conversationId)) ?? true)),
  }
}
