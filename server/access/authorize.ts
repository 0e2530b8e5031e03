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
  | 'route.read'
  | 'drill.run'
  | 'configuration.reload'

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
    | 'route'
    | 'configuration'
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
  'route.read',
  'drill.run',
  'configuration.reload',
])

/** What a key may be given by its scopes. Never keys: one that makes keys would have every right. */
const GRANTABLE: ReadonlySet<Action> = new Set<Action>([
  'key.list',
  'budget.read',
  'budget.manage',
  'spend.read',
  'metrics.read',
  'request.read',
  'traffic.read',
  'alert.read',
  'route.read',
])

/** May they? Asked before every effect. What no rule allows is denied. */
export function authorize(principal: Principal, action: Action, resource: Resource): Decision {
  if (resource.tenantId !== principal.tenantId) {
    return { isAllowed: false, reason: `This ${resource.kind} belongs to somebody else.` }
  }
  if (principal.kind === 'owner' && OF_THE_OWNER.has(action)) {
    return { isAllowed: true, reason: 'The owner of this Galerne may do this.' }
  }
  if (principal.kind === 'key') return authorizeKey(principal, action, resource)
  return { isAllowed: false, reason: `No rule allows “${action}”.` }
}

/** A key may call models, within its own bounds; anything else only where that is among its scopes. */
function authorizeKey(principal: Principal, action: Action, resource: Resource): Decision {
  const { name, grant } = principal
  if (OF_A_KEY.has(action)) return authorizeModels(principal, action, resource)
  if (GRANTABLE.has(action) && grant?.scopes?.has(action)) {
    return { isAllowed: true, reason: `“${action}” is among the scopes of the key “${name}”.` }
  }
  return {
    isAllowed: false,
    reason: `An API key may list and call models (/v1), nothing else: it may not do “${action}”.`,
  }
}

function authorizeModels(principal: Principal, action: Action, resource: Resource): Decision {
  const { name, grant } = principal
  const { id, operation } = resource
  if (grant?.models && id !== undefined && !grant.models.has(id)) {
    return { isAllowed: false, reason: `The key “${name}” may not use this model.` }
  }
  if (grant && operation !== undefined && !allowsOperation(grant, operation)) {
    return { isAllowed: false, reason: `The key “${name}” has no scope for “${operation}”.` }
  }
  // A key for reports alone has nothing to ask of models.
  const isForReports = grant?.scopes && [...grant.scopes].every((scope) => scope.includes('.'))
  if (action === 'model.call' && operation === undefined && isForReports) {
    return { isAllowed: false, reason: `The key “${name}” has no scope for calls of models.` }
  }
  return { isAllowed: true, reason: `The key “${name}” may list and call models.` }
}
