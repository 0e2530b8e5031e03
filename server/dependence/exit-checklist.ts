import type { ChecklistItem, Concentration } from '#wire/dependence.ts'
import { withinDemands } from '#server/gateway/routing/policy.ts'
import type { Snapshot } from '#server/gateway/routing/snapshot.ts'
import type { Route, Target } from '#server/gateway/routing/target.ts'

export interface ChecklistOptions {
  snapshot: Snapshot
  /** Names that were called of late: what nobody uses need not be replaced. */
  used: ReadonlySet<string>
  /** Providers that a drill took away within the last ninety days. */
  drilled: ReadonlySet<string>
  spendByOperator: Concentration
  nowMs: number
}

/** One provider with more than this index is hard to leave: what competition authorities call highly concentrated. */
const HIGH = 2500
const SOON_MS = 180 * 86_400_000

/** What has to be true for any provider to be left at short notice; what is not yet, comes first. */
export function createExitChecklist(options: ChecklistOptions): ChecklistItem[] {
  const { snapshot, spendByOperator } = options
  const { spend } = spendByOperator
  const items: ChecklistItem[] = [
    ...alternatives(options),
    ...declarations(snapshot),
    ...retirements(options),
    ...drills(options),
    {
      kind: 'no-own-hardware',
      subject: '',
      detail: null,
      isDone: snapshot.targets.some(({ model }) => model.tags.isOwnHardware),
    },
  ]
  if (spend !== null) {
    const detail = String(spend)
    items.push({ kind: 'spend-concentrated', subject: '', detail, isDone: spend <= HIGH })
  }
  return items.toSorted((a, b) => Number(a.isDone) - Number(b.isDone))
}

/** Names that are used, and whether somebody else could answer to them. */
function alternatives({ snapshot, used }: ChecklistOptions): ChecklistItem[] {
  return [...snapshot.routes.values()]
    .filter(({ name }) => used.has(name))
    .map((route) => {
      const [first] = withinDemands(route)
      return {
        kind: route.isConfigured ? 'route-depends-on-one' : 'second-deployment',
        subject: route.name,
        detail: first?.provider.id ?? null,
        isDone: hasAlternative(route),
      }
    })
}

/** Another provider, run by somebody else as far as is declared. */
function hasAlternative(route: Route): boolean {
  const whom = ({ provider, model }: Target) => model.tags.operator ?? provider.id
  return new Set(withinDemands(route).map(whom)).size > 1
}

const TAGS = ['operator', 'jurisdiction', 'region', 'trainsOnData', 'retentionDays'] as const

/** Nothing can be ruled on what is not declared. One item a provider. */
function declarations({ targets }: Snapshot): ChecklistItem[] {
  const outside = targets.filter(({ model }) => !model.tags.isOwnHardware)
  return [...Map.groupBy(outside, ({ provider }) => provider.id)].map(([subject, ofProvider]) => {
    const missing = TAGS.filter((tag) => ofProvider.some(({ model }) => model.tags[tag] === null))
    const detail = missing.length > 0 ? missing.join(', ') : null
    return { kind: 'declare-tags', subject, detail, isDone: missing.length === 0 }
  })
}

function retirements({ snapshot, nowMs }: ChecklistOptions): ChecklistItem[] {
  return snapshot.targets.flatMap(({ name, model }): ChecklistItem[] => {
    const { retiresOn = null } = model.lifecycle ?? {}
    if (retiresOn === null || Date.parse(retiresOn) > nowMs + SOON_MS) return []
    return [{ kind: 'retires', subject: name, detail: retiresOn, isDone: false }]
  })
}

function drills({ snapshot, drilled }: ChecklistOptions): ChecklistItem[] {
  const outside = snapshot.targets.filter(({ model }) => !model.tags.isOwnHardware)
  const ids = new Set(outside.map(({ provider }) => provider.id))
  return [...ids].map((subject) => ({
    kind: 'never-drilled',
    subject,
    detail: null,
    isDone: drilled.has(subject),
  }))
}
