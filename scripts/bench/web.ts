/**
 * How quickly the page shows what the server has: every row of the goals that a browser can measure, printed beside its goal.
 *
 *   npm run bench:web -- [--answers 40] [--throttle 1,4] [--append]
 *
 * The whole server with the fake provider, and Debian's Chromium, on one machine. `--append` adds the table to docs/bench.md.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createWorld, type World } from '../../test/e2e/world.ts'
import { measureFirstTokens } from './web/first-token.ts'
import { measureHostileText } from './web/hostile-text.ts'
import { measureLongConversation } from './web/long-conversation.ts'
import { measureStreaming } from './web/streaming.ts'
import { measureTransfer } from './web/transfer.ts'
import type { Row } from './web/rows.ts'

const { values } = parseArgs({
  options: {
    answers: { type: 'string', default: '40' },
    throttle: { type: 'string', default: '1,4' },
    append: { type: 'boolean', default: false },
  },
})
const ROOT = join(import.meta.dirname, '..', '..')
const rows: Row[] = []
const world = await createWorld()
try {
  note(await measureTransfer(world))
  note(await measureHostileText(world))
  for (const throttle of values.throttle.split(',').map(Number)) await measure(world, throttle)
} finally {
  await world.close()
}
if (values.append) appendFileSync(join(ROOT, 'docs', 'bench.md'), describe(rows))

async function measure(on: World, throttle: number): Promise<void> {
  const slow = { throttle, answers: Number(values.answers) }
  note(await measureFirstTokens(on, slow))
  note(await measureStreaming(on, slow))
  note(await measureLongConversation(on, slow))
}

function note(more: readonly Row[]): void {
  for (const row of more) console.log(lineOf(row))
  rows.push(...more)
}

function lineOf({ what, result, goal, isMet }: Row): string {
  return `| ${what} | ${result} | ${goal}${isMet === null ? '' : isMet ? ': met' : ': MISSED'} |`
}

function describe(all: readonly Row[]): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  const day = new Date().toISOString().slice(0, 10)
  const head = `\n## The page, ${day}, ${commit.trim()}\n\n\`npm run bench:web\`: headless Chromium, fake provider, everything on one machine (2 cores, Node ${process.version}).\n\n| measured | result | goal |\n|---|---|---|\n`
  return `${head}${all.map(lineOf).join('\n')}\n`
}
