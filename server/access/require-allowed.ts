import { AppError } from '#server/lib/app-error.ts'
import { authorize, type Action, type Resource } from './authorize.ts'
import type { Principal } from './principal.ts'

/** Throws `forbidden`, with the reason, unless the principal may do it. The resource is the principal's own by default. */
export function requireAllowed(
  principal: Principal,
  action: Action,
  resource: Partial<Resource> & Pick<Resource, 'kind'>,
): void {
  const { isAllowed, reason } = authorize(principal, action, {
    tenantId: principal.tenantId,
    ...resource,
  })
  if (!isAllowed) throw new AppError('forbidden', reason)
}
