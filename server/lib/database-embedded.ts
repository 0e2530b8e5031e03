import { chmodSync } from 'node:fs'
import { resolve as absolute } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { AppError } from './app-error.ts'
import type { Log } from './log.ts'
import { makeFolder } from './make-folder.ts'
import { messageOf } from './thrown.ts'

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
  isSynced: boolean
}

export type WorkerMessage =
  | { type: 'ready'; openMs: number; socketPath: string }
  | { type: 'failed'; reason: 'locked' | 'other'; message: string }
  | { type: 'closed' }

/**
 * Starts Postgres (PGlite) in a worker thread, so that a slow query never blocks the event loop, behind a Unix socket that only
 * this user can reach. Throws AppError where the folder cannot be written or another process uses it.
 */
export async function startEmbeddedDatabase(options: EmbeddedOptions): Promise<EmbeddedDatabase> {
  const { folder, log, isSynced } = options
  makePrivateFolder(folder)
  const workerData: WorkerOptions = { folder, isSynced }
  let isClosing = false
  const opened = await startWorker(workerData, log)
  let { worker } = opened
  const restart = async (): Promise<void> => {
    if (isClosing) return
    // What it had committed is on the disk; the driver connects anew by itself.
    log.error('database.restarting', { folder })
    await delay(RESTART_WAIT_MS)
    const started = await startWorker(workerData, log).catch(() => undefined)
    if (!started) return restart()
    worker = started.worker
    watchWorker()
  }
  const watchWorker = () => {
    worker.on('error', (error) => log.error('database.failed', { error }))
    worker.on('exit', () => void restart())
  }
  watchWorker()
  return {
    socketPath: opened.socketPath,
    async close() {
      isClosing = true
      const closed = firstMessage(worker)
      worker.postMessage('close', [])
      await closed
      await worker.terminate()
    },
  }
}

const RESTART_WAIT_MS = 250

async function startWorker(workerData: WorkerOptions, log: Log) {
  const worker = new Worker(new URL('./database-worker.ts', import.meta.url), {
    workerData,
    // The lock needs node:sqlite, whose warning would be the first thing that a user reads.
    execArgv: ['--disable-warning=ExperimentalWarning'],
  })
  const opened = await firstMessage(worker)
  if (opened.type === 'ready') {
    log.debug('database.open', { openMs: opened.openMs })
    return { worker, socketPath: opened.socketPath }
  }
  await worker.terminate()
  throw toAppError(opened, workerData.folder)
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

/** SQLite, whose lock we use, opens no path beyond 512 bytes. */
const MAX_PATH_BYTES = 480

function makePrivateFolder(folder: string): void {
  try {
    if (Buffer.byteLength(absolute(folder)) > MAX_PATH_BYTES)
      throw new Error('its path is too long')
    makeFolder(folder)
    chmodSync(folder, 0o700)
  } catch (error) {
    throw new AppError(
      'not_ready',
      `The folder ${folder} cannot be used for the database: ${messageOf(error)}. Choose another one with --data.`,
      { cause: error },
    )
  }
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
