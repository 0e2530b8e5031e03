import { parseArgs } from 'node:util'
import { countLeaks, type Count } from '#server/gateway/routing/residency-testing.ts'

const USAGE = `node scripts/residency.ts [--calls 1000000] [--seed 1]

  Random rules, deployments, routes and faults: calls that went where they may not, of so many.`

const options = {
  calls: { type: 'string', default: '1000000' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', default: false },
} as const
const CALLS_OF_A_WORLD = 500

const { values } = parseArgs({ options })
if (values.help) console.log(USAGE)
else process.exitCode = await run(Number(values.calls), Number(values.seed))

/** The exit code. */
async function run(calls: number, firstSeed: number): Promise<number> {
  const sum: Count = { calls: 0, tries: 0, answered: 0, refused: 0, leaks: 0 }
  const startedAt = performance.now()
  for (let seed = firstSeed; sum.calls < calls; seed += 1) {
    const count = await countLeaks(seed, Math.min(CALLS_OF_A_WORLD, calls - sum.calls))
    if (count.leaks > 0) console.log(`seed ${seed}: ${count.leaks} outside of what is allowed`)
    sum.calls += count.calls
    sum.tries += count.tries
    sum.answered += count.answered
    sum.refused += count.refused
    sum.leaks += count.leaks
  }
  const seconds = Math.round((performance.now() - startedAt) / 1000)
  console.log(`${JSON.stringify(sum)} in ${seconds} s`)
  return sum.leaks > 0 ? 1 : 0
}
