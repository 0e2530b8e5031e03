import type { Operation } from '#server/providers/provider.ts'
import type { LinesNeed, ReservationRequest, UsageRecord } from './accounts.ts'
import type { Allowance, Subject } from './allowance.ts'
import type { Currency } from './currency.ts'
import { estimateCost, estimateTokens, type Pricing } from './pricing.ts'

/** What a request may come to use. Worked out only where something counts it, and once. */
export interface Need {
  requests: number
  /** Not of a batch, which is under way for hours. */
  calls: number
  /** For an allowance of this kind of subject. */
  tokens(kind: Subject['kind']): number
  /** Null: a price is not known. */
  money(): Record<Currency, number> | null
}

export function createNeed(
  request: ReservationRequest,
  { nowMs, pricing }: { nowMs: number; pricing: Pricing },
): Need {
  if (request.cache || request.isFree) return NOTHING
  const { principal, requestBytes, pictures, maxTokens, choices, operation } = request
  const { deployments = [], lines } = request
  const writesText = WRITING.has(operation)
  let tokens: ReturnType<typeof estimateTokens> | LinesNeed | undefined
  let money: ReturnType<typeof estimateCost> | undefined
  const estimate = () =>
    (tokens ??=
      lines ??
      estimateTokens(
        {
          requestBytes,
          maxTokens,
          choices,
          writesText,
          makesPictures: MAKING_PICTURES.has(operation),
          ...(pictures && { pictures }),
        },
        deployments,
      ))
  return {
    requests: lines?.requests ?? 1,
    calls: lines ? 0 : 1,
    tokens: (kind) =>
      weighTokens(estimate().inputTokens + estimate().outputTokens, kind, request.tokenWeight),
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
                requests: lines?.requests ?? 1,
                searches: SEARCHING.has(operation) ? 1 : 0,
                ...request.extras,
              })
      }
      return money
    },
  }
}

/** People's limits count what was said, in whatever language; money, and what is not one person's, counts tokens as they are. */
function weighTokens(tokens: number, kind: Subject['kind'], weight = 1): number {
  return kind === 'person' && weight < 1 ? Math.ceil(tokens * weight) : tokens
}

/** Whatever is asked of them is a search. */
const SEARCHING: ReadonlySet<Operation> = new Set<Operation>(['rerank'])

const WRITING: ReadonlySet<Operation> = new Set<Operation>([
  'chat',
  'fim',
  'completions',
  'conversations',
  'agent-completions',
])

const MAKING_PICTURES: ReadonlySet<Operation> = new Set<Operation>([
  'images',
  'image-edits',
  'image-variations',
])

const NOTHING: Need = {
  requests: 1,
  calls: 1,
  tokens: () => 0,
  money: () => ({ EUR: 0, USD: 0 }),
}

/**
 * What a finished request takes from an allowance. The organisation pays for waste as well, which is nobody's own; a cost
 * that is not known is nothing until somebody sets the price.
 */
export function amountsUsed(
  record: UsageRecord,
  pricing: Pricing,
  tokenWeight?: number,
): (allowance: Pick<Allowance, 'metric' | 'subject' | 'currency'>) => number {
  const { usage, attempts, chargeMicros, currency: charged } = record
  return ({ metric, subject, currency }) => {
    if (metric === 'tokens') {
      return weighTokens(usage.inputTokens + usage.outputTokens, subject.kind, tokenWeight)
    }
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
