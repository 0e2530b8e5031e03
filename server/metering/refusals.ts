import { AppError } from '#server/lib/app-error.ts'
import type { Allowance } from './allowance.ts'
import { fitsAt, spentIn, type Slot } from './slots.ts'

/** What may be used must first be fetched from the database, which takes a moment: wait for `refill`, then ask again. */
export class LeaseMiss extends AppError {
  readonly refill: Promise<void>

  constructor(refill: Promise<void>) {
    super('busy', 'What is left of a budget or limit is being looked up. Try again in a moment.', {
      retryAfterMs: 100,
    })
    this.refill = refill
    // Whoever does not wait for it must not be ended by its failure.
    refill.catch(() => undefined)
  }
}

/** Calls under way may use less than they hold: then there is room again. */
const HELD_RETRY_MS = 1000

/** The refusal of one request, with whose end was met and when it begins anew. */
export function refusalFor(slot: Slot, amount: number, nowMs: number): AppError {
  const { allowance } = slot
  if (allowance.metric !== 'money') return limitRefusal(slot, amount, nowMs)
  const isSpent = spentIn(slot) + amount > (allowance.hard ?? Infinity)
  if (!isSpent) {
    return new AppError(
      'rate_limited',
      `What is left of the ${nameOf(allowance)} is held by calls under way. Try again in a moment.`,
      { retryAfterMs: HELD_RETRY_MS },
    )
  }
  const isUsedUp = spentIn(slot) >= (allowance.hard ?? Infinity)
  const what = isUsedUp ? 'is used up' : 'does not suffice for this call'
  const smaller = isUsedUp ? '' : ' A lower max_tokens may fit.'
  return new AppError(
    'budget_exceeded',
    `The ${nameOf(allowance)} ${what}. It begins anew at ${new Date(slot.endsAtMs).toISOString()}.${smaller}`,
    { retryAfterMs: slot.endsAtMs - nowMs },
  )
}

function limitRefusal(slot: Slot, amount: number, nowMs: number): AppError {
  const { allowance } = slot
  const { metric, hard } = allowance
  if (metric === 'concurrency') {
    return new AppError(
      'rate_limited',
      `At most ${hard} calls at the same time are allowed for ${whose(allowance)}. Wait for one of them to end.`,
      { retryAfterMs: HELD_RETRY_MS },
    )
  }
  if (amount > (hard ?? Infinity)) {
    return new AppError(
      'rate_limited',
      `At most ${hard} ${metric} a minute are allowed for ${whose(allowance)}, and this takes up to ${amount} at once: send less at a time.`,
      { retryAfterMs: Math.max(1, slot.endsAtMs - nowMs) },
    )
  }
  return new AppError(
    'rate_limited',
    `At most ${hard} ${metric} a minute are allowed for ${whose(allowance)}. Wait as long as Retry-After says.`,
    { retryAfterMs: Math.max(1, Math.ceil(fitsAt(slot, amount, nowMs) - nowMs)) },
  )
}

function nameOf(allowance: Allowance): string {
  return `${allowance.period === 'day' ? 'daily' : 'monthly'} budget of ${whose(allowance)}`
}

/** Not by name: whoever calls need not know the names of groups and models that count the call. */
function whose({ subject }: Allowance): string {
  return {
    organisation: 'this organisation',
    group: 'your group',
    person: 'your account',
    service: 'this service',
    key: 'this key',
    model: 'this model',
  }[subject.kind]
}
