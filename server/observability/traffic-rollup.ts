import {
  addCounts,
  createCounts,
  type TrafficCounter,
  type TrafficCounts,
} from './traffic-counts.ts'
import type { ProcessGauges } from './process-gauges.ts'

/** How long the steps are that sums are kept by, in minutes. */
const STEPS_MINUTES = [1, 15, 60, 1440] as const
export type StepMinutes = (typeof STEPS_MINUTES)[number]

export const MINUTE_MS = 60_000

/** The sums of one step, as they are written: again whenever they have grown. */
export interface TrafficRow {
  stepMinutes: StepMinutes
  atMs: number
  counts: TrafficCounts
}

export interface SaturationRow {
  stepMinutes: StepMinutes
  atMs: number
  gauges: ProcessGauges
}

export interface TrafficRollup {
  /** Takes what was counted since the last time into the steps that are open now. */
  roll(nowMs: number, gauges: ProcessGauges): void
  /** The rows that have grown since they were last taken. */
  takeChanged(): { traffic: TrafficRow[]; saturation: SaturationRow[] }
  /** Puts back what could not be written. */
  giveBack(rows: { traffic: TrafficRow[]; saturation: SaturationRow[] }): void
}

/** What was counted by the moment, as sums by minute, quarter, hour and day. */
export function createTrafficRollup(counter: TrafficCounter): TrafficRollup {
  const open = new Map<string, TrafficRow>()
  const full = new Map<StepMinutes, SaturationRow>()
  let changed = new Set<TrafficRow>()
  let changedGauges = new Set<SaturationRow>()

  const rollCounts = (counts: TrafficCounts, nowMs: number) => {
    for (const stepMinutes of STEPS_MINUTES) {
      const atMs = startOf(nowMs, stepMinutes)
      const { tenantId, model, providerId, operation } = counts
      const key = JSON.stringify([stepMinutes, tenantId, model, providerId, operation])
      let row = open.get(key)
      if (row?.atMs !== atMs) {
        row = { stepMinutes, atMs, counts: createCounts(counts) }
        open.set(key, row)
      }
      addCounts(row.counts, counts)
      changed.add(row)
    }
  }
  const rollGauges = (gauges: ProcessGauges, nowMs: number) => {
    for (const stepMinutes of STEPS_MINUTES) {
      const atMs = startOf(nowMs, stepMinutes)
      const row = full.get(stepMinutes)
      const next = {
        stepMinutes,
        atMs,
        gauges: row?.atMs === atMs ? fuller(row.gauges, gauges) : gauges,
      }
      full.set(stepMinutes, next)
      if (row) changedGauges.delete(row.atMs === atMs ? row : next)
      changedGauges.add(next)
    }
  }

  return {
    roll(nowMs, gauges) {
      for (const counts of counter.take()) rollCounts(counts, nowMs)
      for (const [key, { atMs, stepMinutes }] of open) {
        // A step that is over is not needed any more once it is written.
        if (atMs + stepMinutes * MINUTE_MS <= nowMs - MINUTE_MS) open.delete(key)
      }
      rollGauges(gauges, nowMs)
    },
    takeChanged() {
      const taken = { traffic: [...changed], saturation: [...changedGauges] }
      changed = new Set()
      changedGauges = new Set()
      return taken
    },
    giveBack({ traffic, saturation }) {
      for (const row of traffic) changed.add(row)
      for (const row of saturation) changedGauges.add(row)
    },
  }
}

export function startOf(ms: number, stepMinutes: number): number {
  const stepMs = stepMinutes * MINUTE_MS
  return Math.floor(ms / stepMs) * stepMs
}

function fuller(a: ProcessGauges, b: ProcessGauges): ProcessGauges {
  return {
    inFlight: Math.max(a.inFlight, b.inFlight),
    queued: Math.max(a.queued, b.queued),
    loopDelayMs: Math.max(a.loopDelayMs, b.loopDelayMs),
    memoryBytes: Math.max(a.memoryBytes, b.memoryBytes),
    cpuShare: Math.max(a.cpuShare, b.cpuShare),
    ledgerWaiting: Math.max(a.ledgerWaiting, b.ledgerWaiting),
  }
}
