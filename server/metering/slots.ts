import type { Allowance } from './allowance.ts'
import { periodAt } from './periods.ts'

/** One period of an allowance, as this process sees it. Amounts are integers in the allowance's unit. */
export interface Slot {
  allowance: Allowance
  startsAtMs: number
  endsAtMs: number
  /** What this process may use in this period, all told; Infinity: there is no end. */
  granted: number
  /** What it has used for good. */
  used: number
  /** Of that, what the authority knows of. */
  reported: number
  /** What calls under way may come to use. */
  held: number
  /** Until when `granted` may be relied on. */
  leaseUntilMs: number
  /** What the authority knew to be spent, by us or by others, when it was last asked. */
  spentKnown: number
  /** The authority had nothing more, at that time. */
  isExhaustedUntilMs: number
  /** The most that calls waited for in vain since the authority was last asked. */
  missing: number
  /** Used since the lease was last looked at: how much of it is needed. */
  usedSince: number
  isSoftTold: boolean
  isHardTold: boolean
}

export function createSlot(allowance: Allowance, atMs: number, timeZone: string): Slot {
  return {
    allowance,
    ...periodAt(allowance.period, atMs, timeZone),
    granted: 0,
    used: 0,
    reported: 0,
    held: 0,
    leaseUntilMs: 0,
    spentKnown: 0,
    isExhaustedUntilMs: 0,
    missing: 0,
    usedSince: 0,
    isSoftTold: false,
    isHardTold: false,
  }
}

export function roomIn({ granted, used, held }: Slot): number {
  return granted - used - held
}

/** What is spent of the allowance, as far as we know: the authority's number and what it has not heard of yet. */
export function spentIn({ spentKnown, used, reported }: Slot): number {
  return spentKnown + used - reported
}

/** What is left for anybody, as far as we know. */
export function leftIn(slot: Slot): number {
  const { hard, metric } = slot.allowance
  if (hard === null) return Infinity
  if (metric === 'money') return Math.max(0, hard - spentIn(slot) - slot.held)
  return Math.max(0, Math.min(hard, hard - spentIn(slot) - slot.held))
}

/** All that is known of an allowance here: the current period first, then those that calls still settle into. */
export interface Account {
  allowance: Allowance
  slot: Slot
  past: Slot[]
}

/** Slots whose calls have all been settled are forgotten. */
export function withoutSettled(past: readonly Slot[]): Slot[] {
  return past.filter(({ held, used, reported }) => held > 0 || used > reported)
}
