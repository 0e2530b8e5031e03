import { parseArgs } from 'node:util'
import { createRandom } from '#server/gateway/routing/random-testing.ts'
import { describeRun, listRuns, runCase, type CaseRun } from '../test/faults/run-case.ts'
import { startFake } from '../test/faults/world.ts'

const USAGE = `npm run faults -- [--seed 42] [--rounds 1] [--only TEXT]

  Every fault of docs/faults.md, for every protocol, streamed and whole, over sockets.
  --seed    where things break, and in which order; the same seed breaks the same things
  --rounds  so many seeds, one after the other
  --only    runs whose description holds this text`

const options = {
  seed: { type: 'string', default: '42' },
  rounds: { type: 'string', default: '1' },
  only: { type: 'string', default: '' },
  help: { type: 'boolean', default: false },
} as const
const CONCURRENCY = 6

const { values } = parseArgs({ options })
if (values.help) console.log(USAGE)
else process.exitCode = await runAll(Number(values.seed), Number(values.rounds), values.only)

/** The exit code. */
async function runAll(seed: number, rounds: number, only: string): Promise<number> {
  await using fake = await startFake()
  const failures: string[] = []
  let passed = 0
  for (let round = 0; round < rounds; round += 1) {
    const waiting = runsOf(seed + round).filter((run) => describeRun(run).includes(only))
    const worker = async () => {
      for (let run = waiting.pop(); run; run = waiting.pop()) {
        try {
          await runCase(fake, run)
          passed += 1
        } catch (error) {
          const [reason = ''] = String(error instanceof Error ? error.message : error).split('\n')
          failures.push(`${describeRun(run)}\n      ${reason}`)
        }
      }
    }
    await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  }
  for (const failure of failures) console.log(`  ✗ ${failure}`)
  console.log(`${passed} held, ${failures.length} broken`)
  return failures.length > 0 ? 1 : 0
}

/** All of one seed, in its order. */
function runsOf(seed: number): CaseRun[] {
  const random = createRandom(seed)
  return listRuns(seed)
    .map((run) => ({ run, place: random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ run }) => run)
}
