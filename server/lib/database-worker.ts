import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statfsSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import type { PGlite } from '@electric-sql/pglite'
import type { WorkerMessage, WorkerOptions } from './database-embedded.ts'
import { openFiles } from './database-files.ts'
import { chooseSocketPath } from './database-socket-path.ts'
import { serveEngine, type Engine } from './database-socket.ts'
import { messageOf } from './thrown.ts'

const { folder, isSynced }: WorkerOptions = workerData
const FILES = join(folder, 'postgres')
const SQLITE_BUSY = 5
/** Postgres's first files, and a segment of its log. */
const LEAST_SPACE_BYTES = 48 * 1024 * 1024

await main()

async function main(): Promise<void> {
  const startedAt = performance.now()
  try {
    const lock = takeLock()
    if (!lock) return tell({ type: 'failed', reason: 'locked', message: 'the folder is in use' })
    if (!existsSync(FILES)) await createFiles()
    const db = await openFiles(FILES, isSynced)
    const socketPath = chooseSocketPath(folder)
    rmSync(socketPath, { force: true })
    const server = serveEngine(engineOf(db))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(socketPath, resolve)
    })
    parentPort?.once('message', () => void close(db, lock, socketPath))
    tell({ type: 'ready', openMs: Math.round(performance.now() - startedAt), socketPath })
  } catch (error) {
    tell({ type: 'failed', reason: 'other', message: explain(error) })
  }
}

/** Postgres's own last words are of no help: Emscripten's "Aborted()", or an object without a text. */
function explain(error: unknown): string {
  const { bavail, bsize } = statfsSync(folder)
  const isFull = bavail * bsize < LEAST_SPACE_BYTES
  if (isFull) return 'its disk is full. Free some space and start again: nothing was lost'
  const words = error instanceof Error ? messageOf(error) : JSON.stringify(error)
  return `${words}. If its files are damaged, restore a copy of the folder, or move it away to begin anew`
}

function engineOf(db: PGlite): Engine {
  return {
    execute(messages, onBytes) {
      // Its work is done when it returns; the promise is for file systems that have to be saved. When it rejects, the engine is
      // beyond repair, and nobody catches it: the thread ends, and the parent starts another one.
      void db.execProtocolRawStream(messages, { syncToFs: false, onRawData: onBytes })
    },
    isInTransaction: () => db.isInTransaction(),
  }
}

function tell(message: WorkerMessage): void {
  parentPort?.postMessage(message, [])
}

/**
 * Two processes on the same files would destroy them, and PGlite does not look. Node has no file locks, but SQLite takes one,
 * which the kernel drops with the process, however it dies.
 */
function takeLock(): DatabaseSync | undefined {
  const lock = new DatabaseSync(join(folder, 'lock'))
  try {
    lock.exec('begin exclusive')
    return lock
  } catch (error) {
    lock.close()
    // A full or read-only disk is another matter.
    if (error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY)
      return undefined
    throw error
  }
}

/** Made aside and moved into place when complete: a start that is killed here leaves nothing that the next one believes in. */
async function createFiles(): Promise<void> {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('unfinished-')) rmSync(join(folder, name), { recursive: true })
  }
  const unfinished = join(folder, `unfinished-${process.pid}`)
  const db = await openFiles(unfinished, isSynced)
  await db.close()
  renameSync(unfinished, FILES)
  if (!isSynced) return
  const handle = openSync(folder, 'r')
  fsyncSync(handle)
  closeSync(handle)
}

/** The socket goes with the thread. */
async function close(db: PGlite, lock: DatabaseSync, socketPath: string): Promise<void> {
  await db.close()
  lock.close()
  rmSync(socketPath, { force: true })
  tell({ type: 'closed' })
}
