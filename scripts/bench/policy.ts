import { authorize, type UsableDeployment } from '#server/access/authorize.ts'
import { compilePolicies } from '#server/access/policy/compile.ts'
import { DEFAULT_DOCUMENT } from '#server/access/policy/default-document.ts'
import { createRules } from '#server/access/policy/rules.ts'
import { LOCAL_OWNER, type Principal } from '#server/access/principal.ts'

/**
 * node scripts/bench/policy.ts: what a decision costs, of a question that was asked before and of one that was not, with the
 * presets and ten rules of experts; and what it takes until the first decision.
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
