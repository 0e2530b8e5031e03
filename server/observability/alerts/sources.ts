import type { Budget } from '#wire/money.ts'
import type { Gateway } from '#server/gateway/gateway.ts'
import type { Budgets } from '#server/metering/budgets.ts'
import type { Ledger } from '#server/metering/ledger.ts'
import type { Observability } from '../observability.ts'
import type { MeasureSources } from './measure.ts'

/** What rules look at, taken from the parts that know it. */
export function toAlertSources(parts: {
  config: { dataFolder: string }
  observability: Pick<Observability, 'traffic' | 'flush'>
  gateway: Pick<Gateway, 'health'>
  metering: { budgets: Pick<Budgets, 'list'>; ledger: Pick<Ledger, 'waiting'> }
}): Omit<MeasureSources, 'nowMs'> {
  const { config, observability, gateway, metering } = parts
  return {
    traffic: observability.traffic,
    health: (tenantId) => gateway.health(tenantId),
    budgets: async (tenantId) => (await metering.budgets.list(tenantId)).budgets.flatMap(toUse),
    ledgerWaiting: () => metering.ledger.waiting(),
    dataFolder: config.dataFolder,
  }
}

/** Of its hard end, where it has one; else of its soft one. */
function toUse({ subject, label, period, spentMicros, hardMicros, softMicros }: Budget) {
  const end = hardMicros ?? softMicros
  if (end === null) return []
  const whose = label ?? (subject.id === '' ? subject.kind : `${subject.kind} ${subject.id}`)
  const usedShare = end === 0 ? 1 : spentMicros / end
  return [{ name: `${whose} (${period})`, usedShare }]
}
