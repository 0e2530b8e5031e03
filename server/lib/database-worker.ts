import { existsSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { parentPort, workerData } from 'node:worker_threads'
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import type { WorkerMessage, WorkerOptions } from './database-embedded.ts'

const { folder, socketPath, isSynced }: WorkerOptions = workerData
const FILES = join(folder, 'postgres')

await main()

async function main(): Promise<void> {
  const startedAt = performance.now()
  const lock = takeLock()
  if (!lock) return tell({ type: 'failed', reason: 'locked', message: 'the folder is in use' })
  try {
    if (!existsSync(FILES)) await createFiles()
    const db = await PGlite.create({ dataDir: FILES })
    rmSync(socketPath, { force: true })
    const server = new PGLiteSocketServer({ db, path: socketPath, maxConnections: 4 })
    await server.start()
    parentPort?.once('message', () => void close(server, db, lock))
    tell({ type: 'ready', openMs: Math.round(performance.now() - startedAt) })
  } catch (error) {
    tell({ type: 'failed', reason: 'other', message: String(error) })
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
  } catch {
    lock.close()
    return undefined
  }
}

/** Made aside and moved into place when complete: a start that is killed here leaves nothing that the next one believes in. */
async function createFiles(): Promise<void> {
  for (const name of readdirSync(folder)) {
    if (name.startsWith('unfinished-')) rmSync(join(folder, name), { recursive: true })
  }
  const unfinished = join(folder, `unfinished-${process.pid}`)
  const db = await PGlite.create({ dataDir: unfinished })
  await db.close()
  renameSync(unfinished, FILES)
  if (isSynced) fsyncSync(openSync(folder, 'r'))
}

async function close(server: PGLiteSocketServer, db: PGlite, lock: DatabaseSync): Promise<void> {
  await server.stop()
  await db.close()
  lock.close()
  rmSync(socketPath, { force: true })
  tell({ type: 'closed' })
}
