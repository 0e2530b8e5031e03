import type { Organisations } from './access/organisations.ts'
import type { Audit } from './audit/audit.ts'
import { noteRefusedCall } from './audit/note-denied.ts'
import { createSecretBox } from './lib/secret-box.ts'
import type { Surroundings } from './cluster/surroundings.ts'
import type { Config } from './config.ts'
import type { LiveSettingsView } from './configuration/live-settings.ts'
import type { Gateway } from './gateway/gateway.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import type { Secret } from './lib/secret.ts'
import type { Metering } from './metering/metering.ts'
import { createAlerts, type Alerts } from './observability/alerts/alerts.ts'
import { toAlertSources } from './observability/alerts/sources.ts'
import { createObservability, type Observability } from './observability/observability.ts'
import type { Provider } from './providers/provider.ts'
import { readVersion } from './version.ts'

interface Parts {
  config: Config
  organisations: Pick<Organisations, 'ids'>
  database: Database
  metering: Metering
  surroundings: Surroundings
  log: Log
  closers: (() => Promise<void> | void)[]
}

/** Begins to see every call. Closed with the others. */
export function openObservability(
  parts: Parts & {
    providers: () => Provider[]
    audit: Pick<Audit, 'denials'>
    live: LiveSettingsView<Config>
  },
): Observability {
  const { live, organisations, database, metering, providers, surroundings, audit } = parts
  const { log, closers } = parts
  const observability = createObservability({
    settings: live.view('telemetry'),
    database,
    clock: systemClock,
    log,
    version: readVersion(),
    tenantIds: () => organisations.ids(),
    ledgerWaiting: () => metering.ledger.waiting(),
    presetOf: (id) => providers().find((provider) => provider.id === id)?.presetName ?? null,
    others: surroundings.others,
    doesChores: surroundings.doesChores,
    onRefused: (call, error) => noteRefusedCall(audit.denials, call, error),
  })
  observability.start()
  closers.push(() => observability.close())
  return observability
}

/** Begins to watch the rules, in one of several processes. Closed with the others. */
export function openAlerts(
  parts: Parts & {
    secretKeys: Secret[]
    observability: Observability
    gateway: Gateway
    /** How people reach this Galerne. */
    url: string
  },
): Alerts {
  const { config, organisations, database, metering, secretKeys, url, surroundings } = parts
  const { log, closers } = parts
  const { others } = surroundings
  const alerts = createAlerts({
    smtp: config.telemetry.smtp,
    sealing: createSecretBox(secretKeys),
    sources: {
      ...toAlertSources(parts),
      ledgerWaiting: () => others.ledgerWaiting(metering.ledger.waiting()),
    },
    baseUrl: () => url,
    tenantIds: () => organisations.ids(),
    database,
    clock: systemClock,
    log,
  })
  if (surroundings.doesChores) alerts.start()
  closers.push(() => alerts.close())
  return alerts
}
