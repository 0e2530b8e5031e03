import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { CreatedKey } from '../../wire/access.ts'

/** As bin/child.mjs starts it. */
const NODE_FLAGS = [
  '--disable-warning=ExperimentalWarning',
  '--max-semi-space-size=8',
  '--heap-growing-percent=60',
]
const ROOT = join(import.meta.dirname, '..', '..')

export interface Upstream {
  port: number
  /** How many connections are open there. */
  connections(): Promise<number>
  stop(): Promise<void>
}

export async function startUpstream(): Promise<Upstream> {
  const child = fork(join(import.meta.dirname, 'upstream.ts'), { execArgv: [] })
  const [{ port }] = await once(child, 'message')
  return {
    port,
    async connections() {
      child.send('count')
      const [{ connections }] = await once(child, 'message')
      return connections
    },
    stop: () => end(child),
  }
}

export interface Soaked {
  port: number
  key: string
  pid: number
  /** Resident memory of each process that answers, in bytes; the primary of several apart. */
  memory(): { answering: number[]; primary: number | null }
  /** Processor time of those that answer, since each began, in microseconds. */
  cpuMicros(): number
  /** Records of usage that are not in the database yet, of all processes. */
  ledgerWaiting(): Promise<number>
  stop(): Promise<void>
}

export interface GalerneOptions {
  folder: string
  upstreamPort: number
  workers: number
  /** Further flags for Node. */
  execArgv: string[]
}

/** The whole product with a key, a limit and a budget on it; only the embedded model is left out. */
export async function startGalerne(options: GalerneOptions): Promise<Soaked> {
  const { folder, upstreamPort, workers, execArgv } = options
  writeFileSync(join(folder, 'galerne.yaml'), yaml(upstreamPort))
  const flags = ['--port', '0', '--no-model', '--log-level', 'error', '--workers', String(workers)]
  const child = fork(join(ROOT, 'server', 'main.ts'), ['--data', folder, ...flags], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { NODE_COMPILE_CACHE: join(homedir(), '.cache', 'galerne', 'compiled'), ...process.env },
    execArgv: [...NODE_FLAGS, ...execArgv],
  })
  const [{ url }] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(() => Promise.reject(new Error('Galerne did not start'))),
  ])
  const key = await createKey(url, folder)
  const pid = child.pid ?? 0
  const pids = () => (workers === 1 ? [pid] : workerPids(folder).filter((one) => one !== pid))
  return {
    port: Number(new URL(url).port),
    key,
    pid,
    memory: () => ({
      answering: pids().map(residentBytes),
      primary: workers === 1 ? null : residentBytes(pid),
    }),
    cpuMicros: () => pids().reduce((sum, one) => sum + cpuMicrosOf(one), 0),
    async ledgerWaiting() {
      const text = await (await fetch(`${url}/metrics`)).text()
      const samples = text.matchAll(/^galerne_ledger_waiting(?:\{[^}]*\})? (\d+)$/gm)
      return [...samples].reduce((sum, [, waiting]) => sum + Number(waiting), 0)
    },
    stop: () => end(child),
  }
}

/** Everything on, and nothing in the way: what is counted must not end. */
async function createKey(url: string, folder: string): Promise<string> {
  const { token } = JSON.parse(readFileSync(join(folder, 'local-token'), 'utf8'))
  const post = async (path: string, body: object) => {
    const response = await fetch(`${url}/api${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    if (response.status !== 201) throw new Error(`${path}: ${await response.text()}`)
    return response.json()
  }
  const { id, secret } = CreatedKey.parse(await post('/keys', { name: 'soak' }))
  const subject = { kind: 'key', id }
  const ends = { softMicros: null, hardMicros: 1e15 }
  await post('/budgets', { subject, period: 'day', currency: 'EUR', ...ends })
  await post('/limits', { subject, metric: 'requests', amount: 1e9 })
  return secret
}

function yaml(port: number): string {
  return `providers:
  soak:
    baseUrl: http://127.0.0.1:${port}/v1
    limits: { idleMs: 3600000, firstByteMs: 3600000 }
    models:
      - upstreamName: soak
        price: { currency: EUR, inputMicros: 100000, outputMicros: 300000, date: 2026-01-01 }
`
}

/** Each process that writes usage says so in a folder of its own. */
function workerPids(folder: string): number[] {
  const ledger = join(folder, 'ledger')
  return readdirSync(ledger, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => JSON.parse(readFileSync(join(ledger, name, 'owner.json'), 'utf8')).pid)
}

function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024
}

function cpuMicrosOf(pid: number): number {
  const nanos = readdirSync(`/proc/${pid}/task`).map((thread) =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]),
  )
  return nanos.reduce((sum, one) => sum + one, 0) / 1000
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
