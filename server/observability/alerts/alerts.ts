import { randomBytes } from 'node:crypto'
import type {
  AlertChannel,
  AlertOverview,
  AlertRule,
  AlertTest,
  CreateAlertChannel,
  CreatedAlertChannel,
  SaveAlertRule,
} from '#wire/alerts.ts'
import { runsInstallation } from '#server/access/installation.ts'
import { AppError } from '#server/lib/app-error.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import { messageOf } from '#server/lib/thrown.ts'
import { checkAddress } from '#server/lib/address.ts'
import { sendPost } from '../post.ts'
import type { TelemetrySettings } from '../settings.ts'
import { createAlertsStore, type AlertsStore, type StoredChannel } from './alerts-store.ts'
import { contextOf, deliverDue, targetOf, type DeliverOptions, type Sealing } from './deliver.ts'
import type { MeasureSources } from './measure.ts'
import { createSender, secretFrom } from './send-notice.ts'
import { createRuleWatch } from './watch-rules.ts'

export interface AlertsOptions {
  database: Database
  sources: Omit<MeasureSources, 'nowMs'>
  smtp: TelemetrySettings['smtp']
  sealing: Sealing
  /** How people reach this Galerne, for the links in notices. */
  baseUrl: () => string
  tenantIds: () => readonly string[]
  clock: Clock
  log: Log
}

export type Alerts = ReturnType<typeof createAlerts>

const LOOK_MS = 15_000
const DELIVER_MS = 5000
const KEPT_MS = 90 * 24 * 60 * 60_000

/** Rules that are watched, and the channels by which people are told. */
export function createAlerts(options: AlertsOptions) {
  const { database, smtp, sealing, clock, log, tenantIds } = options
  const store = createAlertsStore(database)
  const nowMs = () => clock.now()
  const send = createSender({ sendPost, smtp, baseUrl: options.baseUrl, nowMs })
  const watch = createRuleWatch({ store, sources: { ...options.sources, nowMs }, log })
  const delivery: DeliverOptions = { store, send, sealing, nowMs, log }
  const timers: NodeJS.Timeout[] = []
  const forget = (tenantId: string, before: Date) =>
    store
      .forget(tenantId, before)
      .catch((error: unknown) => log.warn('alerts.not_forgotten', { error }))

  return {
    overview: (tenantId: string) => overview(store, tenantId, smtp !== null),

    async saveRule(tenantId: string, id: string | null, rule: SaveAlertRule): Promise<AlertRule> {
      if (id !== null) await requireRule(store, tenantId, id)
      const saved = { id: id ?? createId(nowMs()), ...rule }
      await store.saveRule(tenantId, saved.id, rule)
      return saved
    },
    async removeRule(tenantId: string, id: string): Promise<void> {
      if (!(await store.removeRule(tenantId, id, new Date(nowMs())))) throw noRule()
    },

    async addChannel(tenantId: string, wish: CreateAlertChannel): Promise<CreatedAlertChannel> {
      const { channel, secret } = await newChannel(wish, { tenantId, sealing, nowMs: nowMs() })
      await store.addChannel(tenantId, channel, new Date(nowMs()))
      return { ...toChannel(channel), secret }
    },
    async removeChannel(tenantId: string, id: string): Promise<void> {
      if (!(await store.removeChannel(tenantId, id))) throw noChannel()
    },
    async testChannel(tenantId: string, id: string): Promise<AlertTest> {
      const channel = await getChannel(store, tenantId, id)
      try {
        await send(createId(nowMs()), testNotice(nowMs()), targetOf(channel, sealing))
        return { isDelivered: true, problem: null }
      } catch (error) {
        return { isDelivered: false, problem: messageOf(error) }
      }
    },

    /** Looks and tells once: what the timers do. */
    async turn(): Promise<void> {
      for (const tenantId of tenantIds()) {
        await watch.look(tenantId)
        await deliverDue(tenantId, delivery)
      }
    },
    /** A budget has come to its warning or to its end: told now, whichever process has seen it. Never throws. */
    async noteBudget(tenantId: string): Promise<void> {
      await watch.lookFor(tenantId, 'budget')
      await deliverDue(tenantId, delivery)
    },
    start(): void {
      const every = (ms: number, work: (tenantId: string) => Promise<unknown>) => {
        timers.push(setInterval(forEachInTurn(tenantIds, work), ms).unref())
      }
      every(LOOK_MS, (id) => watch.look(id))
      every(DELIVER_MS, (id) => deliverDue(id, delivery))
      every(KEPT_MS / 90, (id) => forget(id, new Date(nowMs() - KEPT_MS)))
    },
    close(): void {
      for (const timer of timers) clearInterval(timer)
    },
  }
}

/** One after the other, since of many at once the others would find no connection; and never twice at the same time. */
function forEachInTurn(
  tenantIds: () => readonly string[],
  work: (tenantId: string) => Promise<unknown>,
): () => void {
  let isRunning = false
  const run = async () => {
    isRunning = true
    try {
      for (const id of tenantIds()) await work(id)
    } finally {
      isRunning = false
    }
  }
  return () => {
    if (!isRunning) void run()
  }
}

async function getChannel(store: AlertsStore, tenantId: string, id: string) {
  const channel = (await store.listChannels(tenantId)).find((one) => one.id === id)
  if (!channel) throw noChannel()
  return channel
}

async function requireRule(store: AlertsStore, tenantId: string, id: string): Promise<void> {
  const known = await store.listRules(tenantId)
  if (!known.some((one) => one.id === id)) throw noRule()
}

async function overview(
  store: AlertsStore,
  tenantId: string,
  hasMail: boolean,
): Promise<AlertOverview> {
  return {
    rules: await store.listRules(tenantId),
    channels: (await store.listChannels(tenantId)).map(toChannel),
    incidents: await store.listIncidents(tenantId),
    problems: await store.listProblems(tenantId),
    hasMail,
  }
}

function toChannel({ id, kind, name, settings }: StoredChannel): AlertChannel {
  if (kind === 'email') return { id, kind, name, target: (settings.to ?? []).join(', ') }
  const url = new URL(settings.url ?? 'https://invalid')
  // What stands behind the host is often a secret of its own.
  return { id, kind, name, target: `${url.origin}/…` }
}

async function newChannel(
  wish: CreateAlertChannel,
  { tenantId, sealing, nowMs }: { tenantId: string; sealing: Sealing; nowMs: number },
): Promise<{ channel: StoredChannel; secret: string | null }> {
  const id = createId(nowMs)
  const { name } = wish
  if (wish.kind === 'email') {
    const channel = { id, name, kind: wish.kind, settings: { to: wish.to }, sealedSecret: null }
    return { channel, secret: null }
  }
  const { kind, url, isOwnHardware } = wish
  // A query is none of the check's business: many chat services have their token there.
  const mayBePrivate = isOwnHardware && runsInstallation(tenantId)
  const check = await checkAddress(url.replace(/[?#].*$/s, ''), mayBePrivate)
  if (!check.isAllowed) throw new AppError('invalid_request', check.reason, { param: 'url' })
  const secret = secretFrom(randomBytes(32))
  const sealedSecret = sealing.seal(secret, contextOf(id))
  return {
    channel: { id, name, kind, settings: { url, isOwnHardware: mayBePrivate }, sealedSecret },
    secret,
  }
}

function testNotice(nowMs: number) {
  const startedAt = new Date(nowMs).toISOString()
  const id = createId(nowMs)
  return {
    type: 'alert.test' as const,
    incident: {
      id,
      ruleId: id,
      ruleName: 'Test',
      kind: 'provider-down' as const,
      subject: '',
      value: 0,
      threshold: 0,
      startedAt,
      endedAt: null,
    },
  }
}

function noRule(): AppError {
  return new AppError('not_found', 'There is no such rule.')
}

function noChannel(): AppError {
  return new AppError('not_found', 'There is no such channel.')
}
