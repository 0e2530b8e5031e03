import type { Classification } from '#wire/classification.ts'
import type { DenialCause } from '#wire/denials.ts'
import { Role } from '#wire/roles.ts'
import type { ClassRules, Handling } from '#wire/policy.ts'
import type { Action } from './actions.ts'
import { allowsOperation } from './key-grant.ts'
import type { PlaceTags } from './policy/demands.ts'
import { whomToAsk } from './whom-to-ask.ts'
import { isAboveTenant } from './installation.ts'
import type { Principal } from './principal.ts'
import { holdsRight } from './rights.ts'
import { RIGHTS } from './roles.ts'

export type { Action } from './actions.ts'

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
    | 'folder'
    | 'run'
    | 'metrics'
    | 'request'
    | 'alert'
    | 'provider'
    | 'playground'
    | 'route'
    | 'configuration'
    | 'account'
    | 'organisation'
    | 'person'
    | 'group'
    | 'role'
    | 'service-account'
    | 'sign-in'
    | 'policy'
    | 'screening'
    | 'audit'
    | 'register'
    | 'rights'
    | 'retention'
    | 'hold'
    | 'answer'
    | 'prompt'
    | 'plain-text'
    | 'glossary'
    | 'preferences'
  tenantId: string
  id?: string
  /** Of a model: what it is asked to do; absent: whatever it can. */
  operation?: string
  /** Whose it is; absent: nobody's in particular. */
  ownerId?: string
  context?: AuthorizeContext
}

/** The circumstances that policies may ask about. */
export interface AuthorizeContext {
  classification?: Classification
  /** What it is for, in the organisation's own words. */
  purpose?: string
  /** Something that a stranger wrote is part of it. */
  isTainted?: boolean
}

export interface Decision {
  isAllowed: boolean
  /** For a person to read, both when it is yes and when it is no. */
  reason: string
  /** The name of the rule that decided; absent: none did, which is a no. */
  rule?: string
  /** Of a no: whom to ask, for a person to read. */
  askWhom?: string
  /** The same by a code, for other languages; absent: there is none. */
  cause?: DenialCause
  /** Whom the organisation has named; null: nobody. Absent: `askWhom` is as a rule has it. */
  contact?: string | null
}

/** The policies of one organisation. What the built-in rules deny they cannot allow; they may deny more, never throw, and never wait. */
export interface Rules {
  decide(principal: Principal, action: Action, resource: Resource): Decision
  /** Whether something of this class may be computed there. Asked for each deployment, before the first choice and before each fallback. */
  mayUse(principal: Principal, deployment: UsableDeployment, use: UseContext): Decision
  /** What holds for a class, for everybody to read. */
  classRulesOf(classification: Classification): ClassRules
  /** How whatever has a class is to be treated. */
  handlingOf(classification: Classification): Handling
  /** Of what nobody has classified. */
  readonly defaultClassification: Classification
  /** What a route demands of a deployment holds for it also where it is called past the route. */
  readonly holdsPastRoutes: boolean
  /** What keys call models for has to be a use case that the register knows; absent: it need not. */
  readonly knownPurposesOnly?: boolean
  /** Whom the organisation has named for questions; empty, absent: nobody. */
  readonly contact?: string
  /** Of the policies that decide now, for the record. */
  readonly hash: string
}

export interface UsableDeployment {
  /** `provider/model` */
  name: string
  tags: PlaceTags
}

export interface UseContext {
  classification: Classification
  operation: string
  purpose?: string | undefined
  isTainted?: boolean | undefined
}

/** What one may do with what is one's own, by a lesser right: stop and see a key always, make one where that is open. */
const OF_ONES_OWN: Partial<Record<Action, Action>> = {
  'key.list': 'account.manage',
  'key.revoke': 'account.manage',
  'key.create': 'key.use-own',
  'key.update': 'key.use-own',
  'request.read': 'account.manage',
}

/** What whoever administers a group may do with it. */
const OF_A_GROUP: ReadonlySet<Action> = new Set<Action>(['group.manage-members', 'prompt.publish'])

const OF_A_KEY: ReadonlySet<Action> = new Set<Action>(['model.list', 'model.call'])

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
  const decision = decideByRole(principal, action, resource)
  if (!decision.isAllowed || !principal.rules) return decision
  const ruled = principal.rules.decide(principal, action, resource)
  return ruled.isAllowed ? decision : ruled
}

function decideByRole(principal: Principal, action: Action, resource: Resource): Decision {
  if (resource.tenantId !== principal.tenantId) {
    return { isAllowed: false, reason: `This ${resource.kind} belongs to somebody else.` }
  }
  if (action === 'installation.manage') return authorizeOperator(principal)
  if (isAboveTenant(principal, action)) {
    const reason = 'This concerns all organisations of this installation: ask whoever runs it.'
    return { isAllowed: false, reason }
  }
  if (principal.kind === 'key') return authorizeKey(principal, action, resource)
  if (OF_A_GROUP.has(action) && isOwnGroup(principal, resource)) {
    return {
      isAllowed: true,
      reason: 'Whoever administers a group may change who and what is in it.',
      rule: 'group.administrator',
    }
  }
  if (principal.without?.has(action)) {
    return {
      isAllowed: false,
      reason: `Your organisation has not opened “${action}” to everybody.`,
      ...whomToAsk(principal.rules?.contact ?? ''),
    }
  }
  const own = principal.id === resource.ownerId ? OF_ONES_OWN[action] : undefined
  const right = own !== undefined && holdsRight(principal, own) ? own : action
  const role = principal.roles?.find((one) => RIGHTS[one].has(right))
  if (role === undefined) return deniedToRoles(principal, action)
  return {
    isAllowed: true,
    reason: `The role “${role}” may do “${action}”.`,
    rule: `role.${role}`,
  }
}

function deniedToRoles({ rules }: Principal, action: Action): Decision {
  const roles = Role.options.filter((role) => RIGHTS[role].has(action))
  const who = roles.length > 0 ? ` Roles that do: ${roles.join(', ')}.` : ''
  return {
    isAllowed: false,
    reason: `None of your roles allows “${action}”.${who}`,
    ...whomToAsk(rules?.contact ?? ''),
    cause: { code: 'no-role', roles },
  }
}

function authorizeOperator({ isOperator }: Principal): Decision {
  return isOperator
    ? { isAllowed: true, reason: 'Whoever runs the machine may.', rule: 'operator' }
    : { isAllowed: false, reason: 'Only the command line of the machine may do this.' }
}

function isOwnGroup({ administers }: Principal, { kind, id }: Resource): boolean {
  return kind === 'group' && id !== undefined && (administers?.includes(id) ?? false)
}

/** A key may call models, within its own bounds; anything else only where that is among its scopes. */
function authorizeKey(principal: Principal, action: Action, resource: Resource): Decision {
  const { name, grant } = principal
  if (grant?.holder && !holdsRight(grant.holder, action)) {
    const reason = `Whoever the key “${name}” belongs to may not do “${action}”, so the key may not.`
    return { isAllowed: false, reason }
  }
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
  const isForReports = grant?.scopes && [...grant.scopes].every(isNoOperation)
  if (action === 'model.call' && operation === undefined && isForReports) {
    return { isAllowed: false, reason: `The key “${name}” has no scope for calls of models.` }
  }
  return { isAllowed: true, reason: `The key “${name}” may list and call models.` }
}

/** Scopes of actions have a dot; `scim` is for the routes of provisioning alone. */
function isNoOperation(scope: string): boolean {
  return scope.includes('.') || scope === 'scim'
}
