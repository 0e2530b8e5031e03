import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { AppError } from './app-error.ts'
import type { Log } from './log.ts'

export interface EmbeddedDatabase {
  socketPath: string
  close(): Promise<void>
}

interface EmbeddedOptions {
  folder: string
  log: Log
  isSynced: boolean
}

/** What the worker thread is started with. */
export interface WorkerOptions {
  folder: string
  socketPath: string
  isSynced: boolean
}

export type WorkerMessage =
  | { type: 'ready'; openMs: number }
  | { type: 'failed'; reason: 'locked' | 'other'; message: string }
  | { type: 'closed' }

/** Linux takes 107 bytes, macOS 103. */
const LONGEST_SOCKET_PATH_BYTES = 100

/**
 * Starts Postgres (PGlite) in a worker thread, so that a slow query never blocks the event loop, behind a Unix socket that only
 * this user can reach. Throws AppError where the folder cannot be written or another process uses it.
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { folder, log, isSynced } = options
  makePrivateFolder(folder)
  const socketPath = chooseSocketPath(folder)
  const workerData: WorkerOptions = { folder, socketPath, isSynced }
  const worker = new Worker(new URL('./database-worker.ts', import.meta.url), {
    workerData,
    // The lock needs node:sqlite, whose warning would be the first thing that a user reads.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  const opened = await firstMessage(worker)
  if (opened.type !== 'ready') {
    await worker.terminate()
    throw toAppError(opened, folder)
  }
  log.debug('The embedded database is open', { openMs: opened.openMs })
  let isClosing = false
  worker.on('error', (error) => log.error('The embedded database failed', { error }))
  worker.on('exit', (code) => {
    if (!isClosing) log.error('The embedded database stopped', { code })
  })
  return {
    socketPath,
    async close() {
      isClosing = true
      const closed = firstMessage(worker)
      worker.postMessage('close', [])
      await closed
      await worker.terminate()
      if (dirname(socketPath) !== folder)
        rmSync(dirname(socketPath), { recursive: true, force: true })
    },
  }
}

function firstMessage(worker: Worker): Promise<WorkerMessage> {
  return new Promise((resolve) => {
    worker.once('message', resolve)
    worker.once('error', (error: Error) =>
      resolve({ type: 'failed', reason: 'other', message: error.message }),
    )
    worker.once('exit', () =>
      resolve({ type: 'failed', reason: 'other', message: 'its thread ended' }),
    )
  })
}

function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    chmodSync(folder, 0o700)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new AppError(
      'not_ready',
      `The folder ${folder} cannot be used for the database: ${reason}. Choose another one with --data.`,
      { cause: error },
    )
  }
}

/** In the folder where its path is short enough, else in a private temporary folder that the next start removes. */
function chooseSocketPath(folder: string): string {
  const inFolder = join(folder, 'socket')
  if (Buffer.byteLength(inFolder) <= LONGEST_SOCKET_PATH_BYTES) return inFolder
  const note = join(folder, 'socket-folder')
  try {
    const former = readFileSync(note, 'utf8')
    if (former.startsWith(join(tmpdir(), 'galerne-')))
      rmSync(former, { recursive: true, force: true })
  } catch {
    // There was none.
  }
  const temporary = mkdtempSync(join(tmpdir(), 'galerne-'))
  writeFileSync(note, temporary)
  return join(temporary, 'socket')
}

function toAppError(message: WorkerMessage, folder: string): AppError {
  if (message.type === 'failed' && message.reason === 'locked') {
    return new AppError(
      'not_ready',
      `Another Galerne is using the data in ${folder}. Stop it, or choose another folder with --data.`,
    )
  }
  const reason = message.type === 'failed' ? message.message : 'it closed'
  return new AppError('not_ready', `The embedded database in ${folder} did not start: ${reason}.`)
}
