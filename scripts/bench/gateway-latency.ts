import { request as httpRequest, Agent } from 'node:http'
import { performance } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Contender } from './gateway-contenders.ts'
import { callTo, WORKLOADS, type Workload } from './gateway-load.ts'

const RATE = 1000
const ROUNDS = 5

interface Times {
  wholeMs: number[]
  firstMs: number[]
}

/**
 * What each adds to the time of a call, against the mock with nobody between: at 1,000 requests a second, sent when they are due
 * whether or not earlier ones are answered, and the time to the first byte of streams one at a time. In turns.
 */
export async function measureLatency(
  contenders: Contender[],
  { seconds }: { seconds: number },
): Promise<string> {
  const times = new Map<string, Times>(
    contenders.map(({ name }) => [name, { wholeMs: [], firstMs: [] }]),
  )
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const contender of contenders) {
      const own = times.get(contender.name)
      const whole = await atRate(contender, plain, seconds / ROUNDS)
      own?.wholeMs.push(...(round === 0 ? [] : whole))
      own?.firstMs.push(...(await oneAtATime(contender, streamed)))
    }
  }
  const [direct = ''] = contenders.map(({ name }) => name)
  const base = times.get(direct)
  const rows = [...times].map(([name, { wholeMs, firstMs }]) => {
    const added = (list: number[], from: number[] | undefined, share: number) =>
      (quantile(list, share) - quantile(from ?? [], share)).toFixed(3)
    const cells = [
      name,
      quantile(wholeMs, 0.5).toFixed(3),
      quantile(wholeMs, 0.99).toFixed(3),
      added(wholeMs, base?.wholeMs, 0.5),
      added(wholeMs, base?.wholeMs, 0.99),
      added(firstMs, base?.firstMs, 0.5),
    ]
    return `| ${cells.join(' | ')} |`
  })
  return `| who, at ${RATE} requests/s | p50 ms | p99 ms | added p50 | added p99 | added to the first byte of a lone stream, p50 |\n|---|---|---|---|---|---|\n${rows.join('\n')}\n`
}

const plain = workloadOf('small chat')
const streamed = workloadOf('stream of 51 events')

function workloadOf(name: string): Workload {
  const found = WORKLOADS.find((workload) => workload.name === name)
  if (!found) throw new Error(`There is no workload ${name}.`)
  return found
}

async function atRate(contender: Contender, workload: Workload, seconds: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const count = Math.round(RATE * seconds)
  const startMs = performance.now()
  const running: Promise<{ wholeMs: number }>[] = []
  while (running.length < count) {
    const due = Math.min(count, Math.floor(((performance.now() - startMs) / 1000) * RATE))
    while (running.length < due) running.push(send(contender, workload, agent))
    await sleep(0)
  }
  const done = await Promise.all(running)
  agent.destroy()
  return done.map(({ wholeMs }) => wholeMs)
}

async function oneAtATime(contender: Contender, workload: Workload): Promise<number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const times: number[] = []
  for (let count = 0; count < 120; count += 1) {
    const { firstMs } = await send(contender, workload, agent)
    // The first ones make connections.
    if (count >= 20) times.push(firstMs)
  }
  agent.destroy()
  return times
}

function send(contender: Contender, workload: Workload, agent: Agent) {
  const { url, headers, body } = callTo(contender, workload)
  const startMs = performance.now()
  return new Promise<{ wholeMs: number; firstMs: number }>((resolve, reject) => {
    const length = { 'content-length': Buffer.byteLength(body) }
    const options = { method: 'POST', agent, headers: { ...headers, ...length } }
    const request = httpRequest(url, options, (response) => {
      let firstMs = 0
      response.on('data', () => (firstMs ||= performance.now() - startMs))
      response.on('end', () => {
        if (response.statusCode === 200) {
          resolve({ wholeMs: performance.now() - startMs, firstMs })
        } else reject(new Error(`${contender.name} answered ${response.statusCode}.`))
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

function quantile(list: number[], share: number): number {
  const sorted = list.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
