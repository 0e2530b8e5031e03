import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { createRandom } from '#server/gateway/routing/random-testing.ts'
import { CASES } from './faults/cases.ts'
import { checkLedger, describeRun, listRuns, PAIRS, runCase } from './faults/run-case.ts'
import { createWorld, startFake } from './faults/world.ts'

// A slice of `npm run faults`: of each fault a few runs, others every day, so that a year sees them all.
const RUNS_OF_EACH = 3
const seed = Math.floor(Date.now() / 86_400_000)
const fake = await startFake()
after(() => fake.close())

for (const fault of CASES) {
  test(`row ${fault.row}, ${fault.name}: ${fault.promise} (seed ${seed})`, async () => {
    const random = createRandom(seed + fault.name.length)
    const all = listRuns(seed).filter((run) => run.fault === fault)
    const picked = all.toSorted(() => random() - 0.5).slice(0, RUNS_OF_EACH)
    const failures: string[] = []
    await Promise.all(
      picked.map((run) =>
        runCase(fake, run).catch((error: unknown) => {
          failures.push(`${describeRun(run)}: ${String(error)}`)
        }),
      ),
    )
    assert.deepEqual(failures, [])
  })
}

/** When the caller leaves: before the provider has said anything, or in the middle of the answer. */
const LEAVINGS = [
  { name: 'before the first byte', directive: 'net=hang' },
  { name: 'before the first token', directive: 'slow=60000' },
  { name: 'in the middle', directive: 'stall=3' },
]

for (const { name, directive } of LEAVINGS) {
  test(`row 21, a caller that leaves ${name} stops the provider, and is accounted for once`, async () => {
    const times: number[] = []
    for (const [index, pair] of PAIRS.entries()) {
      const tag = `leave-${name.length}-${index}`
      await using world = await createWorld(fake, { ...pair, isAlone: true })
      const leaving = new AbortController()
      const asked = world.ask(
        `one two three four [[echo]][[fault: ${directive}]][[bill: ${tag}]]`,
        {
          isStream: true,
          signal: leaving.signal,
        },
      )
      const mine = await eventually(() =>
        fake.received.find(({ body }) => body.includes(`bill: ${tag}]`)),
      )
      leaving.abort()
      const leftAtMs = performance.now()
      await asked.catch(() => undefined)
      await eventually(() => mine.isAborted || undefined)
      times.push(performance.now() - leftAtMs)
      const [record] = await eventually(() => world.records.length > 0 && world.records)
      assert.equal(record?.outcome, 'cancelled')
      assert.equal(record?.usage.isEstimated, true)
      checkLedger(
        world.records,
        fake.bill.entries.filter((entry) => entry.tag === tag),
      )
    }
    // What we take, and not what a busy machine adds: the least of all.
    assert.ok(Math.min(...times) <= 250, `stopped after ${times.map(Math.round).join(', ')} ms`)
  })
}

/** What comes sooner or later; fails with the test's own limit of time. */
async function eventually<Value>(find: () => Value | undefined | false): Promise<Value> {
  for (;;) {
    const found = find()
    if (found !== undefined && found !== false) return found
    await new Promise((resolve) => setImmediate(resolve))
  }
}
