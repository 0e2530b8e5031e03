import { randomInt } from 'node:crypto'
import type { Database } from '#server/lib/database.ts'

/** Any number of ours: it keeps these advisory locks apart from others. */
const LOCK_CLASS = 4381

/** Which processes live, of those that share a database. */
export interface Processes {
  /** Ours. */
  processId: number
  register(): Promise<void>
  /** Those that may still work on a run. */
  listAlive(): Promise<{ has(processId: number): boolean }>
  close(): void
}

/**
 * Which processes live. Each holds an advisory lock on its number on a connection of its own, which the database drops with
 * the connection, however the process dies. An embedded database of one process needs none of it; where several share one,
 * somebody else knows who lives.
 */
export function createProcessesStore(database: Database): Processes {
  const processId = randomInt(1, 2 ** 31 - 1)
  let held: Awaited<ReturnType<Database['sql']['reserve']>> | undefined

  const hold = async () => {
    held = await database.sql.reserve()
    await held`select pg_advisory_lock(${LOCK_CLASS}, ${processId})`
  }

  return {
    processId,

    async register(): Promise<void> {
      if (database.sharing === 'network') await hold()
    },

    /** The numbers of all that live, this one included. */
    async listAlive() {
      if (database.sharing !== 'network') return new Set([processId])
      const rows = await database.sql<{ id: string }[]>`
        select objid as id from pg_locks
        where locktype = 'advisory' and classid = ${LOCK_CLASS} and objsubid = 2 and granted
          and database = (select oid from pg_database where datname = current_database())`
      const alive = new Set(rows.map(({ id }) => Number(id)))
      // The connection broke, and the lock with it, but we live.
      if (!alive.has(processId)) await hold()
      return alive.add(processId)
    },

    close(): void {
      held?.release()
    },
  }
}
