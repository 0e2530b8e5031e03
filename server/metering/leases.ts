import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { Log } from '#server/lib/log.ts'
import { roomIn, shareOfBefore, type Account, type Slot } from './slots.ts'
import type { LeaseAsk, LeaseStore } from './lease-store.ts'
import type { Turns } from './turns.ts'

/** What this process may spend without asking, got from the one authority and kept alive. */
export interface Leases {
  /** Asks for what calls wait for; many that ask at once are one transaction. Never rejects. */
  refill(slots: Slot[]): Promise<void>
  /** Tells what was used, keeps what is needed, gives back the rest. */
  renew(): Promise<void>
  /** The authority did not answer when it was last asked. */
  isStoreDown(): boolean
  /** Gives everything back. */
  close(): Promise<void>
}

export interface LeasesOptions {
  store: LeaseStore
  /** This process. */
  holder: string
  clock: Clock
  log: Log
  turns: Turns
  accounts: () => Iterable<Account>
  /** After so long a silence a process is taken for dead, and what it was lent goes to the others. */
  leaseMs?: number
}

const LEASE_MS = 30_000
/** A clock may run a little faster than the database's, and an answer takes its time. */
const MARGIN = 0.8
/** After the calls that waited for it have taken what they could. */
const CRUMBS_MS = 50
/** So long an empty pot is not asked about again. */
const EXHAUSTED_MS = 100

export function createLeases(options: LeasesOptions): Leases {
  const { store, holder, clock, log, leaseMs = LEASE_MS } = options
  const tenants = new Set<string>()
  let waiting = new Set<Slot>()
  let next: Promise<void> | undefined
  let isDown = false
  let isClosed = false
  const crumbs = new Set<Slot>()

  const askFor = createAsking({ ...options, leaseMs }, { crumbs, tenants })
  /** A rest too small for any call here may, with the rests of others, do for one elsewhere. */
  const giveCrumbsBack = () => {
    if (isClosed) return
    const slots = [...crumbs]
    crumbs.clear()
    void ask(slots, { wantsShare: () => false, keepsRoom: false })
  }
  const ask = async (slots: Slot[], wish: Wish) => {
    if (slots.length === 0) return
    try {
      await askFor(slots, wish)
      isDown = false
    } catch (error) {
      isDown = true
      log.error('budgets.not_leased', { error })
    }
    if (crumbs.size > 0) setTimeout(giveCrumbsBack, CRUMBS_MS).unref()
  }
  const askForWaiting = () => {
    // What we used in the minute before is told with it, since it counts.
    const slots = [...waiting].flatMap((slot) =>
      slot.before && slot.before.used > slot.before.reported && isLeased(slot.before)
        ? [slot.before, slot]
        : [slot],
    )
    waiting = new Set()
    next = undefined
    return ask(slots, { wantsShare: () => true, keepsRoom: true })
  }
  return {
    refill(slots) {
      for (const slot of slots) waiting.add(slot)
      // After this turn of the event loop: a burst of calls comes as one.
      next ??= new Promise((resolve) => {
        setImmediate(() => resolve(askForWaiting()))
      })
      return next
    },
    async renew() {
      const nowMs = clock.now()
      const slots = [...options.accounts()].flatMap(({ slot, past }) => [slot, ...past])
      const leased = slots.filter((slot) => isLeased(slot) && needsRenewal(slot, nowMs))
      const isBusy = ({ usedSince, held }: Slot) => usedSince > 0 || held > 0
      await ask(leased, { wantsShare: isBusy, keepsRoom: false })
    },
    isStoreDown: () => isDown,
    async close() {
      isClosed = true
      const all = [...options.accounts()].flatMap(({ slot, past }) => [slot, ...past])
      const lent = all.filter(isLeased)
      await ask(
        lent.filter((slot) => slot.used > slot.reported),
        { wantsShare: () => false, keepsRoom: false },
      )
      for (const tenantId of tenants) await store.giveBack(tenantId, holder)
    },
  }
}

interface Noted {
  /** Takes the slots of which there was less than calls wait for. */
  crumbs: Set<Slot>
  /** Takes whoever was lent something. */
  tenants: Set<string>
}

function createAsking(options: LeasesOptions & { leaseMs: number }, { crumbs, tenants }: Noted) {
  const { store, holder, clock, turns, leaseMs } = options
  const askOne = async (tenantId: string, slots: Slot[], wish: Wish) => {
    const askedAtMs = passedMs(clock)
    for (const slot of slots) {
      // What has just come is for calls that wait for it and have not had their turn yet.
      const isFresh = slot.leaseUntilMs - askedAtMs > leaseMs * MARGIN - CRUMBS_MS
      giveUp(slot, { ...wish, keepsRoom: wish.keepsRoom || isFresh }, askedAtMs)
    }
    const asks = slots.map((slot) => toAsk(slot, wish.wantsShare(slot), clock.now()))
    for (const slot of slots) slot.missing = 0
    tenants.add(tenantId)
    const answers = await store.ask(tenantId, asks, { holder, leaseMs })
    slots.forEach((slot, at) => {
      const [ask, answer] = [asks[at], answers[at]]
      if (!ask || !answer) return
      slot.reported += ask.report
      slot.spentKnown = answer.spent
      // What was used or held since we asked came out of what was ours already.
      slot.granted += answer.headroom
      slot.leaseUntilMs = askedAtMs + leaseMs * MARGIN
      slot.usedSince = 0
      if (answer.headroom >= ask.missing) return
      slot.isExhaustedUntilMs = passedMs(clock) + EXHAUSTED_MS
      crumbs.add(slot)
    })
  }
  return (slots: Slot[], wish: Wish) =>
    turns.take(async () => {
      for (const [tenantId, own] of Map.groupBy(slots, tenantOf)) await askOne(tenantId, own, wish)
    })
}

function tenantOf({ allowance }: Slot): string {
  return allowance.tenantId
}

/** One that was never lent anything, or is all our own, is nobody's business. */
function isLeased({ leaseUntilMs }: Slot): boolean {
  return leaseUntilMs > 0 && leaseUntilMs !== Infinity
}

/** A period that is over and settled needs no lease any more. */
function needsRenewal({ endsAtMs, held, used, reported }: Slot, nowMs: number): boolean {
  return nowMs < endsAtMs || held > 0 || used > reported
}

interface Wish {
  /** For the calls to come, beside those that wait. */
  wantsShare: (slot: Slot) => boolean
  /** Calls wait for what was lent a moment ago: none of it may be given up. */
  keepsRoom: boolean
}

/**
 * What we shall not need is not ours any more before the authority hears of it, and lends it to somebody else. After the
 * time of the lease nothing is.
 */
function giveUp(slot: Slot, { keepsRoom }: Wish, nowMs: number): void {
  const room = Math.max(0, roomIn(slot))
  const wanted = keepsRoom ? room : Math.min(room, slot.usedSince * 2)
  const kept = nowMs < slot.leaseUntilMs ? wanted : 0
  slot.granted = slot.used + slot.held + kept
}

function toAsk(slot: Slot, wantsShare: boolean, nowMs: number): LeaseAsk {
  const { allowance, startsAtMs, used, reported, held, missing } = slot
  const share = shareOfBefore(slot, nowMs)
  // Money is reported by the ledger, in the same transaction as the request; nothing else is in there.
  const report = allowance.metric === 'money' ? 0 : used - reported
  return {
    allowanceId: allowance.id,
    startsAtMs,
    hard: allowance.hard ?? 0,
    report,
    inUse: used - reported - report + held + Math.max(0, roomIn(slot)),
    missing,
    wantsShare,
    ...(share > 0 && { before: { startsAtMs: startsAtMs - (slot.endsAtMs - startsAtMs), share } }),
  }
}
