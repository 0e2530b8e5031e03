import type { Database, TransactionSql } from '#server/lib/database.ts'
import { noteEvent } from '#server/lib/database-outbox.ts'
import {
  SaveAlertRule,
  type AlertIncident,
  type AlertProblem,
  type AlertRule,
} from '#wire/alerts.ts'
import type { Notice } from './notice.ts'

export interface StoredChannel {
  id: string
  name: string
  kind: 'webhook' | 'email'
  settings: { url?: string; isOwnHardware?: boolean; to?: string[] }
  /** Of a webhook, sealed; null: it has none. */
  sealedSecret: string | null
}

/** A notice on its way. */
export interface Delivery {
  id: string
  channelId: string
  notice: Notice
  attempts: number
}

export type AlertsStore = ReturnType<typeof createAlertsStore>

/** The tables `alert_rules`, `alert_channels`, `alert_incidents` and `alert_deliveries`. */
export function createAlertsStore(database: Database) {
  const withTenant: Database['withTenant'] = (id, work) => database.withTenant(id, work)
  return {
    ...ruleQueries(withTenant),
    ...channelQueries(withTenant),
    ...incidentQueries(withTenant),
    ...deliveryQueries(withTenant),
    /** Deletes what is over and was told before. */
    forget: (tenantId: string, before: Date): Promise<void> =>
      withTenant(tenantId, async (sql) => {
        await sql`delete from alert_incidents where ended_at < ${before}`
        await sql`delete from alert_deliveries where created_at < ${before}`
      }),
  }
}

type WithTenant = Database['withTenant']

function ruleQueries(withTenant: WithTenant) {
  return {
    listRules: (tenantId: string): Promise<AlertRule[]> => withTenant(tenantId, listRules),
    saveRule: (tenantId: string, id: string, rule: SaveAlertRule): Promise<void> =>
      withTenant(tenantId, async (sql) => {
        await saveRule(sql, { tenantId, id, rule })
        await note(sql, tenantId, { action: 'alert.save-rule', id })
      }),
    /** False: there was no such rule. What it has found is over with it. */
    removeRule: (tenantId: string, id: string, now: Date): Promise<boolean> =>
      withTenant(tenantId, async (sql) => {
        await sql`update alert_incidents set ended_at = ${now} where rule_id = ${id} and ended_at is null`
        const { count } = await sql`delete from alert_rules where id = ${id}`
        if (count > 0) await note(sql, tenantId, { action: 'alert.delete-rule', id })
        return count > 0
      }),
  }
}

function channelQueries(withTenant: WithTenant) {
  return {
    listChannels: (tenantId: string): Promise<StoredChannel[]> =>
      withTenant(tenantId, async (sql) => {
        const rows = await sql<(Omit<StoredChannel, 'sealedSecret'> & { sealed: Buffer | null })[]>`
          select id, name, kind, settings, sealed_secret as sealed from alert_channels order by id`
        return rows.map(({ sealed, ...row }) => ({
          ...row,
          sealedSecret: sealed?.toString('utf8') ?? null,
        }))
      }),
    addChannel: (tenantId: string, channel: StoredChannel, now: Date): Promise<void> =>
      withTenant(tenantId, async (sql) => {
        const { id, name, kind, settings, sealedSecret } = channel
        const sealed = sealedSecret === null ? null : Buffer.from(sealedSecret)
        await sql`
          insert into alert_channels (tenant_id, id, name, kind, settings, sealed_secret, created_at)
          values (${tenantId}, ${id}, ${name}, ${kind}, ${sql.json(settings)}, ${sealed}, ${now})`
        await note(sql, tenantId, { action: 'alert.add-channel', id, facts: { kind } })
      }),
    /** False: there was no such channel. Rules forget it, and so does what was on its way to it. */
    removeChannel: (tenantId: string, id: string): Promise<boolean> =>
      withTenant(tenantId, async (sql) => {
        await sql`update alert_rules set channel_ids = array_remove(channel_ids, ${id}::uuid)`
        await sql`delete from alert_deliveries where channel_id = ${id}`
        const { count } = await sql`delete from alert_channels where id = ${id}`
        if (count > 0) await note(sql, tenantId, { action: 'alert.remove-channel', id })
        return count > 0
      }),
  }
}

function note(
  sql: TransactionSql,
  tenantId: string,
  { action, id, facts = {} }: { action: string; id: string; facts?: Record<string, string> },
): Promise<void> {
  return noteEvent(sql, tenantId, {
    action,
    resource: { kind: 'alert', id },
    outcome: 'done',
    facts,
  })
}

function incidentQueries(withTenant: WithTenant) {
  return {
    listIncidents: (tenantId: string): Promise<AlertIncident[]> =>
      withTenant(tenantId, async (sql) => {
        const rows = await sql<IncidentRow[]>`
          select ${incidentColumns(sql)} from alert_incidents
          order by (ended_at is null) desc, started_at desc limit 50`
        return rows.map(toIncident)
      }),
    listOpen: (tenantId: string): Promise<AlertIncident[]> =>
      withTenant(tenantId, async (sql) => {
        const rows = await sql<IncidentRow[]>`
          select ${incidentColumns(sql)} from alert_incidents where ended_at is null`
        return rows.map(toIncident)
      }),
    open: (tenantId: string, incident: AlertIncident, plans: DeliveryPlan[]): Promise<boolean> =>
      withTenant(tenantId, (sql) => openIncident(sql, { tenantId, incident, plans })),
    end: (tenantId: string, incident: AlertIncident, plans: DeliveryPlan[]): Promise<boolean> =>
      withTenant(tenantId, (sql) => endIncident(sql, { tenantId, incident, plans })),
  }
}

function deliveryQueries(withTenant: WithTenant) {
  return {
    claimDue: (tenantId: string, now: Date, leaseMs: number): Promise<Delivery[]> =>
      withTenant(tenantId, (sql) => claimDue(sql, now, leaseMs)),
    noteDelivered: (tenantId: string, id: string, now: Date): Promise<void> =>
      withTenant(tenantId, async (sql) => {
        await sql`
          update alert_deliveries set delivered_at = ${now}, next_attempt_at = null, problem = null
          where id = ${id}`
      }),
    noteProblem: (tenantId: string, id: string, next: NextAttempt): Promise<void> =>
      withTenant(tenantId, async (sql) => {
        await sql`
          update alert_deliveries set problem = ${next.problem}, next_attempt_at = ${next.at}
          where id = ${id}`
      }),
    listProblems: (tenantId: string): Promise<AlertProblem[]> => withTenant(tenantId, listProblems),
  }
}

export interface DeliveryPlan {
  id: string
  channelId: string
  notice: Notice
  at: Date
}

export interface NextAttempt {
  problem: string
  /** Null: it is given up. */
  at: Date | null
}

type IncidentRow = Omit<AlertIncident, 'startedAt' | 'endedAt'> & {
  startedAt: Date
  endedAt: Date | null
}

async function listRules(sql: TransactionSql): Promise<AlertRule[]> {
  const rows = await sql<{ id: string; settings: unknown; channelIds: string[] }[]>`
    select id, settings, channel_ids as "channelIds" from alert_rules order by id`
  return rows.flatMap(({ id, settings, channelIds }) => {
    const rule = SaveAlertRule.omit({ channelIds: true }).safeParse(settings)
    // One of a later version is nothing that this one can watch.
    return rule.success ? [{ id, ...rule.data, channelIds }] : []
  })
}

async function saveRule(
  sql: TransactionSql,
  { tenantId, id, rule }: { tenantId: string; id: string; rule: SaveAlertRule },
): Promise<void> {
  const { channelIds, ...settings } = rule
  await sql`
    insert into alert_rules (tenant_id, id, name, kind, settings, channel_ids, is_enabled, created_at)
    values (${tenantId}, ${id}, ${rule.name}, ${rule.kind}, ${sql.json(settings)},
            ${channelIds}::uuid[], ${rule.isEnabled}, now())
    on conflict (tenant_id, id) do update set name = excluded.name, kind = excluded.kind,
      settings = excluded.settings, channel_ids = excluded.channel_ids,
      is_enabled = excluded.is_enabled`
}

/** False: another process saw it first. */
async function openIncident(
  sql: TransactionSql,
  what: { tenantId: string; incident: AlertIncident; plans: DeliveryPlan[] },
): Promise<boolean> {
  const { tenantId, incident, plans } = what
  const { id, ruleId, ruleName, kind, subject, value, threshold, startedAt } = incident
  const { count } = await sql`
    insert into alert_incidents
      (tenant_id, id, rule_id, rule_name, kind, subject, value, threshold, started_at)
    values (${tenantId}, ${id}, ${ruleId}, ${ruleName}, ${kind}, ${subject}, ${value},
            ${threshold}, ${startedAt})
    on conflict do nothing`
  if (count > 0) await plan(sql, tenantId, plans)
  return count > 0
}

/** False: another process saw it first. Whoever was not yet told that it began need not hear that it is over. */
async function endIncident(
  sql: TransactionSql,
  what: { tenantId: string; incident: AlertIncident; plans: DeliveryPlan[] },
): Promise<boolean> {
  const { tenantId, incident, plans } = what
  const { count } = await sql`
    update alert_incidents set ended_at = ${incident.endedAt}
    where id = ${incident.id} and ended_at is null`
  if (count === 0) return false
  const untold = await sql<{ channelId: string }[]>`
    delete from alert_deliveries
    where notice #>> '{incident,id}' = ${incident.id} and attempts = 0 and delivered_at is null
    returning channel_id as "channelId"`
  const told = plans.filter(({ channelId }) => !untold.some((one) => one.channelId === channelId))
  await plan(sql, tenantId, told)
  return true
}

async function plan(sql: TransactionSql, tenantId: string, plans: DeliveryPlan[]): Promise<void> {
  for (const { id, channelId, notice, at } of plans) {
    await sql`
      insert into alert_deliveries
        (tenant_id, id, channel_id, notice, created_at, attempts, next_attempt_at)
      values (${tenantId}, ${id}, ${channelId}, ${sql.json({ ...notice })}, now(), 0, ${at})`
  }
}

/** Takes what is due for this process alone, for as long as the lease. */
async function claimDue(sql: TransactionSql, now: Date, leaseMs: number): Promise<Delivery[]> {
  const until = new Date(now.getTime() + leaseMs)
  const rows = await sql<Delivery[]>`
    update alert_deliveries set attempts = attempts + 1, next_attempt_at = ${until}
    where id in (
      select id from alert_deliveries where next_attempt_at <= ${now}
      order by next_attempt_at limit 20 for update skip locked
    )
    returning id, channel_id as "channelId", notice, attempts`
  return [...rows]
}

async function listProblems(sql: TransactionSql): Promise<AlertProblem[]> {
  const rows = await sql<(Omit<AlertProblem, 'at'> & { at: Date })[]>`
    select channel_id as "channelId", created_at as at, attempts, problem,
           next_attempt_at is not null as "willRetry"
    from alert_deliveries where problem is not null and delivered_at is null
    order by created_at desc limit 20`
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }))
}

function incidentColumns(sql: TransactionSql) {
  return sql`id, rule_id as "ruleId", rule_name as "ruleName", kind, subject, value, threshold,
             started_at as "startedAt", ended_at as "endedAt"`
}

function toIncident(row: IncidentRow): AlertIncident {
  const endedAt = row.endedAt?.toISOString() ?? null
  return { ...row, startedAt: row.startedAt.toISOString(), endedAt }
}
