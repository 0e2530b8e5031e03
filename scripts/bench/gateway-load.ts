import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CORE, run } from './child-processes.ts'
import { ANSWER, SAID, textOf } from './gateway-answers.ts'
import type { Contender, Kind } from './gateway-contenders.ts'

export interface Workload {
  name: string
  kind: Kind
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

interface Round {
  folder: string
  seconds: number
}

/** One round of wrk. Throws where any answer was not 200, or the answer before or after is not what the mock says. */
export async function measure(
  contender: Contender,
  workload: Workload,
  round: Round,
): Promise<Sample> {
  const { kind } = workload
  const call = callTo(contender, workload)
  await check(call)
  const before = cpuNanos(contender.pidFor(kind))
  const output = await runWrk(call, workload, round)
  const spent = cpuNanos(contender.pidFor(kind)) - before
  await check(call)
  if (/Non-2xx|Socket errors/.test(output)) throw new Error(`${contender.name}: ${output}`)
  const requests = Number(/(\d+) requests in/.exec(output)?.[1])
  return {
    requestsPerSecond: Number(/Requests\/sec: +([\d.]+)/.exec(output)?.[1]),
    cpuMicros: spent / 1000 / requests,
    p50Ms: milliseconds(/50% +([\d.]+)(us|ms|s)/.exec(output)),
    p99Ms: milliseconds(/99% +([\d.]+)(us|ms|s)/.exec(output)),
  }
}

/** A round that does not count, in which the bytes of each answer are compared where they must be the mock's own. */
export async function verify(
  contender: Contender,
  workload: Workload,
  round: Round,
): Promise<void> {
  const call = callTo(contender, workload)
  await check(call)
  const script = contender.isExact ? verifyingScript(workload.kind) : ''
  const output = await runWrk(call, workload, { ...round, script })
  const wrong = Number(/wrong answers: (\d+)/.exec(output)?.[1] ?? 0)
  if (wrong > 0 || /Non-2xx|Socket errors/.test(output)) {
    throw new Error(`${contender.name}: ${wrong} wrong answers. ${output}`)
  }
}

/** Lua: wrk counts in each thread what it sees. */
function verifyingScript(kind: Kind): string {
  return [
    `local expected = [==[${ANSWER[kind]}]==]`,
    'local threads = {}',
    'wrong = 0',
    'function setup(thread) table.insert(threads, thread) end',
    'function response(status, headers, body)',
    '  if status ~= 200 or body ~= expected then wrong = wrong + 1 end',
    'end',
    'function done()',
    '  local sum = 0',
    '  for _, thread in ipairs(threads) do sum = sum + thread:get("wrong") end',
    '  io.write("wrong answers: " .. sum .. "\\n")',
    'end',
  ].join('\n')
}

interface Call {
  url: string
  headers: Record<string, string>
  body: string
  kind: Kind
  isExact: boolean
}

export function callTo(contender: Contender, workload: Workload): Call {
  const { kind } = workload
  return {
    url: contender.urlFor(kind),
    headers: { 'content-type': 'application/json', ...contender.headersFor?.(kind) },
    body: bodyFor(contender, workload),
    kind,
    isExact: contender.isExact,
  }
}

async function runWrk(
  { url, headers, body }: Call,
  { connections }: Workload,
  { folder, seconds, script = '' }: Round & { script?: string },
): Promise<string> {
  const path = join(folder, 'wrk.lua')
  const lines = Object.entries(headers).map(
    ([name, value]) => `wrk.headers["${name}"] = "${value}"`,
  )
  const text = ['wrk.method = "POST"', `wrk.body = [==[${body}]==]`, ...lines, script].join('\n')
  writeFileSync(path, text)
  const args = ['-t1', `-c${connections}`, `-d${seconds}s`, '--latency', '--timeout', '30s']
  const { stdout } = await run('taskset', ['-c', CORE.others, 'wrk', ...args, '-s', path, url])
  return stdout
}

function bodyFor(contender: Contender, { kind, size }: Workload): string {
  const content = 'Pourquoi la glace flotte-t-elle ? '.repeat(Math.ceil(size / 34)).slice(0, size)
  const model = contender.modelFor?.(kind) ?? `bench-${kind}`
  const stream = kind === 'stream' ? { stream: true } : {}
  return JSON.stringify({ model, ...stream, messages: [{ role: 'user', content }] })
}

async function check(call: Call): Promise<void> {
  const { url, headers, body, kind, isExact } = call
  const answer = await fetch(url, { method: 'POST', headers, body })
  const text = await answer.text()
  const isSame = isExact ? text === ANSWER[kind] : answer.ok && textOf(text) === SAID[kind]
  if (answer.status !== 200 || !isSame) {
    throw new Error(
      `${url} answered ${answer.status}, not what the mock said: ${text.slice(0, 300)}`,
    )
  }
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
