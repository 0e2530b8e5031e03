import type { Principal } from '#server/access/principal.ts'
import { AppError } from '#server/lib/app-error.ts'
import { passedMs, type Clock } from '#server/lib/clock.ts'
import type { DialectName } from '#server/dialects/conversation.ts'
import type { ReservationRequest, UsageRecord } from './accounts.ts'
import type { Allowance, BudgetEvent, Charge } from './allowance.ts'
import { amountsUsed, createNeed, type Need } from './amounts.ts'
import type { HeldShare, PeriodSpent } from './lease-store.ts'
import { createAccountIndex } from './account-index.ts'
import { headersFor } from './limit-headers.ts'
import type { Pricing } from './pricing.ts'
import { LeaseMiss, refusalFor } from './refusals.ts'
import {
  carriedIn,
  createSlot,
  roomIn,
  spentIn,
  withoutSettled,
  type Account,
  type Slot,
} from './slots.ts'

/** What a request has taken from every allowance that counts it. */
export interface Hold {
  /** The call is over: what it really used takes the place of what it might have. Once. */
  settle(record: UsageRecord): Charge[]
  headers(nowMs: number, dialect: DialectName | undefined): Record<string, string>
  /** Whether as much again is there, for a second attempt beside the first. */
  mayDouble(): boolean
  /** What it has taken of budgets with an end, for a hold that outlives this process. */
  shares(): HeldShare[]
  /** They are held elsewhere from now on; tokens are counted as used, since minutes are over before a batch is. */
  stand(): void
  /** As if it had never been. */
  giveUp(): void
}

/** All budgets and limits, in memory: nothing here waits. */
export interface Allowances {
  /** Throws `budget_exceeded`, `rate_limited`, or LeaseMiss. Undefined: nothing counts this request. */
  hold(request: ReservationRequest, nowMs: number): Hold | undefined
  /** Puts other allowances in place of those of a tenant; what was used of one that stays is not forgotten. */
  replace(tenantId: string, allowances: readonly Allowance[]): void
  /** For the leases and the reports: every account there is. */
  accounts(): Iterable<Account>
  slotFor(account: Account, nowMs: number): Slot
  /** Whatever counts the calls of somebody to a model, as it is now. */
  slotsOf(principal: Principal, model: string, nowMs: number): Slot[]
  /** The authority has taken note of what we used. */
  noteReported(charges: readonly Charge[]): void
  /** The authority says what is spent of a period, our own reports among it. */
  noteSpent(spent: PeriodSpent): void
  /** What stood is paid, or is not wanted any more. */
  release(shares: readonly HeldShare[]): void
}

export interface AllowancesOptions {
  clock: Clock
  pricing: Pricing
  /** Where days and months begin. */
  timeZone: string
  /** This process is the only one: what there is, is all its own. */
  isSole: boolean
  /** What to do where the authority does not answer and a lease has run out. */
  whenStoreIsDown: 'refuse' | 'allow'
  /** What to do where a budget has an end and the price of a call is not known. */
  whenPriceIsUnknown: 'refuse' | 'allow'
  /** Asks the authority for more; resolves when it has said. */
  refill: (slots: Slot[]) => Promise<void>
  isStoreDown: () => boolean
  onBudget?: (event: BudgetEvent) => void
}

export function createAllowances(options: AllowancesOptions): Allowances {
  const byId = new Map<string, Account>()
  const index = createAccountIndex(byId)
  return {
    hold(request, nowMs) {
      const accounts = index.accountsOf(request.principal, request.model)
      if (accounts.length === 0) return undefined
      return takeHold({ accounts, request, nowMs, options })
    },
    replace(tenantId, allowances) {
      const kept = new Set(allowances.map(({ id }) => id))
      for (const [id, { allowance }] of byId) {
        if (allowance.tenantId === tenantId && !kept.has(id)) byId.delete(id)
      }
      for (const allowance of allowances) byId.set(allowance.id, renew(byId, allowance, options))
      index.forget()
    },
    accounts: () => byId.values(),
    slotFor: (account, nowMs) => slotAt(account, nowMs, options),
    slotsOf: (principal, model, nowMs) =>
      index.accountsOf(principal, model).map((account) => slotAt(account, nowMs, options)),
    noteReported(charges) {
      for (const { allowanceId, startsAtMs, units } of charges) {
        const slot = findSlot(byId.get(allowanceId), startsAtMs)
        if (!slot) continue
        slot.reported += units
        slot.spentKnown += units
      }
    },
    release(shares) {
      for (const { allowanceId, startsAtMs, units } of shares) {
        const slot = findSlot(byId.get(allowanceId), startsAtMs)
        if (!slot || !options.isSole) continue
        slot.standing = Math.max(0, slot.standing - units)
        grantOwn(slot, options)
      }
    },
    noteSpent({ allowanceId, startsAtMs, spent, standing }) {
      const slot = findSlot(byId.get(allowanceId), startsAtMs)
      if (!slot) return
      slot.spentKnown = spent
      if (options.isSole) slot.standing = standing
      grantOwn(slot, options)
    },
  }
}

function findSlot(account: Account | undefined, startsAtMs: number): Slot | undefined {
  if (account?.slot.startsAtMs === startsAtMs) return account.slot
  return account?.past.find((slot) => slot.startsAtMs === startsAtMs)
}

/** A changed allowance keeps what was used of it. Its lease, made under other terms, is not gone beyond what is in use. */
function renew(byId: Map<string, Account>, allowance: Allowance, options: AllowancesOptions) {
  const known = byId.get(allowance.id)
  if (!known) {
    const nowMs = options.clock.now()
    const account = { allowance, slot: createSlot(allowance, nowMs, options.timeZone), past: [] }
    grantOwn(account.slot, options)
    return account
  }
  const { slot } = known
  slot.allowance = allowance
  known.allowance = allowance
  slot.isSoftTold =
    allowance.soft === null || spentIn(slot) < allowance.soft ? false : slot.isSoftTold
  slot.isHardTold =
    allowance.hard === null || spentIn(slot) < allowance.hard ? false : slot.isHardTold
  slot.isExhaustedUntilMs = 0
  slot.granted = slot.used + slot.held
  grantOwn(slot, options)
  return known
}

/** What needs no authority: what has no end, and everything where nobody else is there to share it with. */
function grantOwn(slot: Slot, { isSole }: AllowancesOptions): void {
  const { hard } = slot.allowance
  if (hard !== null && !isSole) return
  const others = slot.spentKnown - slot.reported
  slot.granted = hard === null ? Infinity : hard - others - slot.standing
  slot.leaseUntilMs = Infinity
}

function slotAt(account: Account, nowMs: number, options: AllowancesOptions): Slot {
  const { slot } = account
  if (nowMs < slot.endsAtMs && nowMs >= slot.startsAtMs) return slot
  const next = createSlot(account.allowance, nowMs, options.timeZone)
  // A clock that was set back finds the period that it left.
  const known = account.past.find(({ startsAtMs }) => startsAtMs === next.startsAtMs)
  account.past = withoutSettled([...account.past.filter((one) => one !== known), slot])
  account.slot = known ?? next
  if (!known) follow(next, slot)
  if (!known) grantOwn(next, options)
  return account.slot
}

/** What was used a moment ago counts on, as long as it lasts. */
function follow(next: Slot, slot: Slot): void {
  slot.before = undefined
  const isNext = slot.allowance.period === 'minute' && next.startsAtMs === slot.endsAtMs
  if (isNext && (slot.used > 0 || slot.held > 0 || slot.spentKnown > 0)) next.before = slot
}

interface Taking {
  accounts: readonly Account[]
  request: ReservationRequest
  nowMs: number
  options: AllowancesOptions
}

function takeHold(taking: Taking): Hold {
  const { accounts, request, nowMs, options } = taking
  const need = createNeed(request, { nowMs, pricing: options.pricing })
  const passed = passedMs(options.clock)
  const slots: Slot[] = []
  const amounts: number[] = []
  let missing: Slot[] | undefined
  for (const account of accounts) {
    const slot = heldSlot(account, request) ?? slotAt(account, nowMs, options)
    const amount = request.isOwed ? 0 : amountFor(slot, need, options)
    slots.push(slot)
    amounts.push(amount)
    const isLeased = passed < slot.leaseUntilMs
    // Where others share it, the authority has looked at the minute before.
    const carried = options.isSole ? carriedIn(slot, nowMs) : 0
    if (request.isOwed || (isLeased && amount <= roomIn(slot) - carried)) continue
    const isFinal = isLeased && passed < slot.isExhaustedUntilMs
    if (options.isSole || isFinal) throw refuse(slot, amount, taking)
    if (options.isStoreDown()) {
      if (options.whenStoreIsDown === 'allow') continue
      throw new AppError('not_ready', STORE_DOWN, { retryAfterMs: 5000 })
    }
    slot.missing += amount
    missing = [...(missing ?? []), slot]
  }
  if (missing) throw new LeaseMiss(options.refill(missing))
  for (let at = 0; at < slots.length; at += 1) take(slots[at], amounts[at] ?? 0)
  return createHold({ slots, amounts, request, options })
}

const STORE_DOWN =
  'Budgets and limits cannot be looked up: the database does not answer. Try again in a moment.'

/** Requests are used up by being made; all else is held until it is known. */
function take(slot: Slot | undefined, amount: number): void {
  if (!slot) return
  if (slot.allowance.metric === 'requests') {
    slot.used += amount
    slot.usedSince += amount
  } else slot.held += amount
}

function amountFor({ allowance }: Slot, need: Need, options: AllowancesOptions): number {
  const { metric, subject, currency, hard } = allowance
  if (metric === 'requests') return need.requests
  if (metric === 'concurrency') return need.calls
  if (metric === 'tokens') return need.tokens(subject.kind)
  const money = need.money()
  if (money) return money[currency]
  if (hard === null || options.whenPriceIsUnknown === 'allow') return 0
  throw new AppError(
    'budget_exceeded',
    'The price of this model is not known, so a budget cannot be kept. An administrator can set it in galerne.yaml (prices:) or by POST /api/prices.',
  )
}

function refuse(slot: Slot, amount: number, taking: Taking): AppError {
  const { accounts, request, nowMs, options } = taking
  tell('hard', slot, { nowMs, options })
  const refusal = refusalFor(slot, amount, nowMs)
  const slots = accounts.map((account) => slotAt(account, nowMs, options))
  const ended = refusal.code === 'budget_exceeded' ? { ended: slot } : {}
  refusal.headers = headersFor(slots, { nowMs, dialect: request.dialect, ...ended })
  return refusal
}

function createHold(holding: {
  slots: Slot[]
  amounts: number[]
  request: ReservationRequest
  options: AllowancesOptions
}): Hold {
  const { slots, amounts, request, options } = holding
  return {
    settle(record) {
      const charges: Charge[] = []
      const used = amountsUsed(record, options.pricing, request.tokenWeight)
      const nowMs = options.clock.now()
      slots.forEach((slot, at) => {
        const { id, metric, soft, hard } = slot.allowance
        if (metric === 'requests') return
        slot.held -= amounts[at] ?? 0
        // The tokens of a batch were counted when it was made.
        if (metric === 'concurrency' || (metric === 'tokens' && request.held)) return
        const units = used(slot.allowance)
        slot.used += units
        slot.usedSince += units
        if (metric !== 'money') return
        if (units > 0) charges.push({ allowanceId: id, startsAtMs: slot.startsAtMs, units })
        if (soft !== null && spentIn(slot) >= soft) tell('soft', slot, { nowMs, options })
        if (hard !== null && spentIn(slot) >= hard) tell('hard', slot, { nowMs, options })
      })
      return charges
    },
    headers: (nowMs, dialect) => headersFor(slots, { nowMs, dialect }),
    ...createStanding(slots, amounts, options),
    mayDouble: () =>
      slots.every(
        (slot, at) => slot.allowance.metric !== 'money' || roomIn(slot) >= (amounts[at] ?? 0),
      ),
  }
}

function createStanding(
  slots: Slot[],
  amounts: number[],
  { isSole }: AllowancesOptions,
): Pick<Hold, 'shares' | 'stand' | 'giveUp'> {
  const isShare = ({ allowance }: Slot) => allowance.metric === 'money' && allowance.hard !== null
  return {
    shares: () =>
      slots.flatMap((slot, at): HeldShare[] =>
        isShare(slot)
          ? [
              {
                allowanceId: slot.allowance.id,
                startsAtMs: slot.startsAtMs,
                units: amounts[at] ?? 0,
              },
            ]
          : [],
      ),
    stand() {
      slots.forEach((slot, at) => {
        const amount = amounts[at] ?? 0
        const { metric } = slot.allowance
        if (metric === 'requests') return
        slot.held -= amount
        if (metric === 'tokens') slot.used += amount
        if (!isShare(slot)) return
        slot.granted -= amount
        if (isSole) slot.standing += amount
      })
    },
    giveUp() {
      slots.forEach((slot, at) => {
        if (slot.allowance.metric === 'requests') slot.used -= amounts[at] ?? 0
        else slot.held -= amounts[at] ?? 0
      })
    },
  }
}

/** The period in which it was held; undefined: nothing was. */
function heldSlot(account: Account, { held }: ReservationRequest): Slot | undefined {
  const share = held?.find(({ allowanceId }) => allowanceId === account.allowance.id)
  if (!share) return undefined
  const known = findSlot(account, share.startsAtMs)
  if (known) return known
  const slot = createSlot(account.allowance, share.startsAtMs, 'UTC')
  slot.startsAtMs = share.startsAtMs
  account.past = [...account.past, slot]
  return slot
}

/** Once a period, and by each process that sees it. */
function tell(
  kind: BudgetEvent['kind'],
  slot: Slot,
  { nowMs, options }: { nowMs: number; options: AllowancesOptions },
): void {
  const { id, tenantId, subject, metric, period, currency, soft, hard } = slot.allowance
  const isTold = kind === 'soft' ? slot.isSoftTold : slot.isHardTold
  if (metric !== 'money' || isTold || !options.onBudget) return
  if (kind === 'soft') slot.isSoftTold = true
  else slot.isHardTold = true
  options.onBudget({
    kind,
    tenantId,
    budgetId: id,
    subject,
    period,
    currency,
    spentMicros: spentIn(slot),
    limitMicros: (kind === 'soft' ? soft : hard) ?? 0,
    resetsAtMs: slot.endsAtMs,
    atMs: nowMs,
  })
}
