import assert from 'node:assert/strict'
import { parseArgs } from 'node:util'
import { Classification } from '#wire/classification.ts'
import { authorize, type UsableDeployment } from '#server/access/authorize.ts'
import { cedar, type PolicyJson } from '#server/access/policy/cedar.ts'
import { compilePolicies } from '#server/access/policy/compile.ts'
import { DEFAULT_DOCUMENT } from '#server/access/policy/default-document.ts'
import { createEvaluator } from '#server/access/policy/evaluate.ts'
import type { NamedRule } from '#server/access/policy/named-rule.ts'
import { RandomRules } from '#server/access/policy/quick/random-rules-testing.ts'
import { createRules } from '#server/access/policy/rules.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'
import { createRandom } from '#server/lib/random-testing.ts'

/**
 * node scripts/bench/policy.ts: what a decision costs, of a question that was asked before and of one that was not, with the
 * presets and ten rules of experts; and what it takes until the first decision. `--compare 200000`: asks Cedar each of so many
 * random questions about random rules as well, and ends in failure where it says otherwise.
 */
const QUESTIONS = 20_000
const clock = { now: () => Date.now() }
const expert = Array.from(
  { length: 10 },
  (
    _,
    n,
  ) => `@id("rule-${n}") forbid (principal, action in [Action::"deployment.use", Action::"run.start"], resource)
    when { context.level >= 2 && principal in Group::"g${n}" } unless { principal == Person::"p${n}" };`,
).join('\n')

const startedAt = performance.now()
const rules = createRules(compilePolicies({ ...DEFAULT_DOCUMENT, expert }), clock)
const tags = { ...place('EU', 'FR'), certifications: ['C5'] }
const deployment: UsableDeployment = { name: 'provider/model', tags }
const use = { classification: 'restricted', operation: 'chat' } as const
rules.mayUse({ ...LOCAL_OWNER, rules }, deployment, use)
console.log(`engine loaded, rules read, first decision: ${ms(performance.now() - startedAt)} ms`)

const somebody = (n: number): Principal => ({
  ...LOCAL_OWNER,
  rules,
  id: `person-${n}`,
  groups: [`g${n % 12}`],
})
const people = Array.from({ length: QUESTIONS }, (_, n) => somebody(n))
const [one = somebody(0)] = people

measure('authorize(), asked before', () => authorize(one, 'run.start', conversation()))
measure('authorize(), no rule is about it', () => authorize(one, 'key.list', conversation()))
measure('mayUse(), asked before', () => rules.mayUse(one, deployment, use))
measure('mayUse(), never asked (cold)', (n) => rules.mayUse(people[n] ?? one, deployment, use))
measureCedar()
const { compare } = parseArgs({ options: { compare: { type: 'string', default: '0' } } }).values
if (Number(compare) > 0) compareWithCedar(Number(compare))

/** What a decision costs where Cedar alone takes it. */
function measureCedar(): void {
  const evaluator = createEvaluator(compilePolicies({ ...DEFAULT_DOCUMENT, expert }), {
    toQuick: () => () => undefined,
  })
  const random = new RandomRules(createRandom(1))
  const questions = Array.from({ length: 1000 }, () => random.question())
  const circumstances = { classification: 'restricted' } as const
  measure('the same by Cedar alone', (n) => {
    const question = questions[n % questions.length]
    return question && evaluator.ask(question, circumstances)
  })
}

/** Eight rules at a time, so that also what permits decides. */
function compareWithCedar(wanted: number): void {
  const each = 200
  const random = new RandomRules(createRandom(Date.now()))
  const counts = { allowed: 0, denied: 0, broken: 0 }
  for (let asked = 0; asked < wanted; asked += each) {
    const compiled = compilePolicies({ ...DEFAULT_DOCUMENT, permitsDeployments: false })
    const made = Array.from({ length: 8 }, (_, n) => toNamedRule(`r${n}`, random.rule()))
    const all = { ...compiled, rules: new Map(made.map((rule) => [rule.id, rule])) }
    const quick = createEvaluator(all)
    const alone = createEvaluator(all, { toQuick: () => () => undefined })
    for (let n = 0; n < each; n += 1) {
      const [question, classification] = [random.question(), pickClass(random.random)]
      const circumstances = { classification, isTainted: n % 2 === 0, purpose: 'care' }
      const told = quick.ask(question, circumstances)
      const right = alone.ask(question, circumstances)
      assert.deepEqual(told, right, JSON.stringify({ question, circumstances, made }))
      counts[told.isBroken ? 'broken' : told.isAllowed ? 'allowed' : 'denied'] += 1
    }
    quick.close()
    alone.close()
  }
  console.log(`as Cedar, each time: ${JSON.stringify(counts)}`)
}

function toNamedRule(id: string, made: PolicyJson): NamedRule {
  const written = cedar().policyToText(made)
  assert.ok(written.type === 'success')
  const { text } = written
  const read = cedar().policyToJson(text)
  assert.ok(read.type === 'success')
  const { json } = read
  return { id, name: id, reason: null, askWhom: null, effect: made.effect, text, json }
}

function pickClass(random: () => number): Classification {
  const { options } = Classification
  return options[Math.floor(random() * options.length)] ?? 'internal'
}

function conversation() {
  const context = { classification: 'restricted' } as const
  return { kind: 'conversation', tenantId: LOCAL_OWNER.tenantId, context } as const
}

function place(dataZone: string, jurisdiction: string) {
  return {
    region: null,
    dataZone,
    operator: null,
    jurisdiction,
    retentionDays: 0,
    trainsOnData: false,
    isOwnHardware: false,
  }
}

function measure(name: string, work: (n: number) => unknown): void {
  const micros: number[] = []
  for (let n = 0; n < QUESTIONS; n += 1) {
    const at = performance.now()
    work(n)
    micros.push((performance.now() - at) * 1000)
  }
  micros.sort((a, b) => a - b)
  const [p50, p99] = [0.5, 0.99].map((share) => micros[Math.floor(QUESTIONS * share)] ?? 0)
  console.log(`${name}: p50 ${(p50 ?? 0).toFixed(1)} µs, p99 ${(p99 ?? 0).toFixed(1)} µs`)
}

function ms(duration: number): string {
  return duration.toFixed(0)
}
