import type { AuthorizeContext } from '../authorize.ts'
import { breaksEngine, cedar, forgetEngine, type PolicyJson } from './cedar.ts'
import type { CompiledPolicies } from './compile.ts'
import type { NamedRule } from './named-rule.ts'
import { LEVELS } from './default-document.ts'
import type { Question } from './questions.ts'
import { createConfirming } from './quick/confirm.ts'
import {
  createQuickJudge,
  type Context,
  type QuickJudge,
  type ReadRule,
} from './quick/quick-rules.ts'
import type { Verdict } from './verdict.ts'

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

interface Decided {
  question: Question
  context: Context
  verdict: Verdict
}

export interface EvaluatorOptions {
  /** Told where the quick way and Cedar disagree: from then on Cedar alone decides. */
  onStray?: () => void
  /** How the quick way is made. */
  toQuick?: typeof createQuickJudge
}

/**
 * Answers in microseconds where it can, and has Cedar confirm that in the background; else asks Cedar, which reads the rules once,
 * when it is first asked.
 */
export function createEvaluator(
  { rules }: CompiledPolicies,
  { onStray, toQuick = createQuickJudge }: EvaluatorOptions = {},
): Evaluator {
  const asking = createCedarJudge(rules)
  // Undefined: not made yet. Null: Cedar alone decides.
  let quick: QuickJudge | null | undefined
  const confirming = createConfirming<Decided>(
    ({ question, context, verdict }) => isSame(asking.ask(question, context), verdict),
    () => {
      quick = null
      onStray?.()
    },
  )
  return {
    ask(question, circumstances) {
      // Once is enough: others decide by the same engine.
      if (asking.hasBroken()) return BROKEN
      const context = toContext(circumstances)
      if (quick === undefined) quick = asking.guarded(() => toQuick(readAll(rules))) ?? null
      const verdict = quick?.(question, context)
      if (!verdict) return asking.ask(question, context)
      confirming.add({ question, context, verdict })
      return verdict
    },
    close() {
      confirming.close()
      asking.close()
    },
  }
}

function isSame(a: Verdict, b: Verdict): boolean {
  return a.isAllowed === b.isAllowed && a.isBroken === b.isBroken && a.rule?.id === b.rule?.id
}

/** Rules of ours, which are the same few in all organisations. */
const builtIn = new Map<string, PolicyJson>()

function readAll(rules: CompiledPolicies['rules']): ReadRule[] {
  return [...rules.values()].map((rule) => ({ rule, json: rule.json ?? readBuiltIn(rule.text) }))
}

function readBuiltIn(text: string): PolicyJson {
  const known = builtIn.get(text)
  if (known) return known
  const read = cedar().policyToJson(text)
  if (read.type === 'failure') throw new Error(read.errors.map(({ message }) => message).join(' '))
  if (builtIn.size >= MOST_BUILT_IN) builtIn.clear()
  builtIn.set(text, read.json)
  return read.json
}

const MOST_BUILT_IN = 1000

/** The way to Cedar. Never throws. */
function createCedarJudge(rules: CompiledPolicies['rules']) {
  let held: { slot: string; engine: number } | undefined
  let hasBroken = false
  const prepared = () => {
    if (held?.engine !== engineNumber) held = { slot: prepare(rules), engine: engineNumber }
    return held.slot
  }
  /** Undefined: it could not be done. */
  const guarded = <T>(work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      if (breaksEngine(error)) {
        hasBroken = true
        startAnew()
      }
      return undefined
    }
  }
  return {
    guarded,
    hasBroken: () => hasBroken,
    ask: (question: Question, context: Context): Verdict =>
      guarded(() => judge(rules, { ...question, context, slot: prepared() })) ?? BROKEN,
    close() {
      if (held?.engine === engineNumber) release(held.slot)
      held = undefined
    },
  }
}

function judge(
  rules: ReadonlyMap<string, NamedRule>,
  { principal, action, resource, context, slot }: Question & { context: Context; slot: string },
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
  const broken = diagnostics.errors.map(({ policyId }) => policyId)
  if (broken.length > 0) return withRule(rules, firstOf(broken), BROKEN)
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
