import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface ProcessLimits {
  timeMs: number
  /** Of the whole process, where the system tells. */
  residentMiB: number
  maxOutputBytes: number
}

export interface LimitedRun {
  /** Its exit code is null where it was ended. */
  code: number | null
  output: Buffer
  /** Which limit it passed. */
  exceeded: 'time' | 'memory' | 'output' | null
}

export interface Program {
  command: string
  args: readonly string[]
  /** All of its environment. */
  env: Record<string, string>
  cwd?: string
}

const LOOK_MS = 200

/** Runs a program on some bytes, and ends it where it takes too long, too much memory, or says too much. */
export function runLimited(
  { command, args, env, cwd }: Program,
  input: readonly Uint8Array[],
  limits: ProcessLimits,
): Promise<LimitedRun> {
  const stdio: ['pipe', 'pipe', 'ignore'] = ['pipe', 'pipe', 'ignore']
  const child = spawn(command, [...args], { env, stdio, windowsHide: true, ...(cwd && { cwd }) })
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let size = 0
    let exceeded: LimitedRun['exceeded'] = null
    const end = (why: NonNullable<LimitedRun['exceeded']>) => {
      exceeded ??= why
      child.kill('SIGKILL')
    }
    const timer = setTimeout(() => end('time'), limits.timeMs)
    const watch = setInterval(() => {
      if (residentBytes(child) > limits.residentMiB * 1024 * 1024) end('memory')
    }, LOOK_MS)
    child.stdout.on('data', (piece: Buffer) => {
      size += piece.length
      if (size > limits.maxOutputBytes) end('output')
      else pieces.push(piece)
    })
    const done = () => {
      clearTimeout(timer)
      clearInterval(watch)
    }
    child.on('error', (error) => {
      done()
      reject(error)
    })
    child.on('close', (code) => {
      done()
      resolve({ code, output: Buffer.concat(pieces), exceeded })
    })
    // It may be gone before it has taken everything: its end tells.
    child.stdin.on('error', () => undefined)
    for (const piece of input) child.stdin.write(piece)
    child.stdin.end()
  })
}

/** Where the system tells; elsewhere other limits have to do. */
function residentBytes({ pid }: ChildProcess): number {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]
    return Number(pages) * 4096
  } catch {
    return 0
  }
}
