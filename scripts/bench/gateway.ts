/**
 * What it costs to pass through Galerne: CPU-µs a request and requests a second, beside nginx, on the same cores in turns.
 *
 *   npm run bench -- [--seconds 2] [--rounds 5] [--no-record]
 *
 * Needs nginx, wrk and taskset (Debian: nginx wrk util-linux). Galerne runs whole (key, policy, ledger, database), over a
 * mock that always answers the same bytes; every round checks status and bytes. Appends to docs/bench.md.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startContenders } from './gateway-contenders.ts'
import { measure, WORKLOADS, type Sample, type Workload } from './gateway-load.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    'no-record': { type: 'boolean', default: false },
  },
})
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)
const folder = mkdtempSync(join(tmpdir(), 'galerne-bench-'))
const { contenders, direct, stop } = await startContenders(folder)
try {
  const report = await compare()
  process.stdout.write(report)
  if (!values['no-record']) record(report)
} finally {
  await stop()
  rmSync(folder, { recursive: true, force: true })
}

async function compare(): Promise<string> {
  const rows: string[] = []
  for (const workload of WORKLOADS) {
    // Warm connections, caches and compiled code before anything counts.
    for (const contender of contenders) await measure(contender, workload, { folder, seconds: 1 })
    const samples = new Map<string, Sample[]>()
    for (let round = 0; round < rounds; round += 1) {
      // In turns, so that a busy moment of the machine hits everybody.
      for (const contender of workload.connections === 1 ? [direct, ...contenders] : contenders) {
        const sample = await measure(contender, workload, { folder, seconds })
        samples.set(contender.name, [...(samples.get(contender.name) ?? []), sample])
      }
    }
    rows.push(...rowsFor(workload, samples))
  }
  const head =
    '| workload | who | CPU-µs/request, min | median | requests/s, median | p50 ms | p99 ms | share of nginx’s rps |\n|---|---|---|---|---|---|---|---|\n'
  return `${head}${rows.join('\n')}\n`
}

function rowsFor(workload: Workload, samples: Map<string, Sample[]>): string[] {
  const nginx = median(samples.get('nginx proxy_pass') ?? [], 'requestsPerSecond')
  return [...samples].map(([name, list]) => {
    const rps = median(list, 'requestsPerSecond')
    const cells = [
      workload.name,
      name,
      Math.min(...list.map(({ cpuMicros }) => cpuMicros)).toFixed(1),
      median(list, 'cpuMicros').toFixed(1),
      Math.round(rps),
      median(list, 'p50Ms').toFixed(2),
      median(list, 'p99Ms').toFixed(2),
      `${(rps / nginx).toFixed(2)}×`,
    ]
    return `| ${cells.join(' | ')} |`
  })
}

function median(samples: Sample[], name: keyof Sample): number {
  const sorted = samples.map((sample) => sample[name]).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function record(report: string): void {
  const path = join(import.meta.dirname, '../../docs/bench.md')
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const date = new Date().toISOString().slice(0, 10)
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`
  const title = existsSync(path)
    ? ''
    : '# Measurements\n\nMade by `npm run bench` and `npm run bench:engine`; newest last.\n'
  appendFileSync(
    path,
    `${title}\n## Gateway, ${date}, ${commit}\n\n${machine}; ${rounds} rounds of ${seconds} s, in turns, each contender on one core, load and mock on the other.\n\n${report}`,
  )
}
