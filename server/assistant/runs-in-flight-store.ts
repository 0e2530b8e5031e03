import type { Database } from '#server/lib/database.ts'

export interface RunInFlight {
  tenantId: string
  runId: string
  processId: number
}

export type RunsInFlightStore = ReturnType<typeof createRunsInFlightStore>

/** Which process works on which run, and what it is asked to do with it. */
export function createRunsInFlightStore(database: Database) {
  return {
    /** For the process that has the run, wherever it is. */
    async requestStop({ tenantId, runId }: { tenantId: string; runId: string }): Promise<void> {
      await database.withTenant(tenantId, async (sql) => {
        await sql`update runs_in_flight set stop_requested_at = now() where run_id = ${runId}`
      })
    },

    /** The runs of this process that somebody asked another process to stop. */
    async listStopRequests(processId: number): Promise<string[]> {
      const rows = await database.sql<{ run_id: string }[]>`
        select run_id from runs_in_flight
        where process_id = ${processId} and stop_requested_at is not null`
      return rows.map((row) => row.run_id)
    },

    async list(): Promise<RunInFlight[]> {
      const rows = await database.sql<{ tenant_id: string; run_id: string; process_id: number }[]>`
        select tenant_id, run_id, process_id from runs_in_flight`
      return rows.map((row) => ({
        tenantId: row.tenant_id,
        runId: row.run_id,
        processId: row.process_id,
      }))
    },
  }
}
