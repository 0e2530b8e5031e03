import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { chatRequest, inTurns, open, sendMany, timeChats } from './soak/clients.ts'
import { startGalerne, startUpstream, type Soaked, type Upstream } from './soak/processes.ts'

/**
 * `npm run soak`: a million requests with memory measured on the way, ten thousand streams that lie idle, and ten thousand
 * clients that never end their request. Linux only; everything on loopback. Exit code 1 where a goal is missed.
 */
const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    streams: { type: 'string', default: '10000' },
    lorises: { type: 'string', default: '10000' },
    workers: { type: 'string', default: '2' },
    connections: { type: 'string', default: '64' },
    /** Further flags for Node, separated by spaces. */
    node: { type: 'string', default: '' },
  },
})
const GOAL = { workerMb: 150, growthMb: 20, chatMs: 50 }
/** Of records: then requests wait for the database. */
const MAX_WAITING = 20_000
const problems: string[] = []
const folder = mkdtempSync(join(tmpdir(), 'galerne-soak-'))
const upstream = await startUpstream()
const server = await startGalerne({
  folder,
  upstreamPort: upstream.port,
  workers: Number(values.workers),
  execArgv: values.node.split(' ').filter(Boolean),
})
try {
  // Other workers hear of the key.
  await sleep(1500)
  if (Number(values.requests) > 0) await manyRequests(server, Number(values.requests))
  if (Number(values.streams) > 0) await idleStreams(server, upstream, Number(values.streams))
  if (Number(values.lorises) > 0) await slowHeaders(server, Number(values.lorises))
} finally {
  await server.stop()
  await upstream.stop()
  rmSync(folder, { recursive: true, force: true })
}
for (const problem of problems) say(`MISSED: ${problem}`)
process.exitCode = problems.length > 0 ? 1 : 0

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function mb(bytes: number): number {
  return Math.round(bytes / 1e6)
}

function describeMemory(): string {
  const { answering, primary } = server.memory()
  const own = primary === null ? '' : `, primary ${mb(primary)} MB`
  return `${answering.map((bytes) => `${mb(bytes)} MB`).join(', ')}${own}`
}

async function manyRequests(galerne: Soaked, count: number): Promise<void> {
  say(`${count} requests over ${values.connections} connections; at first ${describeMemory()}`)
  let asked = 0
  let answered = 0
  let tenthMb = 0
  const startedMs = performance.now()
  const cpuBefore = galerne.cpuMicros()
  // As fast as the ledger goes into the database: what waits is kept on the disk, but not without end.
  const gate = createGate(galerne)
  const take = async () => {
    await gate.pass()
    return asked++ < count
  }
  const onAnswer = () => {
    answered += 1
    if (answered % Math.ceil(count / 10) !== 0) return
    const share = Math.round((100 * answered) / count)
    const perSecond = Math.round((1000 * answered) / (performance.now() - startedMs))
    say(`  ${share} %: ${describeMemory()} (${perSecond} requests/s)`)
    if (share === 20) tenthMb = Math.max(...galerne.memory().answering.map(mb))
  }
  const connections = Array.from({ length: Number(values.connections) })
  await Promise.all(connections.map(() => sendMany(galerne, take, onAnswer)))
  gate.close()
  const each = (galerne.cpuMicros() - cpuBefore) / count
  say(`  ${each.toFixed(0)} µs of processor time each, all threads of those that answer`)
  const lastMb = Math.max(...galerne.memory().answering.map(mb))
  if (lastMb > GOAL.workerMb) problems.push(`${lastMb} MB after ${count} requests`)
  if (lastMb - tenthMb > GOAL.growthMb) {
    problems.push(`memory grew from ${tenthMb} MB to ${lastMb} MB between 20 % and the end`)
  }
}

function createGate(galerne: Soaked) {
  let opening: PromiseWithResolvers<void> | undefined
  const look = async () => {
    const isBehind = (await galerne.ledgerWaiting()) > MAX_WAITING
    if (isBehind) opening ??= Promise.withResolvers()
    if (isBehind) return
    opening?.resolve()
    opening = undefined
  }
  const timer = setInterval(() => void look(), 250)
  return { pass: () => opening?.promise, close: () => clearInterval(timer) }
}

async function idleStreams(galerne: Soaked, provider: Upstream, count: number): Promise<void> {
  await timeChats(galerne, 20)
  const before = galerne.memory().answering.reduce((sum, bytes) => sum + bytes, 0)
  const sockets: Socket[] = []
  const request = chatRequest(galerne, true)
  const startedMs = performance.now()
  await inTurns(count, 200, async () => {
    const socket = await open(galerne.port)
    sockets.push(socket)
    const first = new Promise<string>((resolve, reject) => {
      let text = ''
      socket.on('data', (bytes) => {
        text += bytes.toString('latin1')
        if (text.includes('Hej')) resolve(text)
      })
      socket.on('close', () => reject(new Error(`A stream ended: ${text.slice(0, 300)}`)))
    })
    socket.write(request)
    await first
    socket.removeAllListeners('close')
  })
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  const after = galerne.memory().answering.reduce((sum, bytes) => sum + bytes, 0)
  const calls = await provider.connections()
  say(`${count} streams opened in ${seconds} s, ${calls} connections upstream: ${describeMemory()}`)
  say(`  ${((after - before) / count / 1000).toFixed(1)} kB a stream`)
  await tellTimes(galerne, 'with these streams')
  const alive = sockets.filter((socket) => !socket.destroyed && !socket.readableEnded).length
  if (alive !== count) problems.push(`${count - alive} of ${count} streams were closed by Galerne`)
  for (const socket of sockets) socket.destroy()
  const leftMs = performance.now()
  while ((await provider.connections()) > 64 && performance.now() - leftMs < 20_000) await sleep(50)
  const left = await provider.connections()
  const tookMs = Math.round(performance.now() - leftMs)
  say(`  ${tookMs} ms after the clients left, ${left} connections upstream: ${describeMemory()}`)
  if (left > 64) problems.push(`${left} connections upstream outlived their clients`)
}

async function slowHeaders(galerne: Soaked, count: number): Promise<void> {
  const sockets: Socket[] = []
  const shownOut = { count: 0 }
  await inTurns(count, 200, async () => {
    const socket = await open(galerne.port)
    socket.on('close', () => (shownOut.count += 1))
    socket.write('POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n')
    socket.resume()
    sockets.push(socket)
  })
  const drip = setInterval(() => {
    for (const socket of sockets) if (socket.writable) socket.write('x')
  }, 2000)
  say(`${count} clients that never end their request: ${describeMemory()}`)
  await tellTimes(galerne, 'beside them')
  const startedMs = performance.now()
  const isOver = () => shownOut.count >= count || performance.now() - startedMs > 30_000
  while (!isOver()) await sleep(100)
  clearInterval(drip)
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  const left = count - shownOut.count
  say(`  ${shownOut.count} of them were shown out within ${seconds} s: ${describeMemory()}`)
  if (left > 0) problems.push(`${left} of ${count} slow clients were still there`)
  for (const socket of sockets) socket.destroy()
}

async function tellTimes(galerne: Soaked, when: string): Promise<void> {
  const times = await timeChats(galerne, 100)
  const at = (share: number) => times[Math.floor(times.length * share)] ?? Number.NaN
  const p50 = at(0.5)
  say(`  a small chat ${when}: p50 ${p50.toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms`)
  if (p50 > GOAL.chatMs) problems.push(`a small chat took ${p50.toFixed(1)} ms ${when}`)
}
