import type { OwnLimit } from '#wire/money.ts'
import { leftIn, type Slot } from './slots.ts'

/** What is left, for whoever is counted. Numbers only of what is theirs alone: what others spend is not theirs to know. */
export function toOwnLimits(slots: readonly Slot[], nowMs: number): OwnLimit[] {
  return slots.flatMap((slot): OwnLimit[] => {
    const { subject, metric, hard, currency, period } = slot.allowance
    // Calls at the same time are over in a moment.
    if (hard === null || metric === 'concurrency' || period === 'always') return []
    const left = leftIn(slot, nowMs)
    const isTheirs = subject.kind === 'person' || subject.kind === 'key'
    return [
      {
        of: subject.kind,
        metric,
        period,
        leftShare: hard === 0 ? 0 : roughly(left / hard),
        left: isTheirs ? Math.floor(left) : null,
        most: isTheirs ? hard : null,
        currency: metric === 'money' ? currency : null,
        resetsAt: new Date(slot.endsAtMs).toISOString(),
      },
    ]
  })
}

/** Of what is shared one could else reckon what a single call of somebody else has cost. */
function roughly(share: number): number {
  return Math.round(Math.min(1, Math.max(0, share)) * 100) / 100
}
