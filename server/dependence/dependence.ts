import type {
  DependenceReport,
  Dimension,
  DrillReport,
  DrillState,
  LiveDrill,
  Loss,
  RouteInfo,
  Share,
} from '#wire/dependence.ts'
import type { Organisations } from '#server/access/organisations.ts'
import type { Principal } from '#server/access/principal.ts'
import { stateAt } from '#server/gateway/routing/deployment-state.ts'
import type { Routing } from '#server/gateway/routing/routing.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import { watchRevisions } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { findNearest } from '#server/lib/nearest.ts'
import type { Metering } from '#server/metering/metering.ts'
import { concentrationOf, DIMENSIONS, indexOf, sharesOf } from './concentration.ts'
import { isLostBy, rehearse, targetOf } from './drill.ts'
import { createDrillsStore, DRILLS_TOPIC, type DrillsStore } from './drills-store.ts'
import { createExitChecklist } from './exit-checklist.ts'
import { createUseStore, type Use, type UseStore } from './use-store.ts'

/** On whom an organisation depends, and what it would be like without them. */
export interface Dependence {
  report(principal: Principal, days: number): Promise<DependenceReport>
  rehearse(principal: Principal, lose: Loss, days: number): Promise<DrillReport>
  /** Takes away from real traffic; ends by itself. Throws `not_found` where nothing would be lost. */
  start(principal: Principal, lose: Loss, minutes: number): Promise<LiveDrill>
  end(principal: Principal): Promise<void>
  state(principal: Principal): Promise<DrillState>
  routes(principal: Principal): RouteInfo[]
  close(): Promise<void>
}

export interface DependenceOptions {
  database: Database
  organisations: Pick<Organisations, 'forEach'>
  routing: Routing
  metering: Pick<Metering, 'pricing' | 'timeZone' | 'ledger'>
  clock: Clock
  log: Log
}

const DAY_MS = 86_400_000
const DRILL_VALID_MS = 90 * DAY_MS

/** Looks up whether a drill runs, which a process that starts in the middle of one must know as well. */
export async function openDependence(options: DependenceOptions): Promise<Dependence> {
  const { database, clock, log } = options
  const context: Context = {
    ...options,
    uses: createUseStore(database),
    drills: createDrillsStore(database),
  }
  const topics = { [DRILLS_TOPIC]: (tenantId: string) => apply(context, tenantId) }
  const unwatch = await watchRevisions({ database, log, topics })
  await options.organisations.forEach((tenantId) => apply(context, tenantId))
  return {
    report: (principal, days) => report(context, principal, days),
    async rehearse(principal, lose, days) {
      checkLoss(context, principal, lose)
      const { uses, from, until } = await usesOf(context, principal, days)
      const { routing, metering } = options
      return {
        lose,
        from,
        until,
        ...rehearse({
          lose,
          uses,
          tenantId: principal.tenantId,
          routing,
          pricing: metering.pricing,
        }),
      }
    },
    async start(principal, lose, minutes) {
      checkLoss(context, principal, lose)
      const nowMs = clock.now()
      const drill: LiveDrill = {
        id: createId(),
        lose,
        startedBy: principal.name,
        startedAt: new Date(nowMs).toISOString(),
        until: new Date(nowMs + minutes * 60_000).toISOString(),
      }
      await context.drills.begin(principal.tenantId, drill)
      await apply(context, principal.tenantId)
      log.warn('drill.started', { by: lose.by, name: lose.name, until: drill.until })
      return drill
    },
    async end(principal) {
      await context.drills.end(principal.tenantId, new Date(clock.now()))
      await apply(context, principal.tenantId)
      log.info('drill.ended')
    },
    async state(principal) {
      const live = await context.drills.findLive(principal.tenantId, new Date(clock.now()))
      return { live: live ?? null, choices: listLosses(context, principal) }
    },
    routes: (principal) => listRoutes(context, principal),
    close: unwatch,
  }
}

interface Context extends DependenceOptions {
  uses: UseStore
  drills: DrillsStore
}

/** Has routing do what the database says of drills. */
async function apply({ drills, routing, clock }: Context, tenantId: string): Promise<void> {
  const live = await drills.findLive(tenantId, new Date(clock.now()))
  if (!live) return routing.giveBack(tenantId)
  routing.lose(tenantId, { isLost: isLostBy(live.lose), untilMs: Date.parse(live.until) })
}

async function usesOf({ uses, metering, clock }: Context, { tenantId }: Principal, days: number) {
  const until = new Date(clock.now())
  const from = new Date(until.getTime() - days * DAY_MS)
  // What has just happened counts as well.
  await metering.ledger.flush()
  const { timeZone, pricing } = metering
  const list = await uses.list(tenantId, { from, until, timeZone, currency: pricing.currency })
  return { uses: list, from: from.toISOString(), until: until.toISOString() }
}

async function report(
  context: Context,
  principal: Principal,
  days: number,
): Promise<DependenceReport> {
  const { routing, metering, drills, clock } = context
  const { uses, from, until } = await usesOf(context, principal, days)
  const snapshot = routing.snapshot(principal.tenantId)
  const findTags = (use: Use) => targetOf(snapshot, use)?.model.tags
  const shares = byDimension((dimension) => sharesOf(uses, dimension, findTags))
  const concentration = byDimension((dimension) => concentrationOf(shares[dimension]))
  const since = new Date(clock.now() - DRILL_VALID_MS)
  const losses = await drills.lostSince(principal.tenantId, since)
  const drilled = snapshot.targets
    .filter((target) => losses.some((loss) => isLostBy(loss)(target)))
    .map(({ provider }) => provider.id)
  return {
    from,
    until,
    currency: metering.pricing.currency,
    totals: totalsOf(shares.provider),
    shares,
    concentration,
    overTime: [...Map.groupBy(uses, ({ day }) => day)]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([day, ofDay]) => ({
        day,
        index: byDimension((one) => dayIndex(ofDay, one, findTags)),
      })),
    checklist: createExitChecklist({
      snapshot,
      used: new Set(uses.map(({ model }) => model)),
      drilled: new Set(drilled),
      spendByOperator: concentration.operator,
      nowMs: clock.now(),
    }),
  }
}

function byDimension<Value>(valueOf: (dimension: Dimension) => Value): Record<Dimension, Value> {
  return {
    provider: valueOf('provider'),
    operator: valueOf('operator'),
    jurisdiction: valueOf('jurisdiction'),
    region: valueOf('region'),
  }
}

function dayIndex(uses: Use[], dimension: Dimension, findTags: Parameters<typeof sharesOf>[2]) {
  return indexOf(sharesOf(uses, dimension, findTags).map(({ calls }) => calls))
}

function totalsOf(shares: readonly Share[]): DependenceReport['totals'] {
  const totals = { calls: 0, tokens: 0, micros: 0 }
  for (const { calls, tokens, micros } of shares) {
    totals.calls += calls
    totals.tokens += tokens
    totals.micros += micros
  }
  return totals
}

/** Everything that can be lost, as the deployments are declared; what most depends on comes first. */
function listLosses({ routing }: Context, { tenantId }: Principal): DrillState['choices'] {
  const counts = new Map<string, DrillState['choices'][number]>()
  for (const { provider, model } of routing.snapshot(tenantId).targets) {
    for (const by of DIMENSIONS) {
      const name = by === 'provider' ? provider.id : model.tags[by]
      if (name === null) continue
      const choice = counts.get(`${by} ${name}`) ?? { by, name, deployments: 0 }
      choice.deployments += 1
      counts.set(`${by} ${name}`, choice)
    }
  }
  return [...counts.values()].toSorted((a, b) => b.deployments - a.deployments)
}

function checkLoss(context: Context, principal: Principal, { by, name }: Loss): void {
  const isLost = isLostBy({ by, name })
  if (context.routing.snapshot(principal.tenantId).targets.some(isLost)) return
  const known = listLosses(context, principal).filter((choice) => choice.by === by)
  const names = known.map((choice) => choice.name)
  const nearest = findNearest(name, names)
  const hint = nearest ? `Did you mean ${nearest}?` : `There are: ${names.join(', ') || 'none'}.`
  throw new AppError('not_found', `No deployment has the ${by} “${name}”. ${hint}`)
}

function listRoutes({ routing, clock }: Context, { tenantId }: Principal): RouteInfo[] {
  return [...routing.snapshot(tenantId).routes.values()].map((route) => ({
    name: route.name,
    isConfigured: route.isConfigured,
    strategy: route.strategy,
    delivery: route.delivery,
    targets: route.targets.map((target) => ({
      name: target.name,
      weight: target.weight,
      state: routing.isLost(tenantId, target, clock.now())
        ? 'open'
        : stateAt(target.state, clock.now()),
    })),
  }))
}
