import { JSON_OID } from '#server/lib/database-types.ts'
import type { Database } from '#server/lib/database.ts'
import { storableText } from './storable-text.ts'
import type { SaturationRow, StepMinutes, TrafficRow } from './traffic-rollup.ts'

/** Sums of one step, of one model at one provider, over all processes. */
export interface StoredTraffic {
  atMs: number
  model: string
  providerId: string
  operation: string
  requests: number
  failed: number
  cancelled: number
  attempts: number
  inputTokens: number
  cachedInputTokens: number
  outputTokens: number
  reasoningTokens: number
  costs: Record<string, number>
  errors: Record<string, number>
  durations: number[]
  firstContents: number[]
}

export interface StoredSaturation {
  atMs: number
  inFlight: number
  queued: number
  loopDelayMs: number
  memoryBytes: number
  cpuShare: number
  ledgerWaiting: number
}

export interface TrafficRange {
  stepMinutes: StepMinutes
  fromMs: number
  toMs: number
  model?: string | undefined
  providerId?: string | undefined
}

export type TrafficStore = ReturnType<typeof createTrafficStore>

/** The tables `traffic` and `saturation`. A process writes over its own rows only: `writerId` is new at each start. */
export function createTrafficStore(database: Database, writerId: string) {
  return {
    async writeTraffic(tenantId: string, rows: TrafficRow[]): Promise<void> {
      const values = rows.map((row) => toTrafficRow(tenantId, writerId, row))
      await database.withTenant(
        tenantId,
        (sql) => sql`
          insert into traffic
          select * from json_populate_recordset(null::traffic, ${sql.typed(values, JSON_OID)})
          on conflict (tenant_id, step_minutes, at, writer_id, model, provider_id, operation)
          do update set requests = excluded.requests, failed = excluded.failed,
            cancelled = excluded.cancelled, attempts = excluded.attempts,
            input_tokens = excluded.input_tokens, output_tokens = excluded.output_tokens,
            cached_input_tokens = excluded.cached_input_tokens,
            reasoning_tokens = excluded.reasoning_tokens,
            costs = excluded.costs, errors = excluded.errors,
            durations = excluded.durations, first_contents = excluded.first_contents`,
      )
    },

    async writeSaturation(tenantId: string, rows: SaturationRow[]): Promise<void> {
      const values = rows.map((row) => toSaturationRow(tenantId, writerId, row))
      await database.withTenant(
        tenantId,
        (sql) => sql`
          insert into saturation
          select * from json_populate_recordset(null::saturation, ${sql.typed(values, JSON_OID)})
          on conflict (tenant_id, step_minutes, at, writer_id)
          do update set in_flight = excluded.in_flight, queued = excluded.queued,
            loop_delay_ms = excluded.loop_delay_ms, memory_bytes = excluded.memory_bytes,
            cpu_share = excluded.cpu_share, ledger_waiting = excluded.ledger_waiting`,
      )
    },

    readTraffic: (tenantId: string, range: TrafficRange): Promise<StoredTraffic[]> =>
      readTraffic(database, tenantId, range),
    readSaturation: (tenantId: string, range: TrafficRange): Promise<StoredSaturation[]> =>
      readSaturation(database, tenantId, range),

    /** Deletes the steps of this length that began before. */
    async forget(tenantId: string, stepMinutes: StepMinutes, before: Date): Promise<void> {
      await database.withTenant(tenantId, async (sql) => {
        await sql`delete from traffic where step_minutes = ${stepMinutes} and at < ${before}`
        await sql`delete from saturation where step_minutes = ${stepMinutes} and at < ${before}`
      })
    },
  }
}

async function readTraffic(database: Database, tenantId: string, range: TrafficRange) {
  const { stepMinutes, fromMs, toMs, model, providerId } = range
  return database.withTenant(tenantId, async (sql) => {
    const rows = await sql<StoredTraffic[]>`
      select (extract(epoch from at) * 1000)::float8 as "atMs", model,
             provider_id as "providerId", operation, requests, failed, cancelled, attempts,
             input_tokens::float8 as "inputTokens",
             cached_input_tokens::float8 as "cachedInputTokens",
             output_tokens::float8 as "outputTokens",
             reasoning_tokens::float8 as "reasoningTokens",
             costs, errors, durations, first_contents as "firstContents"
      from traffic
      where step_minutes = ${stepMinutes} and at >= ${new Date(fromMs)} and at < ${new Date(toMs)}
        ${model === undefined ? sql`` : sql`and model = ${model}`}
        ${providerId === undefined ? sql`` : sql`and provider_id = ${providerId}`}`
    return [...rows]
  })
}

/** The fullest process of each step. */
async function readSaturation(database: Database, tenantId: string, range: TrafficRange) {
  const { stepMinutes, fromMs, toMs } = range
  return database.withTenant(tenantId, async (sql) => {
    const rows = await sql<StoredSaturation[]>`
      select (extract(epoch from at) * 1000)::float8 as "atMs", sum(in_flight)::int as "inFlight",
             sum(queued)::int as queued, max(loop_delay_ms)::float8 as "loopDelayMs",
             max(memory_bytes)::float8 as "memoryBytes", max(cpu_share)::float8 as "cpuShare",
             sum(ledger_waiting)::int as "ledgerWaiting"
      from saturation
      where step_minutes = ${stepMinutes} and at >= ${new Date(fromMs)} and at < ${new Date(toMs)}
      group by at`
    return [...rows]
  })
}

function toTrafficRow(
  tenantId: string,
  writerId: string,
  { stepMinutes, atMs, counts }: TrafficRow,
) {
  return {
    tenant_id: tenantId,
    step_minutes: stepMinutes,
    at: new Date(atMs).toISOString(),
    writer_id: writerId,
    model: storableText(counts.model),
    provider_id: storableText(counts.providerId),
    operation: counts.operation,
    requests: counts.requests,
    failed: counts.failed,
    cancelled: counts.cancelled,
    attempts: counts.attempts,
    input_tokens: toBigint(counts.inputTokens),
    cached_input_tokens: toBigint(counts.cachedInputTokens),
    output_tokens: toBigint(counts.outputTokens),
    reasoning_tokens: toBigint(counts.reasoningTokens),
    costs: Object.fromEntries(counts.costs),
    errors: Object.fromEntries(counts.errors),
    durations: [...counts.durations.counts],
    first_contents: [...counts.firstContents.counts],
  }
}

function toBigint(value: number): number {
  return Number.isFinite(value) ? Math.max(0, Math.min(Number.MAX_SAFE_INTEGER, value)) : 0
}

function toSaturationRow(
  tenantId: string,
  writerId: string,
  { stepMinutes, atMs, gauges }: SaturationRow,
) {
  return {
    tenant_id: tenantId,
    step_minutes: stepMinutes,
    at: new Date(atMs).toISOString(),
    writer_id: writerId,
    in_flight: gauges.inFlight,
    queued: gauges.queued,
    loop_delay_ms: gauges.loopDelayMs,
    memory_bytes: Math.round(gauges.memoryBytes),
    cpu_share: gauges.cpuShare,
    ledger_waiting: gauges.ledgerWaiting,
  }
}
