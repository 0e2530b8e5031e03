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
  /** What batches hold, where no other process can: elsewhere the authority knows, and `granted` is without it. */
  standing: number
  /** Until when `granted` may be relied on, in time that passes. */
  leaseUntilMs: number
  /** What the authority knew to be spent, by us or by others, when it was last asked. */
  spentKnown: number
  /** The authority had nothing more; in time that passes. */
  isExhaustedUntilMs: number
  /** The most that calls waited for in vain since the authority was last asked. */
  missing: number
  /** Used since the lease was last looked at: how much of it is needed. */
  usedSince: number
  isSoftTold: boolean
  isHardTold: boolean
  /** The minute before, of which a part still counts; undefined: nothing was used in it. */
  before: Slot | undefined
}

export function createSlot(allowance: Allowance, atMs: number, timeZone: string): Slot {
  return {
    allowance,
    ...periodAt(allowance.period, atMs, timeZone),
    granted: 0,
    used: 0,
    reported: 0,
    held: 0,
    standing: 0,
    leaseUntilMs: 0,
    spentKnown: 0,
    isExhaustedUntilMs: 0,
    missing: 0,
    usedSince: 0,
    isSoftTold: false,
    isHardTold: false,
    before: undefined,
  }
}

/**
 * What of the minute before still counts: all of it at the first moment of this one, nothing at its end. So two bursts that meet at
 * the border are one, as near as two numbers can tell.
 */
export function carriedIn(slot: Slot, nowMs: number): number {
  const { before } = slot
  return before ? Math.ceil((spentIn(before) + before.held) * shareOfBefore(slot, nowMs)) : 0
}

/** From 1 to 0 as the minute goes by; 0 for all that is no minute. */
export function shareOfBefore({ allowance, startsAtMs, endsAtMs }: Slot, nowMs: number): number {
  if (allowance.period !== 'minute') return 0
  return Math.min(1, Math.max(0, (endsAtMs - nowMs) / (endsAtMs - startsAtMs)))
}

/** When so much fits, if nobody takes it before. */
export function fitsAt(slot: Slot, amount: number, nowMs: number): number {
  const { allowance, before, startsAtMs, endsAtMs } = slot
  const lengthMs = endsAtMs - startsAtMs
  const most = (allowance.hard ?? Infinity) - amount
  const own = spentIn(slot) + slot.held
  // In the next minute: then this one is the minute before.
  if (most < own) return endsAtMs + lengthMs * Math.max(0, 1 - Math.max(0, most) / own)
  const carried = before ? spentIn(before) + before.held : 0
  if (carried === 0) return endsAtMs
  return Math.max(nowMs, endsAtMs - ((most - own) / carried) * lengthMs)
}

export function roomIn({ granted, used, held }: Slot): number {
  return granted - used - held
}

/** What is spent of the allowance, as far as we know: the authority's number and what it has not heard of yet. */
export function spentIn({ spentKnown, used, reported }: Slot): number {
  return spentKnown + used - reported
}

/** What is left for anybody, as far as we know. */
export function leftIn(slot: Slot, nowMs: number): number {
  const { hard, metric } = slot.allowance
  if (hard === null) return Infinity
  const left = hard - spentIn(slot) - slot.held - slot.standing - carriedIn(slot, nowMs)
  return Math.max(0, metric === 'money' ? left : Math.min(hard, left))
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
