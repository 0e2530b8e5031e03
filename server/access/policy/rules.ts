import type { Clock } from '#server/lib/clock.ts'
import type { Classification } from '#wire/classification.ts'
import type { DenialCause } from '#wire/denials.ts'
import type { Handling, PolicyDocument } from '#wire/policy.ts'
import type {
  Action,
  Decision,
  Resource,
  Rules,
  UsableDeployment,
  UseContext,
} from '../authorize.ts'
import type { Principal } from '../principal.ts'
import { whomToAsk } from '../whom-to-ask.ts'
import { STRONG_SIGN_IN, type CompiledPolicies } from './compile.ts'
import type { PlaceTags, Unmet } from './demands.ts'
import { LEVELS } from './default-document.ts'
import { createEvaluator, type Evaluator } from './evaluate.ts'
import {
  resourceSignature,
  signatureOf,
  toDeploymentEntity,
  toPrincipalEntity,
  toResourceEntity,
} from './questions.ts'
import { explainResidency } from './residency.ts'
import { USE } from './schema.ts'
import type { Verdict } from './verdict.ts'

/** The rules of one organisation, whose content can be replaced while calls go on. */
export interface SwappableRules extends Rules {
  swap(policies: CompiledPolicies): void
  /** Lets go of what Cedar holds for them. */
  close(): void
  /** Until there are policies again, nothing is allowed but what mends them. */
  refuseAll(reason: string): void
  readonly policies: CompiledPolicies
}

/** Whoever may do these by role does them whatever a policy says: nobody can lock themselves out of mending it. */
const BEYOND_POLICY: ReadonlySet<string> = new Set<Action>([
  'session.read',
  'session.end',
  'sign-in-link.create',
  'account.manage',
  'policy.read',
  'policy.manage',
])

const ALLOWED: Decision = { isAllowed: true, reason: 'No policy says anything against it.' }
const UNREADABLE = {
  isAllowed: false,
  rule: 'galerne.unreadable',
  cause: { code: 'rules-broken' },
} as const
/** Beyond so many different questions memory is begun anew. */
const MAX_REMEMBERED = 20_000
const DAY_MS = 24 * 60 * 60_000

/**
 * Decides from memory what it was asked before, and else by the rules. Never throws, never waits.
 * @param onStray Told where the quick way of evaluating them and Cedar disagreed.
 */
export function createRules(
  initial: CompiledPolicies,
  clock: Clock,
  onStray?: (hash: string) => void,
): SwappableRules {
  let policies = initial
  let refusal: Decision | undefined
  const memory = createMemory(clock)
  const signatures = createSignatures()
  const straying = { memory, onStray }
  let evaluator = evaluatorOf(initial, straying)

  const replace = (next: CompiledPolicies) => {
    const old = evaluator
    refusal = undefined
    policies = next
    evaluator = evaluatorOf(next, straying)
    memory.clear()
    signatures.clear()
    old.close()
  }
  const asking = () => ({ policies, evaluator, nowMs: clock.now() })

  return {
    decide(principal, action, resource) {
      if (BEYOND_POLICY.has(action)) return ALLOWED
      if (refusal) return refusal
      const classification =
        resource.context?.classification ?? policies.document.defaultClassification
      if (!policies.touches(action, LEVELS[classification])) return ALLOWED
      const about = { action, resource, classification }
      const key = `${signatures.of(principal, policies)}\u0002${keyOf(principal, about, policies)}`
      return memory.get(key, () => decideAbout(principal, about, asking()))
    },

    mayUse(principal, deployment, use) {
      if (refusal) return refusal
      const barred = beyondClearance(deployment, use, policies.document)
      if (barred) return barred
      if (!policies.touches(USE, LEVELS[use.classification])) return ALLOWED
      const key = `${signatures.of(principal, policies)}\u0002${keyOfUse(memory.placeOf(deployment), use)}`
      return memory.get(key, () => decideUse(principal, { deployment, use }, asking()))
    },

    classRulesOf: (classification) => policies.document.classes[classification],
    handlingOf: (classification): Handling => policies.document.classes[classification].handling,
    get defaultClassification() {
      return policies.document.defaultClassification
    },
    get holdsPastRoutes() {
      return policies.document.holdsPastRoutes
    },
    get knownPurposesOnly() {
      return policies.document.knownPurposesOnly ?? false
    },
    get contact() {
      return policies.document.contact
    },
    get hash() {
      return policies.hash
    },
    get policies() {
      return policies
    },
    swap: replace,
    close: () => evaluator.close(),
    refuseAll: (reason) => void (refusal = { ...UNREADABLE, reason }),
  }
}

interface Straying {
  memory: { clear(): void }
  onStray: ((hash: string) => void) | undefined
}

/** What was decided quickly, and wrongly, is forgotten. */
function evaluatorOf(policies: CompiledPolicies, { memory, onStray }: Straying): Evaluator {
  return createEvaluator(policies, {
    onStray() {
      memory.clear()
      onStray?.(policies.hash)
    },
  })
}

interface About {
  action: Action
  resource: Resource
  classification: Classification
}

interface Asking {
  policies: CompiledPolicies
  evaluator: Evaluator
  nowMs: number
}

function keyOfUse(
  place: number,
  { classification, operation, purpose = '', isTainted = false }: UseContext,
): string {
  return `${place}\u0001${classification}\u0001${operation}\u0001${isTainted}\u0001${purpose}`
}

function keyOf(
  principal: Principal,
  { action, resource, classification }: About,
  policies: CompiledPolicies,
) {
  const { context } = resource
  const about = resourceSignature(principal, action, { resource, sight: policies.sight })
  return `${about}\u0001${classification}\u0001${context?.isTainted ?? false}\u0001${context?.purpose ?? ''}`
}

function decideAbout(
  principal: Principal,
  { action, resource, classification }: About,
  { policies, evaluator }: Asking,
): Decision {
  const verdict = evaluator.ask(
    {
      principal: toPrincipalEntity(principal, policies.sight),
      action,
      resource: toResourceEntity(principal, action, resource),
    },
    { ...resource.context, classification, operation: resource.operation },
  )
  return toDecision(verdict, policies.document)
}

interface Use {
  deployment: UsableDeployment
  use: UseContext
}

function decideUse(
  principal: Principal,
  { deployment, use }: Use,
  { policies, evaluator, nowMs }: Asking,
): Decision {
  const { document, sight } = policies
  const verdict = evaluator.ask(
    {
      principal: toPrincipalEntity(principal, sight),
      action: USE,
      resource: toDeploymentEntity(deployment, nowMs),
    },
    use,
  )
  const { classification } = use
  const isOfClass = verdict.rule?.id === `residency.${classification}`
  const unmet = isOfClass
    ? explainResidency(document.classes[classification], deployment.tags, nowMs)
    : undefined
  const why = unmet && { ...unmet, cause: { ...unmet.cause, classification } }
  return toDecision(verdict, document, why)
}

function toDecision(verdict: Verdict, { contact }: PolicyDocument, why?: Unmet): Decision {
  const { isAllowed, rule, isBroken } = verdict
  if (isAllowed)
    return rule ? { isAllowed, reason: `“${rule.name}” permits it.`, rule: rule.name } : ALLOWED
  const named = rule ? { rule: rule.name } : {}
  return {
    isAllowed: false,
    reason: reasonOf(verdict, why?.reason),
    ...named,
    ...(rule?.askWhom == null ? whomToAsk(contact) : { askWhom: rule.askWhom }),
    ...(isBroken && { rule: rule?.name ?? 'galerne.broken' }),
    cause: causeOf(verdict, why),
  }
}

function causeOf({ rule, isBroken }: Verdict, why: Unmet | undefined): DenialCause {
  if (isBroken) return { code: 'rules-broken' }
  if (!rule) return { code: 'not-permitted' }
  if (why) return why.cause
  if (rule.id === STRONG_SIGN_IN) return { code: 'weak-sign-in' }
  return { code: 'rule', ...(rule.reason !== null && { text: rule.reason }) }
}

function reasonOf({ rule, isBroken }: Verdict, why: string | undefined): string {
  if (isBroken) {
    return rule
      ? `The rule “${rule.name}” could not be evaluated, so nothing is allowed that it is about.`
      : 'The policies could not be evaluated, so nothing is allowed that they are about.'
  }
  if (!rule) return 'No rule permits it.'
  const reason = why ?? rule.reason
  return reason == null ? `The rule “${rule.name}” forbids it.` : `“${rule.name}”: ${reason}`
}

/** What a connection is cleared for was declared with it, and holds whatever policies say. */
function beyondClearance(
  { tags: { clearedFor } }: UsableDeployment,
  { classification }: UseContext,
  { contact }: PolicyDocument,
): Decision | undefined {
  if (clearedFor == null || LEVELS[classification] <= LEVELS[clearedFor]) return undefined
  return {
    isAllowed: false,
    reason: `This connection is cleared for what is ${clearedFor}, and this is ${classification}.`,
    rule: 'What the connection is cleared for',
    ...whomToAsk(contact),
    cause: { code: 'clearance', classification },
  }
}

/** A principal is mostly the same object from one call to the next. */
function createSignatures() {
  let known = new WeakMap<Principal, string>()
  return {
    of(principal: Principal, { sight }: CompiledPolicies): string {
      let signature = known.get(principal)
      if (signature === undefined) known.set(principal, (signature = signatureOf(principal, sight)))
      return signature
    },
    clear() {
      known = new WeakMap()
    },
  }
}

/** What was decided today: certificates end at midnight (UTC). */
function createMemory(clock: Clock) {
  const decisions = new Map<string, Decision>()
  let places = new WeakMap<PlaceTags, Map<string, number>>()
  let count = 0
  let endsAtMs = 0
  const clear = () => {
    decisions.clear()
    places = new WeakMap()
  }
  return {
    clear,
    get(key: string, decide: () => Decision): Decision {
      const nowMs = clock.now()
      if (nowMs >= endsAtMs || decisions.size >= MAX_REMEMBERED) {
        decisions.clear()
        endsAtMs = (Math.floor(nowMs / DAY_MS) + 1) * DAY_MS
      }
      let decision = decisions.get(key)
      if (decision === undefined) decisions.set(key, (decision = decide()))
      return decision
    },
    /** A number for a deployment as it is declared now. */
    placeOf({ name, tags }: UsableDeployment): number {
      let named = places.get(tags)
      if (!named) places.set(tags, (named = new Map()))
      let number = named.get(name)
      if (number === undefined) named.set(name, (number = count += 1))
      return number
    },
  }
}
