import { allowsOperation } from './key-grant.ts'
import type { Principal } from './principal.ts'

/** Everything that somebody may be allowed to do. */
export type Action =
  | 'session.read'
  | 'session.end'
  | 'sign-in-link.create'
  | 'key.list'
  | 'key.create'
  | 'key.update'
  | 'key.revoke'
  | 'budget.read'
  | 'budget.manage'
  | 'spend.read'
  | 'price.manage'
  | 'model.list'
  | 'model.call'
  | 'conversation.read'
  | 'conversation.write'
  | 'run.read'
  | 'run.start'
  | 'run.stop'
  | 'metrics.read'
  | 'request.read'
  | 'request.read-body'
  | 'traffic.read'
  | 'alert.read'
  | 'alert.manage'
  | 'provider.manage'
  | 'model.download'
  | 'playground.read'
  | 'playground.write'

/** What the action is about. `id` is for the reason and, later, for rules about single things. */
export interface Resource {
  kind:
    | 'session'
    | 'key'
    | 'budget'
    | 'spend'
    | 'price'
    | 'model'
    | 'conversation'
    | 'run'
    | 'metrics'
    | 'request'
    | 'alert'
    | 'provider'
    | 'playground'
  tenantId: string
  id?: string
  /** Of a model: what it is asked to do; absent: whatever it can. */
  operation?: string
}

export interface Decision {
  isAllowed: boolean
  /** For a person to read, both when it is yes and when it is no. */
  reason: string
}

const OF_A_KEY: ReadonlySet<Action> = new Set<Action>(['model.list', 'model.call'])

const OF_THE_OWNER: ReadonlySet<Action> = new Set<Action>([
  ...OF_A_KEY,
  'session.read',
  'session.end',
  'sign-in-link.create',
  'key.list',
  'key.create',
  'key.update',
  'key.revoke',
  'budget.read',
  'budget.manage',
  'spend.read',
  'price.manage',
  'conversation.read',
  'conversation.write',
  'run.read',
  'run.start',
  'run.stop',
  'metrics.read',
  'request.read',
  'request.read-body',
  'traffic.read',
  'alert.read',
  'alert.manage',
  'provider.manage',
  'model.download',
  'playground.read',
  'playground.write',
])

/** May they? Asked before every effect. What no rule allows is denied. */
export function authorize(principal: Principal, action: Action, resource: Resource): Decision {
  if (resource.tenantId !== principal.tenantId) {
    return { isAllowed: false, reason: `This ${resource.kind} belongs to somebody else.` }
  }
  if (principal.kind === 'owner' && OF_THE_OWNER.has(action)) {
    return { isAllowed: true, reason: 'The owner of this Galerne may do this.' }
  }
  if (principal.kind === 'key' && OF_A_KEY.has(action)) {
    return { isAllowed: true, reason: `The key “${principal.name}” may list and call models.` }
  }
  return {
    isAllowed: false,
    reason:
      principal.kind === 'key'
        ? `An API key may list and call models (/v1), nothing else: it may not do “${action}”.`
        : `No rule allows “${action}”.`,
  }
}
