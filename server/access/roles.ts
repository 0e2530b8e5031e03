import type { Role } from '#wire/roles.ts'
import type { Action } from './actions.ts'

const CALLS = ['session.read', 'session.end', 'model.list', 'model.call'] as const
const CONVERSES = [
  ...CALLS,
  'account.manage',
  'residency.read',
  'conversation.read',
  'conversation.write',
  'conversation.export',
  'conversation.import',
  'run.read',
  'run.start',
  'run.stop',
  'answer.approve',
  'rights.ask',
] as const
/** Shows colleagues what one has: a guest reads what others share, and shares nothing. */
const SHARES = ['conversation.share'] as const
/** Of whoever builds something: keys of their own, where the organisation lets them. */
const OWN_KEYS = ['key.use-own'] as const
const READS = [
  'key.list',
  'budget.read',
  'spend.read',
  'metrics.read',
  'request.read',
  'traffic.read',
  'alert.read',
  'route.read',
  'people.read',
  'policy.read',
  'screening.read',
  'audit.read',
  'register.read',
  'retention.read',
  'hold.read',
] as const
const ADMINISTERS = [
  ...READS,
  ...OWN_KEYS,
  'key.create',
  'key.update',
  'key.revoke',
  'budget.manage',
  'price.manage',
  'alert.manage',
  'provider.manage',
  'route.manage',
  'model.download',
  'drill.run',
  'configuration.reload',
  'people.manage',
  'role.manage',
  'group.manage',
  'group.manage-members',
  'service-account.manage',
  'sign-in.manage',
  'policy.manage',
  'screening.manage',
  'classification.lower',
  'prompt.publish',
  'glossary.manage',
  'assistant.manage',
  'register.manage',
  'retention.manage',
  'audit.manage',
  'choice.read',
  'rating.read',
] as const
const PLAYS = ['playground.read', 'playground.write'] as const
const PROTECTS = ['rights.manage', 'hold.manage', 'retention.manage', 'register.manage'] as const

/** What each role may do. What no role has, nobody may. */
export const RIGHTS: Readonly<Record<Role, ReadonlySet<Action>>> = {
  owner: new Set<Action>([
    ...CONVERSES,
    ...SHARES,
    ...PLAYS,
    ...ADMINISTERS,
    ...PROTECTS,
    // The link makes whoever follows it the first owner.
    'sign-in-link.create',
    'request.read-body',
    // Who says who vouches for people can come in as any of them.
    'sign-in.configure',
    'organisation.manage',
    'organisation.export',
  ]),
  administrator: new Set<Action>([...CONVERSES, ...SHARES, ...PLAYS, ...ADMINISTERS]),
  // Whoever checks is a person whose data is kept, too.
  auditor: new Set<Action>([...CALLS, 'account.manage', 'rights.ask', ...READS]),
  'data-protection-officer': new Set<Action>([
    ...CONVERSES,
    ...SHARES,
    ...READS,
    ...PROTECTS,
    'classification.lower',
  ]),
  builder: new Set<Action>([
    ...CONVERSES,
    ...SHARES,
    ...PLAYS,
    ...OWN_KEYS,
    'route.read',
    'traffic.read',
    'choice.read',
    'rating.read',
    'glossary.manage',
  ]),
  member: new Set<Action>([...CONVERSES, ...SHARES, ...PLAYS, ...OWN_KEYS]),
  guest: new Set<Action>(CONVERSES),
}
