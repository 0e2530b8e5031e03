import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { Classification } from '#wire/classification.ts'
import type { PolicyDocument, Residency } from '#wire/policy.ts'
import { createManualClock } from '#server/lib/clock.ts'
import type { UseContext } from '../authorize.ts'
import { authorize } from '../authorize.ts'
import { LOCAL_OWNER, type Principal } from '../principal.ts'
import { requireAllowed } from '../require-allowed.ts'
import { cedar } from './cedar.ts'
import { compilePolicies } from './compile.ts'
import { DEFAULT_DOCUMENT } from './default-document.ts'
import type { PlaceTags } from './demands.ts'
import { PolicyRefused } from './expert-rules.ts'
import { explainResidency } from './residency.ts'
import { createRules } from './rules.ts'

const OWN: PlaceTags = {
  region: null,
  dataZone: null,
  operator: null,
  jurisdiction: null,
  retentionDays: 0,
  trainsOnData: false,
  isOwnHardware: true,
  certifications: [],
}
const FRANCE = { ...OWN, isOwnHardware: false, dataZone: 'FR', jurisdiction: 'FR' }
const SWEDEN = { ...FRANCE, dataZone: 'EU', jurisdiction: 'US' }
const VIRGINIA = { ...FRANCE, dataZone: 'US', jurisdiction: 'US' }

function setup(changes: Partial<PolicyDocument> = {}) {
  const clock = createManualClock()
  const rules = createRules(compilePolicies({ ...DEFAULT_DOCUMENT, ...changes }), clock)
  const person: Principal = { ...LOCAL_OWNER, rules }
  const use = (tags: PlaceTags, context: Partial<UseContext> = {}, who = person) =>
    rules.mayUse(
      who,
      { name: 'p/m', tags },
      { classification: 'internal', operation: 'chat', ...context },
    )
  return { clock, rules, person, use }
}

const withClass = (classification: Classification, more: object): Partial<PolicyDocument> => ({
  classes: {
    ...DEFAULT_DOCUMENT.classes,
    [classification]: { ...DEFAULT_DOCUMENT.classes[classification], ...more },
  },
})

test('each preset lets in what the one before it does, and what it says', () => {
  const expected: Record<Residency, PlaceTags[]> = {
    'own-hardware': [OWN],
    'eu-operator': [OWN, FRANCE],
    'eu-region': [OWN, FRANCE, SWEDEN],
    anywhere: [OWN, FRANCE, SWEDEN, VIRGINIA],
  }
  for (const [residency, allowed] of Object.entries(expected)) {
    const { use } = setup(withClass('secret', { residency }))
    for (const tags of [OWN, FRANCE, SWEDEN, VIRGINIA]) {
      const { isAllowed } = use(tags, { classification: 'secret' })
      assert.equal(isAllowed, allowed.includes(tags), `${residency} ${tags.dataZone}`)
    }
  }
})

test('own hardware that is declared to stand elsewhere is elsewhere', () => {
  const { use } = setup(withClass('secret', { residency: 'eu-region' }))
  const elsewhere = { ...OWN, dataZone: 'US' }
  assert.ok(!use(elsewhere, { classification: 'secret' }).isAllowed)
})

test('a denial says which rule, why, and whom to ask', () => {
  const { use } = setup({ contact: 'the data protection office' })
  const { isAllowed, reason, rule, askWhom } = use(SWEDEN, { classification: 'restricted' })
  assert.ok(!isAllowed)
  assert.match(rule ?? '', /What is restricted/)
  assert.match(reason, /jurisdiction is US/)
  assert.equal(askWhom, 'Ask the data protection office.')
})

test('a denial says the same by a code, for other languages', () => {
  const restricted = { classification: 'restricted' } as const
  const { use, person } = setup({
    contact: 'the office',
    strongSignInFrom: 'secret',
    expert: `@id("a") @name("Not at night") @reason("Wait.") @ask("Call 030 123.")
      forbid (principal, action == Action::"deployment.use", resource) when { context.level == 0 };`,
  })
  const said = (tags: PlaceTags, context: Partial<UseContext>) => {
    const { cause, contact, askWhom, rule } = use(tags, context)
    return { cause, contact, askWhom, rule }
  }
  const asOffice = { contact: 'the office', askWhom: 'Ask the office.' }
  const ofRestricted = 'What is restricted: own hardware and EU operators only'
  assert.deepEqual(said(SWEDEN, restricted), {
    cause: { code: 'not-under-eu-law', ...restricted },
    rule: ofRestricted,
    ...asOffice,
  })
  assert.equal(said({ ...FRANCE, trainsOnData: null }, restricted).cause?.code, 'training')
  assert.deepEqual(said(OWN, { classification: 'public' }), {
    cause: { code: 'rule', text: 'Wait.' },
    contact: undefined,
    askWhom: 'Call 030 123.',
    rule: 'Not at night',
  })
  const byPassword = { ...person, assurance: { methods: ['pwd'], level: null, atMs: 0 } }
  assert.equal(use(OWN, { classification: 'secret' }, byPassword).cause?.code, 'weak-sign-in')
  assert.equal(said({ ...OWN, clearedFor: 'public' }, restricted).cause?.code, 'clearance')
  assert.throws(
    () => requireAllowed({ ...person, rules: refusing() }, 'run.start', { kind: 'run' }),
    {
      denial: {
        reason: 'policy_refused',
        rule: 'galerne.unreadable',
        askWhom: null,
        cause: { code: 'rules-broken' },
      },
    },
  )
})

function refusing() {
  const { rules } = setup()
  rules.refuseAll('Not read yet.')
  return rules
}

test('what Cedar decides and what is explained agree (1,000 random deployments)', () => {
  const pick = <T>(list: readonly T[], n: number): T => list[n % list.length] ?? assert.fail()
  const residencies: Residency[] = ['own-hardware', 'eu-operator', 'eu-region', 'anywhere']
  let denied = 0
  for (let n = 0; n < 1000; n += 1) {
    const tags: PlaceTags = {
      ...OWN,
      isOwnHardware: pick([true, false, false], n),
      dataZone: pick(['EU', 'de', 'US', '', 'global'], n) || null,
      jurisdiction: pick(['EU', 'FR', 'US', ''], n >> 1) || null,
      retentionDays: pick([[0], [7], [30], [null]], n >> 2)[0] ?? null,
      trainsOnData: pick([[true], [false], [null]], n >> 3)[0] ?? null,
      certifications: pick([[], ['C5'], ['c5', 'SecNumCloud']], n >> 4),
    }
    const more = {
      residency: pick(residencies, n >> 7),
      certifications: pick([[], ['C5'], ['SecNumCloud', 'C5']], n >> 6),
      noTraining: pick([true, false], n >> 5),
      maxRetentionDays: pick([[null], [7], [0]], n >> 5)[0] ?? null,
    }
    if (n % 100 === 0) world = setup(withClass('secret', (demands = more)))
    const { use, clock } = world
    const rules = { ...DEFAULT_DOCUMENT.classes.secret, ...demands }
    const unmet = explainResidency(rules, tags, clock.now())
    const decision = use(tags, { classification: 'secret' })
    assert.equal(decision.isAllowed, unmet === undefined, JSON.stringify({ tags, demands }))
    assert.ok(unmet === undefined || decision.reason.endsWith(unmet.reason))
    if (!decision.isAllowed) denied += 1
  }
  assert.ok(denied > 200 && denied < 950)
})
let world = setup()
let demands: object = {}

test('a certificate that has ended does not count from the next day on, though it was asked about before', () => {
  const { use, clock } = setup(
    withClass('secret', { residency: 'anywhere', certifications: ['C5'] }),
  )
  const today = new Date(clock.now()).toISOString().slice(0, 10)
  const tags = { ...FRANCE, certifications: ['c5'], certificationsUntil: { c5: today } }
  assert.ok(use(tags, { classification: 'secret' }).isAllowed)
  clock.advance(24 * 60 * 60_000)
  const late = use(tags, { classification: 'secret' })
  assert.ok(!late.isAllowed)
  assert.match(late.reason, /ended on/)
})

test('a connection is not used for more than it is cleared for, whatever policies say', () => {
  const { use } = setup(withClass('secret', { residency: 'anywhere' }))
  const tags = { ...OWN, clearedFor: 'internal' } as const
  assert.ok(use(tags).isAllowed)
  assert.match(use(tags, { classification: 'restricted' }).reason, /cleared for what is internal/)
})

test('forbid wins over permit, and a permit cannot give what a role does not', () => {
  const { person, rules } = setup({
    expert: `
      permit (principal, action, resource);
      @id("no-keys") forbid (principal, action == Action::"key.create", resource);`,
  })
  const may = (who: Principal, action: 'key.create' | 'key.list') =>
    authorize(who, action, { kind: 'key', tenantId: who.tenantId })
  assert.deepEqual(
    [may(person, 'key.create').isAllowed, may(person, 'key.create').rule],
    [false, 'no-keys'],
  )
  assert.ok(may(person, 'key.list').isAllowed)
  assert.ok(!may({ ...person, roles: ['guest'], rules }, 'key.list').isAllowed)
})

test('deployments can be closed, but for those that a rule permits', () => {
  const { use } = setup({
    permitsDeployments: false,
    expert:
      'permit (principal in Group::"g1", action == Action::"deployment.use", resource) when { resource.isOwnHardware };',
  })
  const inGroup: Principal = { ...LOCAL_OWNER, groups: ['g1', 'g2'] }
  assert.equal(use(OWN).reason, 'No rule permits it.')
  assert.ok(use(OWN, {}, inGroup).isAllowed)
  assert.ok(!use(FRANCE, {}, inGroup).isAllowed)
})

const TOO_LARGE =
  '@id("sum") @name("A sum too large") forbid (principal, action == Action::"deployment.use", resource) when { context.level + 9223372036854775807 < 0 };'

test('a rule that breaks while it is evaluated denies, rather than being left out', () => {
  // Cedar leaves a rule out that breaks: one that forbids would then forbid nothing.
  const { use } = setup({
    expert: TOO_LARGE,
  })
  assert.ok(use(OWN, { classification: 'public' }).isAllowed)
  const broken = use(OWN, { classification: 'internal' })
  assert.ok(!broken.isAllowed)
  assert.match(broken.reason, /“A sum too large” could not be evaluated/)

  // As Cedar alone would decide, which is why its word is not enough.
  const entity = { type: 'Deployment', id: 'p/m' }
  const { type, ...answer } = cedar().isAuthorized({
    principal: { type: 'Person', id: 'a' },
    action: { type: 'Action', id: 'deployment.use' },
    resource: entity,
    context: { level: 1 },
    policies: { staticPolicies: `permit (principal, action, resource); ${TOO_LARGE}` },
    entities: [],
  })
  assert.equal(type === 'success' && 'response' in answer && answer.response.decision, 'allow')
})

test('rules that do not parse, or speak of what there is not, are refused with the line', () => {
  const refused = (expert: string) => {
    try {
      compilePolicies({ ...DEFAULT_DOCUMENT, expert })
    } catch (error) {
      if (error instanceof PolicyRefused) return error.problems[0] ?? assert.fail('No problem.')
    }
    return assert.fail('It was not refused.')
  }
  assert.equal(
    refused('\n\nforbid (principal, action,\n resource) when { context.level > };').line,
    4,
  )
  const unknown = refused(
    'forbid (principal, action, resource)\nwhen { resource.colour == "red" };',
  )
  assert.equal(unknown.line, 2)
  assert.match(unknown.message, /colour/)
  assert.match(
    refused('// ä€\npermit (principal == Key::"k", action == Action::"fly", resource);').message,
    /fly/,
  )
  assert.match(refused('permit (principal == ?principal, action, resource);').message, /template/)
  const twice = '@id("a") permit (principal, action, resource);\n'
  assert.match(refused(twice + twice).message, /Two rules/)
  assert.match(
    refused('@id("residency.secret") permit (principal, action, resource);').message,
    /our own/,
  )
})

test('the rules of the guide can be used as they stand', () => {
  const guide = readFileSync(new URL('../../../docs/guides/policies.md', import.meta.url), 'utf8')
  const blocks = [...guide.matchAll(/^```cedar\n([\s\S]*?)^```/gm)].map(([, text = '']) => text)
  assert.ok(blocks.length > 0)
  for (const expert of blocks) compilePolicies({ ...DEFAULT_DOCUMENT, expert })
})

test('nobody can lock themselves out of changing policies', () => {
  const { person } = setup({ expert: 'forbid (principal, action, resource);' })
  const may = (action: 'policy.manage' | 'policy.read' | 'model.call') =>
    authorize(person, action, { kind: 'policy', tenantId: person.tenantId }).isAllowed
  assert.ok(may('policy.manage') && may('policy.read'))
  assert.ok(!may('model.call'))
})

test('what was decided for one is not told to another whom a rule sees as different', () => {
  const { use } = setup({
    expert: `forbid (principal, action == Action::"deployment.use", resource)
      unless { principal in Group::"nurses" || principal == Person::"boss" || context has purpose && context.purpose == "care" };`,
  })
  const as = (id: string, groups: string[] = []): Principal => ({ ...LOCAL_OWNER, id, groups })
  assert.ok(!use(OWN, {}, as('a')).isAllowed)
  assert.ok(use(OWN, {}, as('b', ['nurses'])).isAllowed)
  assert.ok(use(OWN, {}, as('boss')).isAllowed)
  assert.ok(use(OWN, { purpose: 'care' }, as('a')).isAllowed)
  assert.ok(!use(OWN, {}, as('a', ['doctors'])).isAllowed)
  assert.ok(!use(OWN, { purpose: 'fun' }, as('a')).isAllowed)
})

test('from a class on, people need a strong sign-in, and keys do not', () => {
  const { use, person } = setup({ strongSignInFrom: 'restricted' })
  const strict = { classification: 'restricted' } as const
  const by = (...methods: string[]): Principal => ({
    ...person,
    assurance: { methods, level: null, atMs: 0 },
  })
  assert.ok(use(OWN, {}, by('pwd')).isAllowed)
  assert.match(use(OWN, strict, by('pwd')).reason, /second factor/)
  assert.ok(use(OWN, strict, by('pwd', 'otp')).isAllowed)
  assert.ok(use(OWN, strict, { ...person, kind: 'key' }).isAllowed)
  const start = (who: Principal, classification: Classification) =>
    authorize(who, 'run.start', {
      kind: 'conversation',
      tenantId: who.tenantId,
      context: { classification },
    })
  assert.ok(!start(by('link'), 'secret').isAllowed)
  assert.ok(start(by('link'), 'internal').isAllowed)
})

test('rules that are replaced decide at once, and until there are any nothing is allowed', () => {
  const { use, rules } = setup()
  assert.ok(use(VIRGINIA).isAllowed)
  rules.swap(
    compilePolicies({ ...DEFAULT_DOCUMENT, ...withClass('internal', { residency: 'eu-region' }) }),
  )
  assert.ok(!use(VIRGINIA).isAllowed)
  rules.refuseAll('Not read yet.')
  assert.equal(use(OWN).reason, 'Not read yet.')
  rules.swap(compilePolicies(DEFAULT_DOCUMENT))
  assert.ok(use(VIRGINIA).isAllowed)
})
