import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ANSWER, type Contender } from './gateway-contenders.ts'

export interface Workload {
  name: string
  kind: 'plain' | 'stream'
  /** Bytes of the question. */
  size: number
  connections: number
}

export const WORKLOADS: Workload[] = [
  { name: 'small chat', kind: 'plain', size: 100, connections: 32 },
  { name: '10 kB', kind: 'plain', size: 10_000, connections: 32 },
  { name: '100 kB', kind: 'plain', size: 100_000, connections: 32 },
  { name: 'stream of 51 events', kind: 'stream', size: 100, connections: 32 },
  { name: 'small chat, one at a time', kind: 'plain', size: 100, connections: 1 },
]

export interface Sample {
  requestsPerSecond: number
  cpuMicros: number
  p50Ms: number
  p99Ms: number
}

const run = promisify(execFile)

/** One round of wrk. Throws where any answer was not 200, or an answer is not the bytes of the mock. */
export async function measure(
  contender: Contender,
  workload: Workload,
  { folder, seconds }: { folder: string; seconds: number },
): Promise<Sample> {
  const body = bodyFor(workload)
  const headers = { 'content-type': 'application/json', ...contender.headers }
  const url = contender.urlFor(workload.kind)
  await check({ url, headers, body, kind: workload.kind })
  const script = join(folder, 'wrk.lua')
  writeFileSync(
    script,
    [
      'wrk.method = "POST"',
      `wrk.body = [==[${body}]==]`,
      ...Object.entries(headers).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`),
    ].join('\n'),
  )
  const before = cpuNanos(contender.pid)
  const args = [
    '-t1',
    `-c${workload.connections}`,
    `-d${seconds}s`,
    '--latency',
    '--timeout',
    '30s',
    '-s',
    script,
    url,
  ]
  const { stdout } = await run('taskset', ['-c', '1', 'wrk', ...args])
  const spent = cpuNanos(contender.pid) - before
  await check({ url, headers, body, kind: workload.kind })
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`${contender.name}: ${stdout}`)
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1])
  return {
    requestsPerSecond: Number(/Requests\/sec: +([\d.]+)/.exec(stdout)?.[1]),
    cpuMicros: spent / 1000 / requests,
    p50Ms: milliseconds(/50% +([\d.]+)(us|ms|s)/.exec(stdout)),
    p99Ms: milliseconds(/99% +([\d.]+)(us|ms|s)/.exec(stdout)),
  }
}

function bodyFor({ kind, size }: Workload): string {
  const content = 'Pourquoi la glace flotte-t-elle ? '.repeat(Math.ceil(size / 34)).slice(0, size)
  const stream = kind === 'stream' ? { stream: true } : {}
  return JSON.stringify({
    model: `bench-${kind}`,
    ...stream,
    messages: [{ role: 'user', content }],
  })
}

async function check(call: {
  url: string
  headers: Record<string, string>
  body: string
  kind: 'plain' | 'stream'
}): Promise<void> {
  const { url, headers, body, kind } = call
  const answer = await fetch(url, { method: 'POST', headers, body })
  const text = await answer.text()
  const isSame = hashOf(text) === hashOf(ANSWER[kind])
  if (answer.status !== 200 || !isSame) {
    throw new Error(`${url} answered ${answer.status}, not the mock's bytes: ${text.slice(0, 300)}`)
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** Time on a core of all threads of a process, from the scheduler's own account. */
function cpuNanos(pid: number): number {
  let nanos = 0
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    nanos += Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0])
  }
  return nanos
}

function milliseconds(match: RegExpExecArray | null): number {
  const factor = { us: 0.001, ms: 1, s: 1000 }[match?.[2] ?? ''] ?? Number.NaN
  return Number(match?.[1]) * factor
}
