import { AppError } from '#server/lib/app-error.ts'
import { authorize, type Action, type Resource } from './authorize.ts'
import type { Principal } from './principal.ts'

/** Throws `forbidden`, with the reason and whom to ask, unless the principal may do it. The resource is the principal's own by default. */
export function requireAllowed(
  principal: Principal,
  action: Action,
  resource: Partial<Resource> & Pick<Resource, 'kind'>,
): void {
  const { isAllowed, reason, askWhom } = authorize(principal, action, {
    tenantId: principal.tenantId,
    ...resource,
  })
  if (isAllowed) return
  throw new AppError('forbidden', askWhom === undefined ? reason : `${reason} ${askWhom}`)
}
