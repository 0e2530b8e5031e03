import type { DialectName } from '#server/dialects/conversation.ts'
import { leftIn, spentIn, type Slot } from './slots.ts'

export interface LimitsAsked {
  nowMs: number
  dialect: DialectName | undefined
  /** The budget that does not suffice; absent: all do. */
  ended?: Slot
}

/**
 * What is left of limits, as the dialect's own clients read it, and warnings of budgets. Of several limits the tightest
 * counts. Sources: platform.openai.com/docs/guides/rate-limits, docs.claude.com/en/api/rate-limits.
 */
export function headersFor(
  slots: readonly Slot[],
  { nowMs, dialect, ended }: LimitsAsked,
): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const metric of ['requests', 'tokens'] as const) {
    const slot = tightest(slots, metric, nowMs)
    if (!slot) continue
    if (dialect === 'anthropic-messages') addAnthropic(headers, { slot, metric, nowMs })
    else addOpenAi(headers, { slot, metric, nowMs })
  }
  const warnings = slots.filter(isWarned).map(describe)
  if (warnings.length > 0) headers['x-galerne-budget-warning'] = warnings.join(', ')
  if (ended?.allowance.metric === 'money') headers['x-galerne-budget'] = describe(ended)
  return headers
}

function tightest(
  slots: readonly Slot[],
  metric: Shown['metric'],
  nowMs: number,
): Slot | undefined {
  let found: Slot | undefined
  for (const slot of slots) {
    if (slot.allowance.metric !== metric || slot.allowance.hard === null) continue
    if (!found || leftIn(slot, nowMs) < leftIn(found, nowMs)) found = slot
  }
  return found
}

interface Shown {
  slot: Slot
  metric: 'requests' | 'tokens'
  nowMs: number
}

function addOpenAi(headers: Record<string, string>, { slot, metric, nowMs }: Shown): void {
  headers[`x-ratelimit-limit-${metric}`] = String(slot.allowance.hard)
  headers[`x-ratelimit-remaining-${metric}`] = String(leftIn(slot, nowMs))
  headers[`x-ratelimit-reset-${metric}`] = `${Math.max(0, slot.endsAtMs - nowMs) / 1000}s`
}

function addAnthropic(headers: Record<string, string>, { slot, metric, nowMs }: Shown): void {
  headers[`anthropic-ratelimit-${metric}-limit`] = String(slot.allowance.hard)
  headers[`anthropic-ratelimit-${metric}-remaining`] = String(leftIn(slot, nowMs))
  headers[`anthropic-ratelimit-${metric}-reset`] = new Date(slot.endsAtMs).toISOString()
}

function isWarned(slot: Slot): boolean {
  const { metric, soft } = slot.allowance
  return metric === 'money' && soft !== null && spentIn(slot) >= soft
}

/** `key; spent=8.50; warning=8.00; end=10.00; currency=EUR; period=month; reset=2026-12-01T00:00:00.000Z` */
function describe(slot: Slot): string {
  const { subject, soft, hard, currency, period } = slot.allowance
  const fields = [
    subject.kind,
    `spent=${amount(spentIn(slot))}`,
    ...(soft === null ? [] : [`warning=${amount(soft)}`]),
    ...(hard === null ? [] : [`end=${amount(hard)}`]),
    `currency=${currency}`,
    `period=${period}`,
    `reset=${new Date(slot.endsAtMs).toISOString()}`,
  ]
  return fields.join('; ')
}

/** Exactly; small amounts are no 0.00. */
function amount(micros: number): string {
  return (micros / 1_000_000).toFixed(micros % 10_000 === 0 ? 2 : 6)
}
