import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Log } from '../lib/log.ts'
import { createChildEnvironment } from './child-environment.ts'
import type { FromChild, ToChild } from './engine-messages.ts'

/** One engine process, running or gone. */
export interface EngineProcess {
  readonly pid: number | undefined
  send(message: ToChild): void
  /** From now on messages and the end come here; what came before is delivered first. */
  attach(listener: ProcessListener): void
  /** At once, without asking. */
  kill(): void
  /** Asks, waits a second, then kills. Resolves when the process is gone. */
  stop(): Promise<void>
}

export interface ProcessListener {
  onMessage(message: FromChild): void
  onExit(how: string): void
}

export type StartProcess = () => EngineProcess

const PROGRAM = fileURLToPath(new URL('engine-child.ts', import.meta.url))
const STOP_MS = 1000

export function startEngineProcess(log: Log): EngineProcess {
  const child = fork(PROGRAM, [], {
    serialization: 'advanced',
    env: createChildEnvironment(),
    // Not the server's own flags: a debugger's port or a test runner's options are not for two processes.
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const early: FromChild[] = []
  let listener: ProcessListener | undefined
  let end: string | undefined
  child.on('message', (received) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only our own program writes to this channel
    const message = received as FromChild
    if (listener) listener.onMessage(message)
    else early.push(message)
  })
  const finish = (how: string) => {
    if (end !== undefined) return
    end = how
    listener?.onExit(how)
  }
  child.on('exit', (code, signal) => finish(signal ?? `exit code ${code}`))
  child.on('error', (error) => finish(error.message))
  logOutput(child, log)
  return {
    pid: child.pid,
    send(message) {
      // A process that has just gone is told of by its exit, not by a failed write.
      if (child.connected) child.send(message, () => {})
    },
    attach(next) {
      listener = next
      for (const message of early.splice(0)) next.onMessage(message)
      if (end !== undefined) next.onExit(end)
    },
    kill: () => void child.kill('SIGKILL'),
    stop: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const gone = once(child, 'exit')
  if (child.connected) child.send({ type: 'close' } satisfies ToChild, () => {})
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
  await gone
  clearTimeout(timer)
}

/** llama.cpp writes only errors; a few lines of them are worth having, a flood is not. */
const MAX_LOGGED_LENGTH = 2000

function logOutput(child: ChildProcess, log: Log): void {
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8')
    stream?.on('data', (text: string) => {
      const line = text.trim().slice(0, MAX_LOGGED_LENGTH)
      if (line) log.warn('the engine process wrote', { pid: child.pid, line })
    })
  }
}

/** One process ahead of need, its library loaded: what a crash or a first request would otherwise wait for. */
export interface SpareProcess {
  take(): EngineProcess
  /** Makes a spare soon, once the machine has had a moment to do what was asked of it. */
  prepare(): void
  close(): Promise<void>
}

const PREPARE_AFTER_MS = 2000

export function createSpareProcess(start: StartProcess, isWanted: () => boolean): SpareProcess {
  let spare: EngineProcess | undefined
  let timer: NodeJS.Timeout | undefined
  return {
    take() {
      const taken = spare ?? start()
      spare = undefined
      return taken
    },
    prepare() {
      if (spare || timer) return
      timer = setTimeout(() => {
        timer = undefined
        if (isWanted()) spare = watched(start())
      }, PREPARE_AFTER_MS).unref()
    },
    async close() {
      clearTimeout(timer)
      await spare?.stop()
    },
  }

  function watched(process: EngineProcess): EngineProcess {
    process.attach({
      onMessage: () => {},
      onExit: () => {
        if (spare === process) spare = undefined
      },
    })
    return process
  }
}
