import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from '../server/lib/random-testing.ts'
import { startServer } from '../test/durability-harness.ts'
import { killDuringAnswers, type RoundResult } from '../test/durability-round.ts'

/** `node scripts/soak-kill.ts --kills 100`: SIGKILL at random moments while answers are written and read. Exit code 1 at a loss. */
const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    runs: { type: 'string', default: '3' },
    /** The same seed kills at the same moments, as far as a machine can. */
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const LONGEST_MS = 900
const MARKED_WITHIN_MS = 2_000
const random = createRandom(Number(values.seed))
const folder = mkdtempSync(join(tmpdir(), 'galerne-soak-'))
const results: RoundResult[] = []
let server = await startServer(folder)
try {
  for (let kill = 1; kill <= Number(values.kills); kill += 1) {
    const killAfterMs = Math.floor(random() * LONGEST_MS)
    // One in five while the answers are still being begun.
    const isFromFirstText = random() > 0.2
    const round = { killAfterMs, isFromFirstText, runCount: Number(values.runs) }
    const done = await killDuringAnswers(server, folder, round)
    server = done.server
    results.push(done.result)
    const { seenCharacters, markedAfterMs, interruptedCount } = done.result
    process.stdout.write(
      `${kill}: killed after ${killAfterMs} ms, ${seenCharacters} characters seen, 0 lost, ` +
        `${interruptedCount} interrupted, marked ${Math.round(markedAfterMs)} ms after restart\n`,
    )
  }
  const seen = results.reduce((sum, { seenCharacters }) => sum + seenCharacters, 0)
  const slowest = Math.max(...results.map(({ markedAfterMs }) => markedAfterMs))
  process.stdout.write(
    `\n${results.length} kills, ${seen} characters seen, 0 lost, 0 repeated; slowest mark ` +
      `${Math.round(slowest)} ms after restart (seed ${values.seed})\n`,
  )
  if (slowest > MARKED_WITHIN_MS) throw new Error(`A run was marked only after ${slowest} ms`)
} finally {
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
}
