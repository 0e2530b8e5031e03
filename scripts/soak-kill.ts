import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createRandom } from '../server/lib/random-testing.ts'
import { startServer } from '../test/durability-harness.ts'
import { killDuringAnswers, type Round, type RoundResult } from '../test/durability-round.ts'

/**
 * `node scripts/soak-kill.ts --points 1000`: SIGKILL at random moments while answers are written and read. Each kill meets
 * many answers, each at a point of its own, for each has its own pace: an answer that was cut is a point. Two people read each of
 * them; one start in ten is killed as well. Exit code 1 at a loss.
 */
const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '1000' },
    /** Answers at once: as many as one person may have. */
    runs: { type: 'string', default: '20' },
    /** The same seed kills at the same moments, as far as a machine can. */
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
})
const LONGEST_MS = 900
const LONGEST_START_MS = 3_000
const MARKED_WITHIN_MS = 2_000
const random = createRandom(Number(values.seed))
/** In memory where that is possible: a process that is killed loses nothing that it has written, and a start has much to read. */
const MEMORY = '/dev/shm'
const folder = mkdtempSync(join(existsSync(MEMORY) ? MEMORY : tmpdir(), 'galerne-soak-'))
const results: RoundResult[] = []
const startedAt = performance.now()
let server = await startServer(folder)
try {
  while (pointsOf(results) < Number(values.points)) {
    const round = nextRound()
    const done = await killDuringAnswers(server, folder, round)
    server = done.server
    results.push(done.result)
    tell(round, done.result)
  }
  tellAll()
} finally {
  await server.kill()
  rmSync(folder, { recursive: true, force: true })
}

function nextRound(): Round {
  return {
    killAfterMs: Math.floor(random() * LONGEST_MS),
    // One in five while the answers are still being begun.
    isFromFirstText: random() > 0.2,
    runCount: Number(values.runs),
    random,
    killStartAfterMs: random() < 0.1 ? Math.floor(random() * LONGEST_START_MS) : undefined,
  }
}

function pointsOf(all: readonly RoundResult[]): number {
  return all.reduce((sum, { interruptedCount }) => sum + interruptedCount, 0)
}

function tell({ killAfterMs, killStartAfterMs }: Round, result: RoundResult): void {
  const { seenCharacters, interruptedCount, markedAfterMs } = result
  const twice =
    killStartAfterMs === undefined ? '' : `, the next start after ${killStartAfterMs} ms`
  process.stdout.write(
    `${results.length}: killed after ${killAfterMs} ms${twice}: ${interruptedCount} answers cut (${pointsOf(results)} so far), ` +
      `${seenCharacters} characters seen, 0 lost, marked ${Math.round(markedAfterMs)} ms after restart\n`,
  )
}

function tellAll(): void {
  const seen = results.reduce((sum, { seenCharacters }) => sum + seenCharacters, 0)
  const slowest = Math.max(...results.map(({ markedAfterMs }) => markedAfterMs))
  const minutes = (performance.now() - startedAt) / 60_000
  process.stdout.write(
    `\n${pointsOf(results)} answers cut by ${results.length} kills, ${seen} characters seen, 0 lost, 0 repeated; slowest mark ` +
      `${Math.round(slowest)} ms after restart; ${minutes.toFixed(1)} min (seed ${values.seed})\n`,
  )
  if (slowest > MARKED_WITHIN_MS) throw new Error(`A run was marked only after ${slowest} ms`)
}
