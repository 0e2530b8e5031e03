import type { AuthorizeContext } from '../authorize.ts'
import { breaksEngine, cedar, forgetEngine, type CedarValueJson } from './cedar.ts'
import type { CompiledPolicies } from './compile.ts'
import type { NamedRule } from './named-rule.ts'
import { LEVELS } from './default-document.ts'
import type { Question } from './questions.ts'

/** What Cedar answers. `rule` is the one that decided; absent: none permits it. */
export interface Verdict {
  isAllowed: boolean
  rule?: NamedRule
  /** A rule broke: that is a no, whatever the others say. */
  isBroken?: boolean
}

export type Circumstances = Required<Pick<AuthorizeContext, 'classification'>> & {
  purpose?: string | undefined
  isTainted?: boolean | undefined
  operation?: string | undefined
}

export interface Evaluator {
  /** Never throws. */
  ask(question: Question, circumstances: Circumstances): Verdict
  /** Lets go of what Cedar holds for it. */
  close(): void
}

const BROKEN: Verdict = { isAllowed: false, isBroken: true }

/** Asks Cedar, which reads the rules once, when it is first asked. */
export function createEvaluator({ rules }: CompiledPolicies): Evaluator {
  let held: { slot: string; engine: number } | undefined
  let hasBroken = false
  const prepared = () => {
    if (held?.engine !== engineNumber) held = { slot: prepare(rules), engine: engineNumber }
    return held.slot
  }
  return {
    ask(question, circumstances) {
      // Once is enough: others decide by the same engine.
      if (hasBroken) return BROKEN
      try {
        return judge(rules, { ...question, context: toContext(circumstances), slot: prepared() })
      } catch (error) {
        if (breaksEngine(error)) {
          hasBroken = true
          startAnew()
        }
        return BROKEN
      }
    },
    close() {
      if (held?.engine === engineNumber) release(held.slot)
      held = undefined
    },
  }
}

function judge(
  rules: ReadonlyMap<string, NamedRule>,
  {
    principal,
    action,
    resource,
    context,
    slot,
  }: Question & { context: Record<string, CedarValueJson>; slot: string },
): Verdict {
  const answer = cedar().statefulIsAuthorized({
    principal: principal.uid,
    action: { type: 'Action', id: action },
    resource: resource.uid,
    context,
    preparsedPolicySetId: slot,
    entities: [principal, resource],
  })
  if (answer.type === 'failure') return BROKEN
  const { decision, diagnostics } = answer.response
  // Cedar leaves out a rule that breaks. One that forbids would then forbid nothing.
  if (diagnostics.errors.length > 0) return withRule(rules, diagnostics.errors[0]?.policyId, BROKEN)
  return withRule(rules, firstOf(diagnostics.reason), { isAllowed: decision === 'allow' })
}

/** Always the same one, where several decide. */
function firstOf(ids: readonly string[]): string | undefined {
  return ids.toSorted()[0]
}

function withRule(
  rules: ReadonlyMap<string, NamedRule>,
  id: string | undefined,
  verdict: Verdict,
): Verdict {
  const rule = id === undefined ? undefined : rules.get(id)
  return rule ? { ...verdict, rule } : verdict
}

function toContext({ classification, purpose, isTainted, operation }: Circumstances) {
  return {
    classification,
    level: LEVELS[classification],
    isTainted: isTainted ?? false,
    ...(operation !== undefined && { operation }),
    ...(purpose !== undefined && { purpose }),
  }
}

/** Cedar keeps what it has read by a name, and has no word for letting go: names are used again. */
const free: string[] = []
let count = 0
/** Which engine holds what was prepared: a new one knows nothing of it. */
let engineNumber = 0

function startAnew(): void {
  forgetEngine('deciding')
  engineNumber += 1
  free.length = 0
}

function prepare(rules: ReadonlyMap<string, NamedRule>): string {
  const slot = free.pop() ?? `policies ${(count += 1)}`
  const staticPolicies = Object.fromEntries([...rules.values()].map(({ id, text }) => [id, text]))
  const answer = cedar().preparsePolicySet(slot, { staticPolicies })
  if (answer.type === 'success') return slot
  free.push(slot)
  throw new Error(answer.errors.map(({ message }) => message).join(' '))
}

function release(slot: string): void {
  cedar().preparsePolicySet(slot, {})
  free.push(slot)
}
