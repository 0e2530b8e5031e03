import type { Operation } from '#server/providers/provider.ts'
import type { ReservationRequest, UsageRecord } from './accounts.ts'
import type { Allowance } from './allowance.ts'
import type { Currency } from './currency.ts'
import { estimateCost, estimateTokens, type Pricing } from './pricing.ts'

/** What a request may come to use. Worked out only where something counts it, and once. */
export interface Need {
  tokens(): number
  /** Null: a price is not known. */
  money(): Record<Currency, number> | null
}

export function createNeed(
  request: ReservationRequest,
  { nowMs, pricing }: { nowMs: number; pricing: Pricing },
): Need {
  if (request.cache || request.isFree) return NOTHING
  const { principal, requestBytes, maxTokens, choices, operation, deployments = [] } = request
  const writesText = WRITING.has(operation)
  let tokens: ReturnType<typeof estimateTokens> | undefined
  let money: ReturnType<typeof estimateCost> | undefined
  const estimate = () =>
    (tokens ??= estimateTokens({ requestBytes, maxTokens, choices, writesText }, deployments))
  return {
    tokens: () => estimate().inputTokens + estimate().outputTokens,
    money() {
      if (money === undefined) {
        money =
          deployments.length === 0
            ? null
            : estimateCost(estimate(), {
                deployments,
                tenantId: principal.tenantId,
                atMs: nowMs,
                pricing,
                choices,
              })
      }
      return money
    },
  }
}

const WRITING: ReadonlySet<Operation> = new Set<Operation>([
  'chat',
  'fim',
  'completions',
  'conversations',
  'agent-completions',
])

const NOTHING: Need = { tokens: () => 0, money: () => ({ EUR: 0, USD: 0 }) }

/**
 * What a finished request takes from an allowance. The organisation pays for waste as well, which is nobody's own; a cost
 * that is not known is nothing until somebody sets the price.
 */
export function amountsUsed(
  record: UsageRecord,
  pricing: Pricing,
): (allowance: Pick<Allowance, 'metric' | 'subject' | 'currency'>) => number {
  const { usage, attempts, chargeMicros, currency: charged } = record
  return ({ metric, subject, currency }) => {
    if (metric === 'tokens') return usage.inputTokens + usage.outputTokens
    if (metric !== 'money') return 0
    let micros = 0
    if (chargeMicros && charged) micros += pricing.convert(chargeMicros, charged, currency)
    if (subject.kind !== 'organisation') return micros
    for (const attempt of attempts) {
      if (!attempt.isWaste || !attempt.costMicros || !attempt.currency) continue
      micros += pricing.convert(attempt.costMicros, attempt.currency, currency)
    }
    return micros
  }
}
