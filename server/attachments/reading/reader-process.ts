import { spawn, type ChildProcess } from 'node:child_process'
import { readFileSync, realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../..', import.meta.url))
const PROGRAM = join(ROOT, 'server/attachments/reader/reader-child.ts')

/** All that it may read: its own program. Not the data folder, which may lie beside it. */
const READABLE = ['package.json', 'node_modules', 'wire', 'server/attachments/reader']
  .map((path) => join(ROOT, path))
  // Where packages lie elsewhere, only the place that they lie in is theirs.
  .flatMap((path) => [...new Set([path, realpathSync(path)])])
  .map((path) => `--allow-fs-read=${path}`)

export interface ReaderLimits {
  timeMs: number
  /** Of the heap; the whole process may have twice as much. */
  memoryMiB: number
  maxOutputBytes: number
}

export interface ReaderRun {
  /** Its exit code is null where it was ended. */
  code: number | null
  output: Buffer
  /** Which limit it passed. */
  exceeded: 'time' | 'memory' | 'output' | null
}

const LOOK_MS = 200

/**
 * Runs the reader's program on one file, in a process that may neither write nor start anything, has no network, and no
 * environment: whatever a file does to its reader, there is nothing there to have.
 */
export function runReader(
  input: readonly Buffer[],
  limits: ReaderLimits,
  program = PROGRAM,
): Promise<ReaderRun> {
  const child = spawn(
    process.execPath,
    [
      '--permission',
      ...READABLE,
      '--disallow-code-generation-from-strings',
      '--no-addons',
      `--max-old-space-size=${limits.memoryMiB}`,
      '--no-warnings',
      program,
    ],
    { env: { NODE_ENV: 'production' }, stdio: ['pipe', 'pipe', 'ignore'], windowsHide: true },
  )
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = []
    let size = 0
    let exceeded: ReaderRun['exceeded'] = null
    const end = (why: NonNullable<ReaderRun['exceeded']>) => {
      exceeded ??= why
      child.kill('SIGKILL')
    }
    const timer = setTimeout(() => end('time'), limits.timeMs)
    const watch = setInterval(() => {
      if (residentBytes(child) > limits.memoryMiB * 2 * 1024 * 1024) end('memory')
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

/** Where the system tells; elsewhere the limit of the heap has to do. */
function residentBytes({ pid }: ChildProcess): number {
  try {
    const pages = readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]
    return Number(pages) * 4096
  } catch {
    return 0
  }
}
