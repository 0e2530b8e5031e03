import type { OwnLimit } from '#wire/money.ts'
import type { Organisations } from '#server/access/organisations.ts'
import type { Principal } from '#server/access/principal.ts'
import type { Clock } from '#server/lib/clock.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { createAccounts, type Accounts, type RecordUsage } from './accounts.ts'
import type { BudgetEvent } from './allowance.ts'
import { createAllowances, type Allowances } from './allowances.ts'
import {
  ALLOWANCES_TOPIC,
  createBudgetsStore,
  PRICES_TOPIC,
  readAllowances,
} from './budgets-store.ts'
import { createBudgets, toPriceRow, type Budgets } from './budgets.ts'
import { createLeaseStore, type LeaseStore } from './lease-store.ts'
import { createLeases, type Leases } from './leases.ts'
import type { Ledger } from './ledger.ts'
import { openLedger } from './open-ledger.ts'
import { createOwnPrices, type OwnPrices } from './own-prices.ts'
import { toMicros } from './price-list/rows.ts'
import { createPriceList, type PriceList, type PriceRow } from './prices.ts'
import { createPricing, type Pricing } from './pricing.ts'
import type { MoneySettings } from './settings.ts'
import { createSpendStore, type SpendStore } from './spend-store.ts'
import { createStandingHolds, type StandingHolds } from './standing-holds.ts'
import { createTurns, type Turns } from './turns.ts'
import { toOwnLimits } from './own-limits.ts'

/** What is used, what it costs, and what may be used: everything about money, wired up. */
export interface Metering {
  accounts: Accounts
  prices: PriceList
  /** Replaces the prices of the configuration; for calls that begin from now on. */
  setConfiguredPrices(rows: readonly PriceRow[]): void
  pricing: Pricing
  budgets: Budgets
  /** What is left of all that counts somebody's calls to a model; models in no budget of their own are one as the other. */
  limitsOf(principal: Principal, model: string): OwnLimit[]
  spend: SpendStore
  ledger: Ledger
  /** Of batches. */
  standing: StandingHolds
  timeZone: string
  /** Takes over now what dead processes have left, as happens now and then. */
  takeOver(): Promise<void>
  /** After all that makes calls: writes what is left and gives back what is held. */
  close(): Promise<void>
}

export interface MeteringSetup {
  database: Database
  organisations: Pick<Organisations, 'ids' | 'forEach'>
  /** Of the write-ahead files of all processes that share the data folder. */
  folder: string
  settings: MoneySettings
  /** Prices of the configuration. */
  priceRows: readonly PriceRow[]
  clock: Clock
  log: Log
  /** Sees every finished request, once it is committed. */
  observe: RecordUsage
  onBudget?: (event: BudgetEvent) => void
  /** False: other processes use the same database, so that what may be spent is shared with them. */
  isSole?: boolean
  /** False: another process of this data folder takes over from those that die. */
  doesChores?: boolean
  leaseMs?: number
}

/** How often the process says that it lives, and looks for others that do not any more. */
const HEARTBEAT_MS = 15_000
const LEASE_MS = 30_000

/**
 * Opens the accounts: takes over what dead processes have left, reads budgets, limits and prices, and looks up what is
 * spent. Throws what the database says.
 */
export async function createMetering(setup: MeteringSetup): Promise<Metering> {
  const { database, settings, clock, log } = setup
  const { timeZone } = settings
  const parts = createParts(setup)
  const { isSole, leases, leaseStore, allowances, prices, pricing } = parts
  const opened = await openLedger({
    ...setup,
    processId: parts.processId,
    turns: parts.turns,
    leases: leaseStore,
    tenantIds: () => setup.organisations.ids(),
    onReported: (charges) => allowances.noteReported(charges),
  })
  const { ledger } = opened
  const store = createBudgetsStore(database)
  const topics = createTopics(parts, setup)
  const readAll = async (tenantId: string) => {
    for (const read of Object.values(topics)) await read(tenantId)
  }
  const stopWatching = await watchRevisions({ database, log, topics, isSole })
  await setup.organisations.forEach(readAll)
  const stopBeating = every(HEARTBEAT_MS, log, async () => {
    await opened.beat()
    if (isSole || setup.doesChores === false) return
    for (const tenantId of setup.organisations.ids()) await leaseStore.tidy(tenantId)
  })
  const renewMs = (setup.leaseMs ?? LEASE_MS) / 3
  const stopRenewing = isSole ? () => undefined : every(renewMs, log, () => leases.renew())

  const spend = createSpendStore(database)
  const budgets = createBudgets({
    store,
    spend,
    leases: leaseStore,
    allowances,
    prices,
    pricing,
    clock,
    timeZone,
    reload: readAll,
    flush: () => ledger.flush(),
  })
  const recordUsage: RecordUsage = (record) => {
    ledger.record(record)
    setup.observe(record)
  }
  const accounts = createAccounts({ clock, pricing, allowances, ledger, recordUsage })
  return {
    accounts,
    prices,
    setConfiguredPrices: (rows) => parts.ownPrices.setConfigured(rows),
    pricing,
    budgets,
    limitsOf: (principal, model) =>
      toOwnLimits(allowances.slotsOf(principal, model, clock.now()), clock.now()),
    spend,
    ledger,
    standing: createStandingHolds({ ...parts, clock, flush: () => ledger.flush() }),
    timeZone,
    takeOver: () => opened.beat(),
    async close() {
      stopBeating()
      stopRenewing()
      await stopWatching()
      await ledger.close()
      if (!isSole) await leases.close()
    },
  }
}

interface Parts {
  processId: string
  isSole: boolean
  turns: Turns
  prices: PriceList
  ownPrices: OwnPrices
  pricing: Pricing
  allowances: Allowances
  leaseStore: LeaseStore
  leases: Leases
}

/** What lives in memory alone. */
function createParts(setup: MeteringSetup): Parts {
  const { database, settings, clock, log, onBudget, leaseMs = LEASE_MS } = setup
  const isSole = setup.isSole ?? database.sharing === 'sole'
  const processId = createId()
  const turns = createTurns()
  const prices = createPriceList({ overrides: setup.priceRows })
  const ownPrices = createOwnPrices(prices, setup.priceRows)
  const pricing = createPricing({ prices, currency: settings.currency, rate: rateOf(settings) })
  const leaseStore = createLeaseStore(database)
  const allowances = createAllowances({
    clock,
    pricing,
    isSole,
    timeZone: settings.timeZone,
    // These two may change while Galerne runs.
    get whenStoreIsDown() {
      return settings.whenDatabaseIsAway
    },
    get whenPriceIsUnknown() {
      return settings.whenPriceIsUnknown
    },
    refill: (slots) => leases.refill(slots),
    isStoreDown: () => leases.isStoreDown(),
    ...(onBudget && { onBudget }),
  })
  const leases = createLeases({
    store: leaseStore,
    holder: processId,
    clock,
    log,
    turns,
    leaseMs,
    accounts: () => allowances.accounts(),
  })
  return { processId, isSole, turns, prices, ownPrices, pricing, allowances, leaseStore, leases }
}

/** How what administrators have set comes into memory: at the start, and after each change by any process. */
function createTopics(
  { isSole, turns, ownPrices, allowances, leaseStore }: Parts,
  { database, clock }: MeteringSetup,
): Record<string, (tenantId: string) => Promise<void>> {
  const store = createBudgetsStore(database)
  const readSpent = async (tenantId: string) => {
    const periods = [...allowances.accounts()]
      .filter(({ allowance }) => allowance.tenantId === tenantId && allowance.metric === 'money')
      .map((account) => ({
        allowanceId: account.allowance.id,
        startsAtMs: allowances.slotFor(account, clock.now()).startsAtMs,
      }))
    if (periods.length === 0) return
    const spent = await leaseStore.readSpent(tenantId, periods)
    for (const one of spent) allowances.noteSpent(one)
  }
  return {
    async [PRICES_TOPIC](tenantId) {
      const stored = await store.listPrices(tenantId)
      ownPrices.setStored(tenantId, stored.map(toPriceRow))
    },
    async [ALLOWANCES_TOPIC](tenantId) {
      allowances.replace(tenantId, await readAllowances(store, tenantId))
      // In one turn with what is still being written, so that nothing is counted twice or not at all.
      if (isSole) await turns.take(() => readSpent(tenantId))
    },
  }
}

function rateOf({ usdPerEur, rateDate }: MoneySettings) {
  return { usdPerEurMicros: usdPerEur === null ? null : toMicros(usdPerEur), date: rateDate }
}

/** One after the other; what fails is logged and tried again the next time. */
function every(ms: number, log: Log, work: () => Promise<void>): () => void {
  let isRunning = false
  const run = async () => {
    isRunning = true
    try {
      await work()
    } catch (error) {
      log.error('metering.upkeep_failed', { error })
    }
    isRunning = false
  }
  const timer = setInterval(() => {
    if (!isRunning) void run()
  }, ms).unref()
  return () => clearInterval(timer)
}
