import { Classification } from '#wire/classification.ts'
import type { PolicyDocument, Residency } from '#wire/policy.ts'
import { compilePolicies } from '#server/access/policy/compile.ts'
import { DEFAULT_DOCUMENT } from '#server/access/policy/default-document.ts'
import { createRules, type SwappableRules } from '#server/access/policy/rules.ts'
import type { Principal } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import type { DeploymentTags } from '#server/providers/provider.ts'
import { TEST_PRINCIPAL } from '../v1/testing.ts'
import { createDeploymentPolicy, type DeploymentPolicy } from './policy.ts'
import { createRandom } from './random-testing.ts'
import {
  answers,
  breaksOff,
  fails,
  scripted,
  setupScripted,
  type Behaviour,
} from './scripted-testing.ts'

export interface Count {
  calls: number
  /** Tries that reached a deployment. */
  tries: number
  answered: number
  refused: number
  /** Tries that went where, by the rules of that moment, they may not. */
  leaks: number
}

/** The first day of the manual clock is 2026-01-01; some certificates end before it, some after. */
const CERTIFICATES = ['C5', 'SecNumCloud'] as const
const FAULTS: readonly Behaviour[] = [
  answers('Hello'),
  answers('Hello'),
  fails(500),
  fails(503),
  fails(429, { 'retry-after': '1' }),
  fails(401),
  fails(400, {}, 'context_length_exceeded'),
  breaksOff('Hel'),
]

/**
 * One organisation with random rules, deployments and routes, and random calls into it while deployments fail and rules
 * change in the middle of calls. What may go where is worked out here once more, by other means.
 * @param weaken Of tests that prove that leaks would be seen.
 */
export async function countLeaks(
  seed: number,
  calls: number,
  weaken: (policy: DeploymentPolicy) => DeploymentPolicy = (policy) => policy,
): Promise<Count> {
  const world = createWorld(seed)
  const { random, pick, clock, rules } = world
  const count: Count = { calls: 0, tries: 0, answered: 0, refused: 0, leaks: 0 }
  let asked: { classification: Classification; noTraining: boolean }
  let swapAt = 0
  const providers = world.tags.map((tags, index) =>
    scripted(
      `p${index}`,
      (call, number) => {
        count.tries += 1
        if (!isWithin(rules.policies.document, asked, { tags, nowMs: clock.now() }))
          count.leaks += 1
        swapAt -= 1
        if (swapAt === 0) rules.swap(pick(world.documents))
        return pick(FAULTS)(call, number)
      },
      { tags, tools: random() < 0.7 },
    ),
  )
  const { chat } = setupScripted(providers, {
    routes: createRoutes(world),
    clock,
    random,
    pause: async (ms) => {
      clock.advance(ms)
      if (random() < 0.3) rules.swap(pick(world.documents))
    },
    policy: weaken(createDeploymentPolicy(clock)),
  })
  for (let n = 0; n < calls; n += 1) {
    const classification = pick(Classification.options)
    const noTraining = random() < 0.2
    asked = { classification, noTraining }
    swapAt = random() < 0.3 ? 1 + Math.floor(random() * 3) : 0
    const principal: Principal = { ...TEST_PRINCIPAL, rules }
    const fields = {
      model: pick(['r0', 'r1', 'r2', 'm', 'p0/m', 'p3/m']),
      ...(random() < 0.2 && { models: [pick(['r0', 'r1', 'r2'])] }),
      ...(random() < 0.2 && { tools: [{ type: 'function', function: { name: 'f' } }] }),
      ...(noTraining && { provider: { data_collection: 'deny' } }),
      stream: random() < 0.5,
    }
    count.calls += 1
    const answered = chat(fields, { classification, principal })
    await answered.then(
      () => (count.answered += 1),
      () => (count.refused += 1),
    )
    clock.advance(pick([1, 1000, 120_000]))
  }
  rules.close()
  return count
}

interface World {
  random: () => number
  pick: <T>(list: readonly T[]) => T
  clock: ReturnType<typeof createManualClock>
  rules: SwappableRules
  documents: ReturnType<typeof compilePolicies>[]
  tags: DeploymentTags[]
}

const DEPLOYMENTS = 8
const DOCUMENTS = 3

function createWorld(seed: number): World {
  const random = createRandom(seed)
  const pick = <T>(list: readonly T[]): T => {
    const picked = list[Math.floor(random() * list.length)]
    if (picked === undefined) throw new Error('There is nothing to pick from.')
    return picked
  }
  const clock = createManualClock()
  const documents = Array.from({ length: DOCUMENTS }, () => compilePolicies(randomDocument(pick)))
  const rules = createRules(pick(documents), clock)
  const tags = Array.from({ length: DEPLOYMENTS }, () => randomTags(pick))
  return { random, pick, clock, rules, documents, tags }
}

type Pick = World['pick']

function randomDocument(pick: Pick): PolicyDocument {
  const classes = { ...DEFAULT_DOCUMENT.classes }
  for (const name of Classification.options) {
    classes[name] = {
      ...classes[name],
      residency: pick<Residency>([
        'own-hardware',
        'eu-operator',
        'eu-region',
        'anywhere',
        'anywhere',
      ]),
      certifications: pick([[], [], [...CERTIFICATES], ['C5']]),
      noTraining: pick([true, false, false]),
      maxRetentionDays: pick([null, null, 0, 30]),
    }
  }
  const expert = pick([
    '',
    '@id("no-us") forbid (principal, action == Action::"deployment.use", resource) when { resource has jurisdiction && resource.jurisdiction == "US" };',
  ])
  return { ...DEFAULT_DOCUMENT, classes, expert }
}

function randomTags(pick: Pick): DeploymentTags {
  return {
    region: null,
    dataZone: pick(['EU', 'DE', 'US', 'global', null]),
    operator: null,
    jurisdiction: pick(['EU', 'fr', 'US', null]),
    retentionDays: pick([0, 30, 90, null]),
    trainsOnData: pick([true, false, false, null]),
    isOwnHardware: pick([true, false, false]),
    certifications: pick([[], ['C5'], [...CERTIFICATES]]),
    certificationsUntil: pick([{}, { C5: '2025-12-31' }, { C5: '2099-01-01' }]),
    clearedFor: pick([null, null, 'internal', 'restricted'] as const),
  }
}

function createRoutes({ pick }: World): Record<string, unknown> {
  const some = () => [
    ...new Set(Array.from({ length: 4 }, () => `p${pick([0, 1, 2, 3, 4, 5, 6, 7])}/m`)),
  ]
  const route = (others: string[]) => ({
    to: some(),
    strategy: pick(['order', 'weight', 'least-latency']),
    retries: { attempts: 4, queueMs: pick([0, 5000]) },
    fallbacks: { contextLength: others, capability: others },
  })
  return { r0: route(['r1']), r1: route(['r2']), r2: route([]) }
}

const UNION = /^(?:eu|at|be|de|es|fr|it|nl|pl)$/i

/** Written without a look at the product: neither its reasons nor Cedar. */
function isWithin(
  { classes, expert }: PolicyDocument,
  { classification, noTraining }: { classification: Classification; noTraining: boolean },
  { tags, nowMs }: { tags: DeploymentTags; nowMs: number },
): boolean {
  const order = ['public', 'internal', 'restricted', 'secret']
  const rules = classes[classification]
  const isInUnion = UNION.test(tags.dataZone ?? '')
  const isUnionOperator = UNION.test(tags.jurisdiction ?? '')
  const isOwnHere = tags.isOwnHardware && (tags.dataZone === null || isInUnion)
  const place = {
    anywhere: true,
    'eu-region': isInUnion || isOwnHere,
    'eu-operator': (isInUnion && isUnionOperator) || isOwnHere,
    'own-hardware': tags.isOwnHardware,
  }[rules.residency]
  const today = new Date(nowMs).toISOString()
  const holds = (name: string) =>
    tags.certifications.includes(name) &&
    (tags.certificationsUntil?.[name] ?? '9999') >= today.slice(0, 10)
  if (!place || !rules.certifications.every(holds)) return false
  if ((rules.noTraining || noTraining) && tags.trainsOnData !== false) return false
  const { maxRetentionDays } = rules
  if (
    maxRetentionDays !== null &&
    !(tags.retentionDays !== null && tags.retentionDays <= maxRetentionDays)
  )
    return false
  if (tags.clearedFor && order.indexOf(classification) > order.indexOf(tags.clearedFor))
    return false
  return !(expert !== '' && tags.jurisdiction === 'US')
}
