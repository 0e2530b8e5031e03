import type { ExampleOutcome, ExamplePlace, PolicyExample } from '#wire/policy.ts'
import type { Decision, Resource, Rules } from '../authorize.ts'
import type { Principal } from '../principal.ts'
import type { PlaceTags } from './demands.ts'

/** Asks each question that is kept with the policies. */
export function askExamples(
  examples: readonly PolicyExample[],
  rules: Rules,
  tenantId: string,
): ExampleOutcome[] {
  return examples.map((example) => {
    const { isAllowed, reason, rule } = ask(example, rules, tenantId)
    return {
      name: example.name,
      expected: example.expected,
      answered: isAllowed ? 'allow' : 'deny',
      reason,
      rule: rule ?? null,
    }
  })
}

function ask(example: PolicyExample, rules: Rules, tenantId: string): Decision {
  const { action, place, classification, operation, purpose, isTainted } = example
  const principal = toPrincipal(example, tenantId)
  const circumstances = { classification, isTainted, ...(purpose !== null && { purpose }) }
  if (action === 'deployment.use') {
    const deployment = { name: place?.name ?? 'some/model', tags: toTags(place) }
    return rules.mayUse(principal, deployment, { ...circumstances, operation: operation ?? 'chat' })
  }
  const [kind = ''] = action.split('.')
  return rules.decide(principal, action, {
    kind: toKind(kind),
    tenantId,
    ownerId: principal.id,
    context: circumstances,
    ...(operation !== null && { operation }),
  })
}

/** Actions are named after what they are about. */
function toKind(word: string): Resource['kind'] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- policies see it as a text, and no code decides by it
  return (word === 'people' ? 'person' : word) as Resource['kind']
}

function toPrincipal({ who }: PolicyExample, tenantId: string): Principal {
  const { kind, id = 'somebody', roles, groups, methods } = who
  return {
    kind,
    id,
    name: id,
    tenantId,
    roles,
    groups,
    ...(kind === 'person' && { assurance: { methods, level: null, atMs: 0 } }),
  }
}

function toTags(place: ExamplePlace | null): PlaceTags {
  return {
    region: place?.region ?? null,
    dataZone: place?.dataZone ?? null,
    operator: place?.operator ?? null,
    jurisdiction: place?.jurisdiction ?? null,
    retentionDays: place?.retentionDays ?? null,
    trainsOnData: place?.trainsOnData ?? null,
    isOwnHardware: place?.isOwnHardware ?? false,
    certifications: place?.certifications ?? [],
  }
}
