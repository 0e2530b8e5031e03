import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createServer, connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'

/** The core of whoever is measured, and that of everybody else. */
export const CORE = { contender: '0', others: '1' }

export interface Start {
  core: string
  command: string
  args: string[]
  cwd?: string
  environment?: Record<string, string>
  /** What it says is nobody's business. */
  isQuiet?: boolean
}

/** A process on one core, its output only where something goes wrong. */
export function startOn({
  core,
  command,
  args,
  cwd,
  environment = {},
  isQuiet = false,
}: Start): ChildProcess {
  return spawn('taskset', ['-c', core, command, ...args], {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'ignore', isQuiet ? 'ignore' : 'inherit', 'ipc'],
  })
}

/** Resolves when something listens there. Rejects where the process ends, or after a minute. */
export async function untilOpen(port: number, child: ChildProcess, name: string): Promise<void> {
  for (let tries = 0; tries < 1200; tries += 1) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}.`)
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => resolve(true))
      socket.on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (isOpen) return
    await sleep(50)
  }
  throw new Error(`Nothing listens for ${name} on port ${port}.`)
}

export async function findPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No port.')
  return address.port
}

export function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.removeAllListeners('exit')
    child.on('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

export const run = promisify(execFile)
