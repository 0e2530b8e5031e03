import { setImmediate as turn } from 'node:timers/promises'
import type { DryRun, DryRunChange } from '#wire/policy.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Decision, Rules } from '../authorize.ts'
import type { Principal } from '../principal.ts'
import type { CompiledPolicies } from './compile.ts'
import type { PlaceTags } from './demands.ts'
import { createRules } from './rules.ts'
import type { PastCalls } from './traffic-store.ts'

/** A deployment as it is now. */
export interface KnownDeployment {
  /** `provider/model` */
  name: string
  providerId: string
  upstreamModel: string
  tags: PlaceTags
}

export interface DryRunInput {
  tenantId: string
  before: CompiledPolicies
  after: CompiledPolicies
  past: readonly PastCalls[]
  since: Date
  deployments: readonly KnownDeployment[]
  /** As they are now; undefined: gone. */
  findPrincipal: (who: PastCalls['principal']) => Principal | undefined
  clock: Clock
}

const MAX_LISTED = 500
/** So many questions, and then others have a turn. */
const SLICE = 100

/** Asks both sets of policies about what was called, and tells where they differ. */
export async function dryRun(input: DryRunInput): Promise<DryRun> {
  const { before, after, past, clock, since } = input
  const [old, fresh] = [createRules(before, clock), createRules(after, clock)]
  const sums = { calls: 0, allowedBefore: 0, allowedAfter: 0, callsOfUnknown: 0 }
  const changes: DryRunChange[] = []
  try {
    for (const [index, calls] of past.entries()) {
      if (index % SLICE === SLICE - 1) await turn()
      const question = toQuestion(calls, input)
      const was = decide(old, question)
      const will = decide(fresh, question)
      sums.calls += calls.calls
      if (was.isAllowed) sums.allowedBefore += calls.calls
      if (will.isAllowed) sums.allowedAfter += calls.calls
      if (!question.isKnown) sums.callsOfUnknown += calls.calls
      if (was.isAllowed !== will.isAllowed) changes.push(toChange(question, was, will))
    }
  } finally {
    old.close()
    fresh.close()
  }
  return {
    since: since.toISOString(),
    ...sums,
    changes: changes.slice(0, MAX_LISTED),
    omittedChanges: Math.max(0, changes.length - MAX_LISTED),
  }
}

interface Question {
  principal: Principal
  isKnown: boolean
  deployment: { name: string; tags: PlaceTags }
  /** Undefined: as the policies in question say. */
  classification: DryRunChange['classification'] | undefined
  operation: string
  calls: number
}

function toQuestion(past: PastCalls, input: DryRunInput): Question {
  const { principal: who, providerId, upstreamModel, operation, calls } = past
  const known = input.deployments.find(
    (one) => one.providerId === providerId && one.upstreamModel === upstreamModel,
  )
  const found = input.findPrincipal(who)
  const name = known?.name ?? `${providerId}/${upstreamModel}`
  return {
    principal: found ?? { ...who, name: '', tenantId: input.tenantId },
    isKnown: found !== undefined,
    deployment: { name, tags: past.tags ?? known?.tags ?? UNKNOWN },
    classification: past.classification ?? undefined,
    operation,
    calls,
  }
}

const UNKNOWN: PlaceTags = {
  region: null,
  dataZone: null,
  operator: null,
  jurisdiction: null,
  retentionDays: null,
  trainsOnData: null,
  isOwnHardware: false,
  certifications: [],
}

function decide(rules: Rules, { principal, deployment, operation, ...rest }: Question): Decision {
  const { classification = rules.defaultClassification } = rest
  const resource = { kind: 'model', tenantId: principal.tenantId, operation } as const
  const id = deployment.name.slice(deployment.name.indexOf('/') + 1)
  const call = rules.decide(principal, 'model.call', {
    ...resource,
    id,
    context: { classification },
  })
  return call.isAllowed ? rules.mayUse(principal, deployment, { classification, operation }) : call
}

function toChange(question: Question, was: Decision, will: Decision): DryRunChange {
  const { principal, isKnown, deployment, operation, calls, classification = 'internal' } = question
  const { kind, id, name } = principal
  return {
    calls,
    principal: { kind, id, name: isKnown ? name : null },
    deployment: deployment.name,
    operation,
    classification,
    before: was.isAllowed ? 'allow' : 'deny',
    after: will.isAllowed ? 'allow' : 'deny',
    reason: will.reason,
    rule: will.rule ?? null,
  }
}
