import type { Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import type { ProcessGauges } from './process-gauges.ts'
import { createTrafficCounter, type TrafficCounter } from './traffic-counts.ts'
import { createTrafficRollup } from './traffic-rollup.ts'
import type { TrafficStore } from './traffic-store.ts'

export interface TrafficRecorder extends Pick<TrafficCounter, 'observe' | 'refuse'> {
  /** Writes what was counted, and how full the process was; resolves also where that is not possible now. */
  flush(gauges: ProcessGauges): Promise<void>
}

export interface TrafficRecorderOptions {
  store: Pick<TrafficStore, 'writeTraffic' | 'writeSaturation'>
  clock: Clock
  log: Log
  /** Whose it is to know how full the process is: whoever runs it. */
  operatorTenantId: string
}

/** Counts on the hot path, and writes sums by minute, quarter, hour and day. */
export function createTrafficRecorder(options: TrafficRecorderOptions): TrafficRecorder {
  const { store, clock, log, operatorTenantId } = options
  const counter = createTrafficCounter()
  const rollup = createTrafficRollup(counter)
  return {
    observe: (record) => counter.observe(record),
    refuse: (refusal) => counter.refuse(refusal),
    async flush(gauges) {
      rollup.roll(clock.now(), gauges)
      const changed = rollup.takeChanged()
      const byTenant = Map.groupBy(changed.traffic, (row) => row.counts.tenantId)
      try {
        for (const [tenantId, rows] of byTenant) await store.writeTraffic(tenantId, rows)
        await store.writeSaturation(operatorTenantId, changed.saturation)
      } catch (error) {
        rollup.giveBack(changed)
        log.error('traffic.not_written', { error })
      }
    },
  }
}
