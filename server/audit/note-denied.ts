import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Denials } from './denials.ts'

export interface DeniedRequest {
  principal: Principal
  /** `GET /api/keys` */
  route: string
  requestId: string
  address: string | null
}

/** What came to nothing because it is not allowed is an event; what failed otherwise is not. */
export function noteDenied(denials: Denials, error: unknown, request: DeniedRequest): void {
  if (!(error instanceof AppError) || error.code !== 'forbidden') return
  const { principal, route, requestId, address } = request
  const { kind, id, name, tenantId } = principal
  const { wanted, denial } = error
  denials.note({
    tenantId,
    actor: { kind, id, name },
    address,
    requestId,
    action: wanted?.action ?? 'api.call',
    resource: wanted ? { kind: wanted.kind, id: wanted.id } : { kind: 'route', id: route },
    reason: error.message,
    rule: denial?.rule ?? null,
  })
}

/** A call of a model that was turned away: by a rule or by a budget, not because there were too many. */
export function noteRefusedCall(
  denials: Denials,
  call: { principal: Principal; requestId: string; operation: string },
  error: AppError,
): void {
  if (error.code !== 'forbidden' && error.code !== 'budget_exceeded') return
  const { kind, id, name, tenantId } = call.principal
  denials.note({
    tenantId,
    actor: { kind, id, name },
    address: null,
    requestId: call.requestId,
    action: 'model.call',
    resource: { kind: 'model', id: error.wanted?.id ?? null },
    reason: error.message,
    rule: error.denial?.rule ?? error.code,
  })
}
