import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import type { EngineOptions } from '#server/engine/engine-options.ts'

/** A server that streams chat completions on this port. */
export interface Contender {
  name: string
  port: number
  stop(): Promise<void>
}

export interface Setup {
  modelFile: string
  sequences: number
  contextTokens: number
  threads: number
}

const HOST = new URL('engine-host.ts', import.meta.url).pathname

/** Our engine, in processes of its own, behind plain HTTP. */
export async function startEngine(
  name: string,
  { modelFile, sequences, contextTokens, threads }: Setup,
  others: EngineOptions = {},
): Promise<Contender> {
  const options = { sequences, contextTokens, maxThreads: threads, hasSpare: false, ...others }
  const child = spawn(process.execPath, [HOST, modelFile, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface(child.stdout), 'line')
  return { name, port: Number(line), stop: () => stop(child) }
}

/** llama.cpp's own server, with as many slots, threads and tokens of context, continuous batching and flash attention as ours. */
export async function startLlamaServer(
  program: string,
  { modelFile, sequences, contextTokens, threads }: Setup,
): Promise<Contender> {
  const port = await freePort()
  const flags = {
    '--model': modelFile,
    '--host': '127.0.0.1',
    '--port': port,
    '--parallel': sequences,
    '--ctx-size': sequences * contextTokens,
    '--threads': threads,
    '--threads-batch': threads,
    '--flash-attn': 'auto',
  }
  const all = [...Object.entries(flags).flat().map(String), '--cont-batching', '--no-webui']
  const child = spawn(program, all, { stdio: ['ignore', 'ignore', 'ignore'] })
  await healthy(child, port)
  return { name: 'llama-server', port, stop: () => stop(child) }
}

/** A process that takes one whole core, as a build or an indexer does. */
export function startNeighbour(): { stop(): Promise<void> } {
  const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' })
  return { stop: () => stop(child) }
}

async function healthy(child: ChildProcess, port: number): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`llama-server ended with ${child.exitCode}`)
    const response = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null)
    if (response?.ok) return
    await pause(100)
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a TCP server's address is never a string
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000)
  await gone
  clearTimeout(timer)
}
