import type { PolicyJson } from './cedar.ts'

/** What of a question a set of policies can see: two questions that look the same to it have the same answer. */
export interface Sight {
  readonly attributes: ReadonlySet<string>
  /** `Person`, `Group`…: types of which single ones are named. */
  readonly types: ReadonlySet<string>
  /** Ids of groups that are named: belonging to any other makes no difference. */
  readonly groups: ReadonlySet<string>
  with(other: Sight): Sight
}

export function seeingNothing(): Sight {
  return toSight(new Set(), new Set(), new Set())
}

/** Everything that a policy names, wherever it stands. */
export function sightOf(policy: PolicyJson): Sight {
  const attributes = new Set<string>()
  const types = new Set<string>()
  const groups = new Set<string>()
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) visit(one)
    if (typeof value !== 'object' || value === null) return
    const { attr, type, id } = Object(value)
    for (const name of [attr].flat()) if (typeof name === 'string') attributes.add(name)
    if (typeof type === 'string' && typeof id === 'string') {
      types.add(type)
      if (type === 'Group') groups.add(id)
    }
    for (const one of Object.values(value)) visit(one)
  }
  const { principal, resource, conditions } = policy
  visit([principal, resource, conditions])
  return toSight(attributes, types, groups)
}

function toSight(
  attributes: ReadonlySet<string>,
  types: ReadonlySet<string>,
  groups: ReadonlySet<string>,
): Sight {
  return {
    attributes,
    types,
    groups,
    with: (other) =>
      toSight(
        new Set([...attributes, ...other.attributes]),
        new Set([...types, ...other.types]),
        new Set([...groups, ...other.groups]),
      ),
  }
}
