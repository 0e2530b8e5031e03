import assert from 'node:assert/strict'
import type { DialectName } from '#server/dialects/conversation.ts'
import { createRandom } from '#server/gateway/routing/random-testing.ts'
import type { UsageRecord } from '#server/metering/accounts.ts'
import type { BillEntry } from '#server/providers/fake/bill.ts'
import type { FakeServer } from '#server/providers/fake-server.ts'
import { CASES, type FaultCase } from './cases.ts'
import type { Seen } from './wires.ts'
import { createWorld, TOKEN_MICROS, type World } from './world.ts'

export interface Combination {
  caller: DialectName
  protocol: DialectName
  isStream: boolean
}

/** Callers and providers: every protocol of providers, and the caller's own where there is one. */
export const PAIRS: readonly Omit<Combination, 'isStream'>[] = [
  { caller: 'openai-chat', protocol: 'openai-chat' },
  { caller: 'openai-chat', protocol: 'openai-responses' },
  { caller: 'openai-chat', protocol: 'anthropic-messages' },
  { caller: 'openai-chat', protocol: 'gemini' },
  { caller: 'openai-chat', protocol: 'bedrock-converse' },
  { caller: 'openai-chat', protocol: 'ollama' },
  { caller: 'anthropic-messages', protocol: 'anthropic-messages' },
  { caller: 'openai-responses', protocol: 'openai-responses' },
  { caller: 'anthropic-messages', protocol: 'openai-chat' },
]

export interface CaseRun extends Combination {
  fault: FaultCase
  seed: number
}

export function describeRun({ fault, caller, protocol, isStream, seed }: CaseRun): string {
  const how = isStream ? 'streamed' : 'whole'
  return `row ${fault.row}, ${fault.name}: ${caller} → ${protocol}, ${how} (seed ${seed})`
}

/** Every fault, for every pair that can meet it, streamed and whole. */
export function listRuns(seed: number): CaseRun[] {
  return CASES.flatMap((fault) =>
    PAIRS.filter(({ protocol }) => fault.protocols?.includes(protocol) ?? true).flatMap((pair) =>
      [true, false]
        .filter((isStream) => fault.only === undefined || (fault.only === 'stream') === isStream)
        .map((isStream) => ({ fault, ...pair, isStream, seed })),
    ),
  )
}

let runs = 0

/** Runs one fault, and throws where what was promised is not what came. */
export async function runCase(fake: FakeServer, run: CaseRun): Promise<void> {
  const { fault, caller, protocol, isStream, seed } = run
  const random = createRandom(seed + hashOf(describeRun(run)))
  runs += 1
  const tag = `run-${runs}`
  const n = String(1 + Math.floor(random() * 5))
  // The fake says again what it is told, word by word.
  const expected = Array.from({ length: 8 + Number(n) }, (_, index) => `wörd${index}`).join(' ')
  // Each run has a directive of its own, since the fake counts by it how often it was met.
  const directive = fault.directive && `[[fault: ${fault.directive.replace('{n}', n)} tag-${runs}]]`
  const { firstUrl, ...world } = fault.world ?? {}
  const url = firstUrl === 'TLS' ? fake.origin.replace('http:', 'https:') : firstUrl
  const options = { caller, protocol, ...world, ...(url !== undefined && { firstUrl: url }) }

  await using faulty = await createWorld(fake, options)
  const seen = await faulty.ask(`${expected} [[echo]]${directive}[[bill: ${tag}]]`, {
    isStream,
  })
  const calls = fake.received.filter(({ body }) => body.includes(`bill: ${tag}]`)).length

  checkPromise(run, { seen, expected, world: faulty })
  if (fault.maxCalls !== undefined) assert.ok(calls <= fault.maxCalls, `${calls} calls`)
  assert.ok(calls <= 3, `${calls} calls`)
  await settled(faulty)
  checkLedger(
    faulty.records,
    fake.bill.entries.filter((entry) => entry.tag === tag),
  )
  checkMoney(faulty)
}

interface Outcome {
  seen: Seen
  expected: string
  world: World
}

function checkPromise({ fault, isStream }: CaseRun, { seen, expected, world }: Outcome): void {
  const { promise, codes } = fault
  // What is said to be all is all, whatever else happened.
  if (seen.isEnd) assert.equal(seen.text, expected, 'shown as complete, and it was not')
  if (promise === 'told') {
    assert.ok(seen.isError, `no error: ${seen.status} ${seen.text}`)
    assert.equal(seen.isEnd, false)
    const code = world.records[0]?.errorCode
    if (codes) assert.ok(codes.includes(String(code)), `${String(code)}: ${seen.body}`)
    assert.doesNotMatch(seen.body, /127\.0\.0\.1|sk-fake|\n\s+at /)
    return
  }
  assert.equal(seen.status, 200, seen.body)
  assert.ok(seen.isEnd && !seen.isError, isStream ? 'the stream has no end' : seen.body)
  const [record] = world.records
  assert.equal(record?.outcome, 'complete')
  if (promise === 'borne') assert.equal(record?.attempts.length, 1)
}

/** The ledger is closed when the answer is, or a moment after it. */
async function settled({ records }: World): Promise<void> {
  for (let turn = 0; records.length === 0 && turn < 200; turn += 1) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  assert.equal(records.length, 1, 'a request is in the ledger once')
}

/**
 * The ledger is the bill: every call that was charged is there with its tokens, exactly where the provider told them, as an
 * estimate where it could not; and nothing is there as exact that was not charged.
 */
export function checkLedger(records: UsageRecord[], bill: readonly BillEntry[]): void {
  const left = records.flatMap(({ attempts }) => attempts)
  for (const entry of bill) {
    const { inputTokens, outputTokens, isWhole } = entry
    const exact = left.findIndex(
      ({ usage }) =>
        isWhole &&
        !usage.isEstimated &&
        usage.inputTokens === inputTokens &&
        usage.outputTokens === outputTokens,
    )
    const estimated = left.findIndex(({ usage }) => usage.isEstimated && usage.inputTokens > 0)
    const index = exact < 0 ? estimated : exact
    const what = `${inputTokens}+${outputTokens}${isWhole ? '' : ' (broken off)'}`
    assert.notEqual(index, -1, `charged ${what}, which is not in the ledger`)
    left.splice(index, 1)
  }
  for (const { usage, providerId } of left) {
    const isNothing = usage.inputTokens === 0 && usage.outputTokens === 0
    assert.ok(isNothing || usage.isEstimated, `${providerId} is in the ledger, and was not charged`)
  }
  for (const { attempts, usage } of records) {
    const wanted = attempts.findLast(({ isWaste }) => !isWaste)?.usage.inputTokens ?? 0
    assert.equal(usage.inputTokens, wanted, 'the caller is charged for the answer that reached it')
  }
}

/** Each attempt costs what its tokens cost, the caller pays for the answer, and the budget is the sum of the ledger. */
function checkMoney(world: World): void {
  const { records } = world
  let sumMicros = 0
  for (const { attempts, chargeMicros } of records) {
    for (const { usage, costMicros } of attempts) {
      const { inputTokens, outputTokens } = usage
      const wanted = inputTokens * TOKEN_MICROS.input + outputTokens * TOKEN_MICROS.output
      assert.equal(costMicros, wanted, 'an attempt costs what its tokens cost')
    }
    const paid = attempts.findLast(({ isWaste }) => !isWaste)
    assert.equal(chargeMicros, paid?.costMicros ?? 0, 'the caller pays for the answer')
    sumMicros += attempts.reduce((sum, { costMicros }) => sum + (costMicros ?? NaN), 0)
  }
  assert.deepEqual(world.budget(), { spentMicros: sumMicros, heldMicros: 0 })
}

function hashOf(text: string): number {
  let hash = 0
  for (const character of text) hash = (Math.imul(hash, 31) + (character.codePointAt(0) ?? 0)) | 0
  return hash >>> 0
}
