import type {
  Budget,
  BudgetList,
  CreateBudget,
  CreateLimit,
  Limit,
  PriceEntry,
  SetPrice,
  UpdateBudget,
} from '#wire/money.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { createId } from '#server/lib/ids.ts'
import type { BudgetsStore, StoredBudget, StoredPrice } from './budgets-store.ts'
import type { Allowances } from './allowances.ts'
import { periodAt } from './periods.ts'
import type { PriceList, PriceRow } from './prices.ts'
import type { Pricing } from './pricing.ts'
import { spentIn, type Account, type Slot } from './slots.ts'
import type { LeaseStore } from './lease-store.ts'
import type { SpendStore } from './spend-store.ts'

/** Budgets, limits and prices as administrators see and change them. A change counts from the next call on. */
export interface Budgets {
  list(tenantId: string): Promise<BudgetList>
  create(tenantId: string, wish: CreateBudget): Promise<Budget>
  update(tenantId: string, id: string, ends: UpdateBudget): Promise<Budget>
  listLimits(tenantId: string): Promise<Limit[]>
  createLimit(tenantId: string, wish: CreateLimit): Promise<Limit>
  updateLimit(tenantId: string, id: string, amount: number): Promise<Limit>
  /** Throws `not_found`. */
  remove(
    tenantId: string,
    table: 'budgets' | 'limits' | 'price_overrides',
    id: string,
  ): Promise<void>
  listPrices(tenantId: string): Promise<PriceEntry[]>
  setPrice(tenantId: string, price: SetPrice): Promise<void>
}

export interface BudgetsOptions {
  store: BudgetsStore
  spend: SpendStore
  leases: LeaseStore
  allowances: Allowances
  prices: PriceList
  pricing: Pricing
  clock: Clock
  timeZone: string
  /** Puts what the database has into memory. */
  reload: (tenantId: string) => Promise<void>
  /** Writes what the ledger still has in memory. */
  flush: () => Promise<void>
}

export function createBudgets(options: BudgetsOptions): Budgets {
  const { store, clock, timeZone, reload } = options
  const list = (tenantId: string) => listBudgets(tenantId, options)
  const getBudget = async (tenantId: string, id: string) => {
    const { budgets } = await list(tenantId)
    return budgets.find((one) => one.id === id) ?? notFound('budget')
  }
  const getLimit = async (tenantId: string, id: string) => {
    const limits = await listLimits(tenantId, options)
    return limits.find((one) => one.id === id) ?? notFound('limit')
  }
  return {
    list,
    async create(tenantId, wish) {
      const id = createId(clock.now())
      const createdAt = new Date(clock.now()).toISOString()
      const { startsAtMs } = periodAt(wish.period, clock.now(), timeZone)
      await options.flush()
      const before = await options.spend.spentOf(tenantId, wish.subject, startsAtMs)
      const spentMicros = before.reduce(
        (sum, { currency, micros }) =>
          sum + options.pricing.convert(micros, currency, wish.currency),
        0,
      )
      await store.insertBudget(tenantId, { ...wish, id, createdAt, startsAtMs, spentMicros })
      await reload(tenantId)
      return getBudget(tenantId, id)
    },
    async update(tenantId, id, ends) {
      if (!(await store.updateBudget(tenantId, id, ends))) notFound('budget')
      await reload(tenantId)
      return getBudget(tenantId, id)
    },
    listLimits: (tenantId) => listLimits(tenantId, options),
    async createLimit(tenantId, wish) {
      const id = createId(clock.now())
      await store.insertLimit(tenantId, {
        ...wish,
        id,
        createdAt: new Date(clock.now()).toISOString(),
      })
      await reload(tenantId)
      return getLimit(tenantId, id)
    },
    async updateLimit(tenantId, id, amount) {
      if (!(await store.updateLimit(tenantId, id, amount))) notFound('limit')
      await reload(tenantId)
      return getLimit(tenantId, id)
    },
    async remove(tenantId, table, id) {
      if (!(await store.remove(tenantId, table, id))) notFound(NAMES[table])
      await reload(tenantId)
    },
    async listPrices(tenantId) {
      const stored = await store.listPrices(tenantId)
      const shipped = options.prices.list(tenantId).filter(({ row }) => !stored.some(isSame(row)))
      return [...stored.map(toOwnEntry), ...shipped.map(({ row }) => toEntry(row))]
    },
    async setPrice(tenantId, price) {
      await store.putPrice(tenantId, { ...price, id: createId(clock.now()) })
      await reload(tenantId)
    },
  }
}

const NAMES = { budgets: 'budget', limits: 'limit', price_overrides: 'price of your own' } as const

function notFound(what: string): never {
  throw new AppError('not_found', `There is no such ${what}.`)
}

async function listBudgets(tenantId: string, options: BudgetsOptions): Promise<BudgetList> {
  const { store, spend, leases, clock, timeZone, pricing } = options
  const stored = await store.listBudgets(tenantId)
  const names = await spend.names(tenantId, idsOf(stored))
  const slots = slotsById(options)
  const nowMs = clock.now()
  const periods = stored.map(({ id, period }) => ({
    allowanceId: id,
    ...periodAt(period, nowMs, timeZone),
  }))
  const known = new Map(
    (await leases.readSpent(tenantId, periods)).map((one) => [one.allowanceId, one]),
  )
  const { usdPerEurMicros, date } = pricing.rate
  return {
    budgets: stored.map((budget, at) => {
      const slot = slots.get(budget.id)
      const notReported = slot ? slot.used - slot.reported : 0
      return toBudget(budget, {
        label: names.get(budget.subject.id) ?? null,
        spentMicros: (known.get(budget.id)?.spent ?? 0) + notReported,
        heldMicros: (slot?.held ?? 0) + (known.get(budget.id)?.standing ?? 0),
        startsAtMs: periods[at]?.startsAtMs ?? 0,
        endsAtMs: periods[at]?.endsAtMs ?? 0,
      })
    }),
    timeZone,
    currency: pricing.currency,
    rate: usdPerEurMicros === null ? null : { usdPerEurMicros, date },
  }
}

function slotsById({ allowances, clock }: BudgetsOptions): Map<string, Slot> {
  const current = (account: Account) => allowances.slotFor(account, clock.now())
  return new Map(
    [...allowances.accounts()].map((account) => [account.allowance.id, current(account)]),
  )
}

interface BudgetNow {
  label: string | null
  spentMicros: number
  heldMicros: number
  startsAtMs: number
  endsAtMs: number
}

function toBudget(stored: StoredBudget, now: BudgetNow): Budget {
  const { softMicros, hardMicros } = stored
  const isOver = (end: number | null) => end !== null && now.spentMicros >= end
  return {
    ...stored,
    label: now.label,
    spentMicros: now.spentMicros,
    heldMicros: now.heldMicros,
    state: isOver(hardMicros) ? 'ended' : isOver(softMicros) ? 'warned' : 'within',
    startsAt: new Date(now.startsAtMs).toISOString(),
    resetsAt: new Date(now.endsAtMs).toISOString(),
  }
}

function idsOf(allowances: readonly { subject: { id: string } }[]): string[] {
  return allowances.map(({ subject }) => subject.id)
}

async function listLimits(tenantId: string, options: BudgetsOptions): Promise<Limit[]> {
  const slots = slotsById(options)
  const stored = await options.store.listLimits(tenantId)
  const names = await options.spend.names(tenantId, idsOf(stored))
  return stored.map((limit) => {
    const slot = slots.get(limit.id)
    return {
      ...limit,
      label: names.get(limit.subject.id) ?? null,
      used: slot ? spentIn(slot) + slot.held : 0,
    }
  })
}

function isSame(row: PriceRow) {
  return ({ provider, model, validFrom }: StoredPrice) =>
    provider === row.provider && model === row.model && validFrom === row.date
}

function toOwnEntry(stored: StoredPrice): PriceEntry {
  const { id, provider, model, validFrom, currency, prices, source } = stored
  const { inputMicros, outputMicros, cachedInputMicros } = prices
  return {
    id,
    provider,
    model,
    validFrom,
    currency,
    inputMicros,
    outputMicros,
    cachedInputMicros,
    source,
  }
}

function toEntry(row: PriceRow): PriceEntry {
  const { provider, model, date, currency, inputMicros, outputMicros, cachedInputMicros, source } =
    row
  const prices = { inputMicros, outputMicros, cachedInputMicros }
  return { id: null, provider, model, validFrom: date, currency, ...prices, source }
}

/** As the price list keeps them. */
export function toPriceRow({ prices, validFrom, ...stored }: StoredPrice): PriceRow {
  const { provider, model, currency, source } = stored
  const { units, tiers, cacheWriteHourMicros, ...tokens } = prices
  const known = Object.entries(tiers ?? {}).filter(([, tier]) => tier !== undefined)
  const billed = Object.entries(units ?? {}).filter(([, micros]) => micros !== undefined)
  return {
    provider,
    model,
    currency,
    source,
    date: validFrom,
    ...tokens,
    ...(cacheWriteHourMicros !== undefined && { cacheWriteHourMicros }),
    ...(known.length > 0 && { tiers: Object.fromEntries(known) }),
    ...(billed.length > 0 && { units: Object.fromEntries(billed) }),
  }
}
