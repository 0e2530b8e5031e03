import type { AlertIncident, AlertKind, AlertRule } from '#wire/alerts.ts'
import { createId } from '#server/lib/ids.ts'
import type { Log } from '#server/lib/log.ts'
import type { AlertsStore, DeliveryPlan } from './alerts-store.ts'
import { measure, type Finding, type MeasureSources } from './measure.ts'
import type { Notice } from './notice.ts'
import { endOfQuiet } from './quiet-hours.ts'

export interface RuleWatch {
  /** Looks at everything once: opens what is new, ends what is over. Never throws. */
  look(tenantId: string): Promise<void>
  /** Looks for what is new of one kind, in whichever process: several find the same thing once. Never throws. */
  lookFor(tenantId: string, kind: AlertKind): Promise<void>
}

export interface RuleWatchOptions {
  store: AlertsStore
  sources: MeasureSources
  log: Log
}

/** How often in a row a thing must be well before it is called over: what flickers would ring all night. */
const CALM_LOOKS = 2

export function createRuleWatch(options: RuleWatchOptions): RuleWatch {
  const { store, sources, log } = options
  const downSince = new Map<string, number>()
  /** By incident, how often it was not found any more. */
  const calm = new Map<string, number>()

  async function lookAt(tenantId: string, rule: AlertRule, open: AlertIncident[]): Promise<void> {
    const found = rule.isEnabled ? await measure({ rule, tenantId, sources, downSince }) : []
    const nowMs = sources.nowMs()
    for (const finding of found) {
      const known = open.find(({ subject }) => subject === finding.subject)
      if (known) calm.delete(known.id)
      else await begin({ tenantId, rule, finding }, options)
    }
    for (const incident of open) {
      if (found.some(({ subject }) => subject === incident.subject)) continue
      const looks = (calm.get(incident.id) ?? 0) + 1
      calm.set(incident.id, looks)
      if (looks < CALM_LOOKS && rule.isEnabled) continue
      calm.delete(incident.id)
      const ended = { ...incident, endedAt: new Date(nowMs).toISOString() }
      const plans = plansFor(rule, { type: 'alert.recovered', incident: ended }, nowMs)
      if (await store.end(tenantId, ended, plans)) {
        log.info('alert.recovered', { rule: rule.name, kind: rule.kind, subject: incident.subject })
      }
    }
  }

  return {
    async look(tenantId) {
      try {
        const rules = await store.listRules(tenantId)
        const open = rules.length > 0 ? await store.listOpen(tenantId) : []
        for (const rule of rules) {
          const own = open.filter(({ ruleId }) => ruleId === rule.id)
          await lookAt(tenantId, rule, own)
        }
      } catch (error) {
        log.error('alerts.not_watched', { error })
      }
    },
    async lookFor(tenantId, kind) {
      try {
        for (const rule of await store.listRules(tenantId)) {
          if (rule.kind !== kind || !rule.isEnabled) continue
          const found = await measure({ rule, tenantId, sources, downSince })
          for (const finding of found) {
            await begin({ tenantId, rule, finding }, options)
          }
        }
      } catch (error) {
        log.error('alerts.not_watched', { error })
      }
    },
  }
}

async function begin(
  { tenantId, rule, finding }: { tenantId: string; rule: AlertRule; finding: Finding },
  { store, sources, log }: RuleWatchOptions,
): Promise<void> {
  const nowMs = sources.nowMs()
  const incident: AlertIncident = {
    id: createId(nowMs),
    ruleId: rule.id,
    ruleName: rule.name,
    kind: rule.kind,
    ...finding,
    threshold: rule.threshold,
    startedAt: new Date(nowMs).toISOString(),
    endedAt: null,
  }
  const plans = plansFor(rule, { type: 'alert.fired', incident }, nowMs)
  if (await store.open(tenantId, incident, plans)) {
    log.warn('alert.fired', { rule: rule.name, kind: rule.kind, ...finding })
  }
}

function plansFor(rule: AlertRule, notice: Notice, nowMs: number): DeliveryPlan[] {
  const at = new Date(endOfQuiet(rule.quietHours, nowMs))
  return rule.channelIds.map((channelId) => ({ id: createId(nowMs), channelId, notice, at }))
}
