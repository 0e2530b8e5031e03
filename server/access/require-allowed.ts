import type { Denial } from '#wire/errors.ts'
import { AppError } from '#server/lib/app-error.ts'
import { authorize, type Action, type Decision, type Resource } from './authorize.ts'
import type { Principal } from './principal.ts'

/** Throws `forbidden`, with the reason and whom to ask, unless the principal may do it. The resource is the principal's own by default. */
export function requireAllowed(
  principal: Principal,
  action: Action,
  resource: Partial<Resource> & Pick<Resource, 'kind'>,
): void {
  const decision = authorize(principal, action, { tenantId: principal.tenantId, ...resource })
  if (decision.isAllowed) return
  const { kind, id = null } = resource
  throw denied(decision, { action, kind, id })
}

/** A no as it is told: why, by which rule, and whom to ask. Nothing tries the same elsewhere. */
export function denied(
  decision: Omit<Decision, 'isAllowed'>,
  wanted?: AppError['wanted'],
): AppError {
  const { reason, askWhom } = decision
  const message = askWhom === undefined ? reason : `${reason} ${askWhom}`
  return new AppError('forbidden', message, {
    denial: toDenial(decision),
    ...(wanted && { wanted }),
  })
}

/** Of a no: which rule, whom to ask, and what stands in the way, for programs and other languages. */
export function toDenial({ rule, askWhom, cause, contact }: Partial<Decision>): Denial {
  return {
    reason: 'policy_refused',
    rule: rule ?? null,
    askWhom: askWhom ?? null,
    ...(cause && { cause }),
    ...(contact !== undefined && { contact }),
  }
}
