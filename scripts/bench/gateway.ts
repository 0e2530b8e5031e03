/**
 * What it costs to pass through Galerne: CPU-µs a request and requests a second, beside nginx and the peers that can be
 * installed, each on the same core in turns; then what it adds to the time of a call at 1,000 requests a second.
 *
 *   npm run bench -- [--seconds 2] [--rounds 5] [--only "small chat"] [--no-peers] [--no-record]
 *
 * Needs nginx, wrk and taskset (Debian: nginx wrk util-linux), postgresql-15, and python3 for LiteLLM. Galerne runs whole (key,
 * policy, ledger, metrics, database); peers run with their logging off. Every answer's status is checked, and of those who pass
 * bytes on every answer's bytes in the first second, before anything counts. Writes docs/bench.md and docs/bench-gateway.svg.
 */
import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { drawBars } from './bar-chart.ts'
import { CORE } from './child-processes.ts'
import { ROOT, startField, type Contender } from './gateway-contenders.ts'
import { measureLatency } from './gateway-latency.ts'
import { measure, verify, WORKLOADS, type Sample, type Workload } from './gateway-load.ts'
import { startPeers } from './gateway-peers.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '2' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string' },
    'no-peers': { type: 'boolean', default: false },
    'no-record': { type: 'boolean', default: false },
  },
})
// With all that is not measured.
execFileSync('taskset', ['-cp', CORE.others, String(process.pid)], { stdio: 'ignore' })
const seconds = Number(values.seconds)
const rounds = Number(values.rounds)
const workloads = WORKLOADS.filter(({ name }) => values.only === undefined || name === values.only)
const missing: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'galerne-bench-'))
const field = await startField(folder)
try {
  const peers = values['no-peers']
    ? { contenders: [], missing: [] }
    : await startPeers(field, folder)
  missing.push(...peers.missing)
  const report = await compare([...field.contenders, ...peers.contenders])
  const latency = await measureLatency([field.direct, ...field.contenders], {
    seconds: seconds * 3,
  })
  process.stdout.write(`${report}\n${latency}`)
  if (!values['no-record']) record(`${report}\n${latency}`)
} finally {
  await field.stop()
  rmSync(folder, { recursive: true, force: true })
}

async function compare(all: Contender[]): Promise<string> {
  const rows: string[] = []
  for (const workload of workloads) {
    const able = await verified(all, workload)
    const samples = new Map<string, Sample[]>()
    for (let round = 0; round < rounds; round += 1) {
      // In turns, so that a busy moment of the machine hits everybody.
      for (const contender of able) {
        const sample = await measure(contender, workload, { folder, seconds })
        samples.set(contender.name, [...(samples.get(contender.name) ?? []), sample])
      }
    }
    rows.push(...rowsFor(workload, samples))
    if (workload === workloads[0]) draw(samples)
  }
  const head =
    '| workload | who | CPU-µs/request, min | median | requests/s, median | p50 ms | p99 ms | CPU: times Galerne’s |\n|---|---|---|---|---|---|---|---|\n'
  const absent = missing.map((why) => `Not measured: ${why}.\n`).join('')
  return `${head}${rows.join('\n')}\n${absent && `\n${absent}`}`
}

/** Those who answer this workload rightly; the others are named. Warms connections, caches and compiled code as well. */
async function verified(all: Contender[], workload: Workload): Promise<Contender[]> {
  const able: Contender[] = []
  for (const contender of all) {
    try {
      await verify(contender, workload, { folder, seconds: 1 })
      able.push(contender)
    } catch (error) {
      if (contender.isExact) throw error
      const [why = ''] = String(error).split('\n')
      missing.push(`${contender.name}, ${workload.name}: ${why.slice(0, 200)}`)
    }
  }
  return able
}

function rowsFor(workload: Workload, samples: Map<string, Sample[]>): string[] {
  const own = median(samples.get('Galerne') ?? [], 'cpuMicros')
  return [...samples].map(([name, list]) => {
    const cells = [
      workload.name,
      name,
      Math.min(...list.map(({ cpuMicros }) => cpuMicros)).toFixed(1),
      median(list, 'cpuMicros').toFixed(1),
      Math.round(median(list, 'requestsPerSecond')),
      median(list, 'p50Ms').toFixed(2),
      median(list, 'p99Ms').toFixed(2),
      `${(median(list, 'cpuMicros') / own).toFixed(2)}×`,
    ]
    return `| ${cells.join(' | ')} |`
  })
}

function median(samples: Sample[], name: keyof Sample): number {
  const sorted = samples.map((sample) => sample[name]).toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}

function draw(samples: Map<string, Sample[]>): void {
  if (values['no-record']) return
  const bars = [...samples].map(([name, list]) => ({ name, value: median(list, 'cpuMicros') }))
  const title = 'CPU-µs a request, small chat (median; shorter is better; logarithmic)'
  writeFileSync(join(ROOT, 'docs/bench-gateway.svg'), drawBars(title, bars))
}

function record(report: string): void {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim()
  const date = new Date().toISOString().slice(0, 10)
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`
  appendFileSync(
    join(ROOT, 'docs/bench.md'),
    `\n## Gateway, ${date}, ${commit}\n\n${machine}; ${rounds} rounds of ${seconds} s, in turns, each contender on one core, load and mock on the other.\n\n![CPU a request](bench-gateway.svg)\n\n${report}`,
  )
}
