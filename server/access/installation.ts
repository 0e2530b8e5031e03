import type { Action } from './actions.ts'
import { LOCAL_TENANT_ID, type Principal } from './principal.ts'

/** About the machine that all organisations share: for people of the first one, which is that of whoever runs it. */
const OF_THE_INSTALLATION: ReadonlySet<Action> = new Set<Action>([
  'configuration.reload',
  'model.download',
  'metrics.read',
])

/** Whether the organisation is that of whoever runs the machine: its people may name addresses of the network around it. */
export function runsInstallation(tenantId: string): boolean {
  return tenantId === LOCAL_TENANT_ID
}

/** Whether it concerns the machine, and the principal's organisation does not run it. */
export function isAboveTenant({ tenantId }: Pick<Principal, 'tenantId'>, action: Action): boolean {
  return !runsInstallation(tenantId) && OF_THE_INSTALLATION.has(action)
}
