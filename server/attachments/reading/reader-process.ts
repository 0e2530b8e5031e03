import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runLimited, type LimitedRun } from './limited-process.ts'

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

/**
 * Runs the reader's program on one file, in a process that may neither write nor start anything, has no network, and no
 * environment: whatever a file does to its reader, there is nothing there to have.
 */
export function runReader(
  input: readonly Buffer[],
  { timeMs, memoryMiB, maxOutputBytes }: ReaderLimits,
  program = PROGRAM,
): Promise<LimitedRun> {
  const args = [
    '--permission',
    ...READABLE,
    '--disallow-code-generation-from-strings',
    '--no-addons',
    `--max-old-space-size=${memoryMiB}`,
    '--no-warnings',
    program,
  ]
  const limits = { timeMs, residentMiB: memoryMiB * 2, maxOutputBytes }
  return runLimited(
    { command: process.execPath, args, env: { NODE_ENV: 'production' } },
    input,
    limits,
  )
}
