import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

export interface TestCounts {
  passed: number
  failed: number
  skipped: number
}

export interface TestFiles {
  /** Paths from the root of the checkout. */
  files: string[]
  /** How many files run at once, each in a process of its own. */
  concurrency: number
  signal: AbortSignal
  print: (text: string) => void
  /** No file may hold the suite up longer than this. */
  timeoutMs?: number
}

const TEST_TIMEOUT_MS = 120_000
const FILE_TIMEOUT_MS = 300_000
const REPORTER = './scripts/test-reporter.mjs'

/** Runs test files, prints a line for each as it ends, and the whole story of each failure. */
export async function runTestFiles(options: TestFiles): Promise<TestCounts> {
  const total: TestCounts = { passed: 0, failed: 0, skipped: 0 }
  const waiting = [...options.files]
  const worker = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) {
      if (options.signal.aborted) return
      const report = await runTestFile(file, options)
      for (const key of ['passed', 'failed', 'skipped'] as const) total[key] += report[key]
      options.print(describe(file, report))
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, worker))
  return total
}

interface FileReport extends TestCounts {
  failures: string[]
  output: string
  durationMs: number
}

/** What scripts/test-reporter.mjs writes. */
const TestEvent = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin'), title: z.string() }),
  z.object({
    kind: z.literal('end'),
    title: z.string(),
    outcome: z.enum(['passed', 'failed', 'skipped']),
    error: z.string().optional(),
  }),
])
type TestEvent = z.infer<typeof TestEvent>

async function runTestFile(file: string, options: TestFiles): Promise<FileReport> {
  const startedAt = Date.now()
  const folder = mkdtempSync(join(tmpdir(), 'galerne-test-'))
  const eventsPath = join(folder, 'events')
  const flags = [
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    `--test-reporter=${REPORTER}`,
    `--test-reporter-destination=${eventsPath}`,
  ]
  // A group of its own: whatever the tests started and forgot ends with them.
  const child = spawn(process.execPath, [...flags, file], {
    detached: true,
    // Set where these very tests run under node:test: it would take over the reporting.
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const { output, ending } = await untilItEnds(child, options)
  const report = count(readEvents(eventsPath), ending)
  rmSync(folder, { recursive: true, force: true })
  return { ...report, output, durationMs: Date.now() - startedAt }
}

interface Ended {
  output: string
  /** What went wrong with the process itself; undefined when it ended as its tests say. */
  ending: string | undefined
}

function untilItEnds(child: ChildProcess, options: TestFiles): Promise<Ended> {
  let output = ''
  let reason: string | undefined
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  }
  const stop = (why: string) => {
    reason = why
    killGroup(child)
  }
  const timeoutMs = options.timeoutMs ?? FILE_TIMEOUT_MS
  const timer = setTimeout(() => stop(`did not end within ${timeoutMs / 1000} s`), timeoutMs)
  const abort = () => stop('was stopped')
  options.signal.addEventListener('abort', abort)
  return new Promise((resolve) => {
    // `exit`, not `close`: a process that the tests forgot may hold the pipes open for ever.
    child.once('exit', (code, signal) => {
      clearTimeout(timer)
      options.signal.removeEventListener('abort', abort)
      killGroup(child)
      const ending = reason ?? (signal ? `ended by ${signal}` : exitReason(code))
      setImmediate(() => resolve({ output, ending }))
    })
  })
}

const exitReason = (code: number | null) =>
  code === 0 ? undefined : `ended with exit code ${code}`

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL')
  } catch {
    // Nothing of it is left.
  }
}

function readEvents(path: string): TestEvent[] {
  try {
    // The last line is cut when the process was killed.
    const lines = readFileSync(path, 'utf8').split('\n')
    return lines
      .filter((line) => line.endsWith('}'))
      .map((line) => TestEvent.parse(JSON.parse(line)))
  } catch {
    return []
  }
}

function count(events: TestEvent[], ending: string | undefined) {
  const report = { passed: 0, failed: 0, skipped: 0, failures: [] as string[] }
  const running = new Set<string>()
  for (const event of events) {
    if (event.kind === 'begin') running.add(event.title)
    else {
      running.delete(event.title)
      report[event.outcome] += 1
      if (event.outcome === 'failed') report.failures.push(`${event.title}\n${event.error ?? ''}`)
    }
  }
  // A file that fails without a failing test (an import, a leak, a crash) must not pass for green.
  if (ending && report.failed === 0) {
    report.failed += 1
    report.failures.push([`The file ${ending}.`, ...[...running].map((t) => `in: ${t}`)].join('\n'))
  }
  return report
}

function describe(file: string, report: FileReport): string {
  const seconds = (report.durationMs / 1000).toFixed(1)
  const skipped = report.skipped > 0 ? `, ${report.skipped} skipped` : ''
  if (report.failed === 0) return `  ✓ ${file}  ${report.passed}${skipped}  ${seconds} s`
  const story = [...report.failures, report.output.trim()].filter(Boolean).join('\n\n')
  return [
    `  ✗ ${file}  ${report.failed} of ${report.passed + report.failed} failed  ${seconds} s`,
    story.replaceAll(/^/gm, '      '),
  ].join('\n')
}
