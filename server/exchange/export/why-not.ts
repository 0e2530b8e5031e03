import { authorize } from '#server/access/authorize.ts'
import type { Principal } from '#server/access/principal.ts'
import type { ExportedHead } from './export-store.ts'

/** Why a conversation of theirs may not leave; undefined: it may. */
export function whyNot(principal: Principal, head: ExportedHead): string | undefined {
  const { tenantId, id: ownerId } = principal
  const { id, classification } = head
  const resource = {
    kind: 'conversation',
    tenantId,
    id,
    ownerId,
    context: { classification },
  } as const
  for (const action of ['conversation.read', 'conversation.export'] as const) {
    const decision = authorize(principal, action, resource)
    if (!decision.isAllowed) return decision.reason
  }
  return undefined
}
