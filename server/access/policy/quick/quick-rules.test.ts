import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createManualClock } from '#server/lib/clock.ts'
import { createRandom } from '#server/lib/random-testing.ts'
import { LOCAL_OWNER } from '../../principal.ts'
import { cedar, type PolicyJson } from '../cedar.ts'
import { compilePolicies } from '../compile.ts'
import { DEFAULT_DOCUMENT } from '../default-document.ts'
import { createEvaluator } from '../evaluate.ts'
import type { Question } from '../questions.ts'
import { createRules } from '../rules.ts'
import type { Context, ReadRule } from './quick-rules.ts'
import { RandomRules } from './random-rules-testing.ts'
import { toQuickRule } from './rule.ts'
import { AskCedar, RuleBroken, toEntity, toRecord, Uid } from './values.ts'

type Told = 'about' | 'not about' | 'broken' | 'left to Cedar'

/** All of them `forbid`: so Cedar names each one that is about the question. */
function prepare(count: number, random: RandomRules) {
  const rules = Array.from({ length: count }, (_, n) => read(`r${n}`, random.rule('forbid')))
  const staticPolicies = Object.fromEntries(rules.map(({ rule }) => [rule.id, rule.text]))
  const answer = cedar().preparsePolicySet('compared', { staticPolicies })
  assert.equal(answer.type, 'success', JSON.stringify(answer))
  return rules
}

/** Written down and read again, as the rules of organisations are. */
function read(id: string, made: PolicyJson): ReadRule {
  const written = cedar().policyToText(made)
  assert.ok(written.type === 'success', JSON.stringify([made, written]))
  const again = cedar().policyToJson(written.text)
  assert.ok(again.type === 'success', JSON.stringify([written.text, again]))
  const { effect } = made
  const rule = { id, name: id, reason: null, askWhom: null, effect, text: written.text }
  return { rule, json: again.json }
}

function byCedar({ principal, action, resource }: Question, context: Context) {
  const answer = cedar().statefulIsAuthorized({
    principal: principal.uid,
    action: { type: 'Action', id: action },
    resource: resource.uid,
    context,
    preparsedPolicySetId: 'compared',
    entities: [principal, resource],
  })
  assert.ok(answer.type === 'success', JSON.stringify(answer))
  const { reason, errors } = answer.response.diagnostics
  return {
    about: new Set(reason),
    broken: new Set(errors.map(({ policyId }) => policyId)),
  }
}

function quickly(json: PolicyJson) {
  const rule = toQuickRule(json)
  return ({ principal, action, resource }: Question, context: Context): Told => {
    if (!rule) return 'left to Cedar'
    try {
      const asked = {
        principal: toEntity(principal),
        action: new Uid('Action', action),
        resource: toEntity(resource),
        context: toRecord(context),
      }
      return rule(asked) ? 'about' : 'not about'
    } catch (error) {
      if (error instanceof RuleBroken) return 'broken'
      if (error instanceof AskCedar) return 'left to Cedar'
      throw error
    }
  }
}

test('what is told quickly is what Cedar says, of 100,000 questions to rules that nobody would write', () => {
  const random = new RandomRules(createRandom(20_261_122))
  const rules = prepare(400, random).map(({ rule, json }) => ({ rule, tell: quickly(json) }))
  const counts: Record<Told, number> = { about: 0, 'not about': 0, broken: 0, 'left to Cedar': 0 }
  for (let n = 0; n < 250; n += 1) {
    const [question, context] = [random.question(), random.context()]
    const { about, broken } = byCedar(question, context)
    for (const { rule, tell } of rules) {
      const told = tell(question, context)
      counts[told] += 1
      if (told === 'left to Cedar') continue
      const right: Told = broken.has(rule.id)
        ? 'broken'
        : about.has(rule.id)
          ? 'about'
          : 'not about'
      if (told !== right)
        assert.fail(JSON.stringify({ told, right, rule: rule.text, question, context }, null, 1))
    }
  }
  assert.ok(
    counts.about > 5000 && counts.broken > 5000 && counts['not about'] > 30_000,
    JSON.stringify(counts),
  )
  assert.ok(counts['left to Cedar'] > 0 && counts['left to Cedar'] < 5000, JSON.stringify(counts))
})

const CIRCUMSTANCES = { classification: 'internal' } as const
/** A question that is answered the same whoever is asked. */
const QUESTION: Question = {
  principal: { uid: { type: 'Person', id: 'a' }, attrs: { name: 'A', methods: [] }, parents: [] },
  action: 'run.start',
  resource: { uid: { type: 'Thing', id: '' }, attrs: { kind: 'run', isOwn: true }, parents: [] },
}

const compiledOf = (expert: string) => compilePolicies({ ...DEFAULT_DOCUMENT, expert })

test('of several rules that decide, or break, the first by its id is named, as where Cedar decides', () => {
  const one = (id: string, effect: string, when = 'true') =>
    `@id("${id}") ${effect} (principal, action, resource) when { ${when} };`
  const sum = 'context.level + 9007199254740991 > 0 && resource.kind < 3'
  const sets = [
    [one('b', 'forbid'), one('a', 'forbid'), one('0', 'permit')],
    [one('b', 'permit'), one('a', 'permit')],
    [
      one('b', 'forbid', 'resource.kind < 3'),
      one('a', 'permit', 'resource.id == "x"'),
      one('0', 'forbid'),
    ],
    [one('a', 'forbid', sum)],
  ]
  for (const rules of sets) {
    const compiled = compilePolicies({ ...DEFAULT_DOCUMENT, expert: rules.join('\n') }, true)
    const [quick, cedars] = [
      createEvaluator(compiled),
      createEvaluator(compiled, { toQuick: () => () => undefined }),
    ]
    const [told, right] = [quick, cedars].map((each) => each.ask(QUESTION, CIRCUMSTANCES))
    assert.deepEqual(
      [told?.isAllowed, told?.isBroken, told?.rule?.id],
      [right?.isAllowed, right?.isBroken, right?.rule?.id],
    )
    quick.close()
    cedars.close()
  }
})

test('what Cedar does not confirm is not believed again, and whoever remembers it is told', async () => {
  const strayed = Promise.withResolvers<undefined>()
  const evaluator = createEvaluator(
    compiledOf('forbid (principal, action == Action::"run.start", resource);'),
    {
      // Weakened: it lets everything pass.
      toQuick: () => () => ({ isAllowed: true }),
      onStray: () => strayed.resolve(undefined),
    },
  )
  assert.equal(evaluator.ask(QUESTION, CIRCUMSTANCES).isAllowed, true)
  await strayed.promise
  assert.equal(evaluator.ask(QUESTION, CIRCUMSTANCES).rule?.id, 'expert.1')
  evaluator.close()
})

test('rules that only Cedar can evaluate are asked of Cedar, for the actions that they are about', () => {
  const compiled = compiledOf(
    'forbid (principal, action == Action::"key.create", resource) when { ip("10.0.0.1").isInRange(ip("10.0.0.0/8")) };',
  )
  const rules = createRules(compiled, createManualClock())
  const may = (action: 'key.create' | 'key.list') =>
    rules.decide(LOCAL_OWNER, action, { kind: 'key', tenantId: LOCAL_OWNER.tenantId }).isAllowed
  assert.deepEqual([may('key.create'), may('key.list')], [false, true])
})
