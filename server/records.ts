import type { DeploymentPlace } from '#wire/provenance.ts'
import type { Organisations } from './access/organisations.ts'
import type { Policies } from './access/policy/policy.ts'
import type { Config } from './config.ts'
import type { Gateway } from './gateway/gateway.ts'
import type { Routing } from './gateway/routing/routing.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import { createSecretBox } from './lib/secret-box.ts'
import type { Secret } from './lib/secret.ts'
import type { Metering } from './metering/metering.ts'
import { openProvenance, type SignedByPerson } from './provenance/open-provenance.ts'
import { createSettingsStore } from './provenance/settings-store.ts'
import type { RegisterSettings } from './registers/facts.ts'
import { openRegisters } from './registers/open-registers.ts'
import type { Purposes } from './registers/purposes.ts'

interface Parts {
  config: Config
  database: Database
  organisations: Organisations
  policies: Pick<Policies, 'currentOf'>
  gateway: Gateway
  metering: Pick<Metering, 'ledger'>
  purposes: Purposes
  secretKeys: Secret[]
  /** How people reach this Galerne. */
  url: string
  log: Log
  closers: (() => Promise<void> | void)[]
}

/** What the organisation has to be able to show: its registers, where texts came from, and who answers for them. */
export async function openRecords(parts: Parts) {
  const { config, database, organisations, gateway, metering, purposes, secretKeys } = parts
  const { url, log, closers } = parts
  const { routing } = gateway
  const flushLedger = () => metering.ledger.flush()
  const provenance = await openProvenance({
    database,
    organisations,
    url,
    log,
    box: createSecretBox(secretKeys),
    clock: systemClock,
    trustedProxies: config.server.trustedProxies,
    placeOf: (tenantId, providerId, modelId) => placeOf(routing, { tenantId, providerId, modelId }),
    flushLedger,
  })
  closers.push(() => provenance.close())
  closers.push(() => purposes.close())
  const registers = openRegisters({
    database,
    organisations,
    purposes,
    clock: systemClock,
    targetsOf: (tenantId) => routing.snapshot(tenantId).targets,
    healthOf: (tenantId) => gateway.health(tenantId),
    settingsOf: settingsOf(parts),
    flushLedger,
  })
  return {
    capabilities: [provenance.routes, registers.routes],
    open: [provenance.open],
    watch: (of: Gateway) => provenance.calls.watch(of),
    noteAnswer: (tenantId: string, messageId: string) => provenance.noteAnswer(tenantId, messageId),
    noteSigned: (tenantId: string, signed: SignedByPerson) =>
      provenance.noteSigned(tenantId, signed),
  }
}

/** How this Galerne is set, as far as registers speak of it. */
function settingsOf({ config, database, policies, url }: Parts) {
  const store = createSettingsStore(database)
  const { requestLog, bodies } = config.telemetry
  return async (tenantId: string): Promise<RegisterSettings> => {
    const { classes, defaultClassification } = policies.currentOf(tenantId).document
    return {
      requestLogDays: requestLog.retentionDays,
      bodiesDays: bodies?.retentionDays ?? null,
      conversationDays: classes[defaultClassification].handling.retentionDays,
      isHttps: url.startsWith('https:'),
      isFourEyes: (await store.get(tenantId)).isFourEyes,
    }
  }
}

interface Sought {
  tenantId: string
  providerId: string | null
  modelId: string
}

function placeOf(routing: Routing, { tenantId, providerId, modelId }: Sought): DeploymentPlace {
  const target = routing
    .snapshot(tenantId)
    .targets.find(({ provider, model }) => provider.id === providerId && model.id === modelId)
  const tags = target?.model.tags
  return {
    provider: providerId,
    operator: tags?.operator ?? null,
    jurisdiction: tags?.jurisdiction ?? null,
    region: tags?.region ?? null,
    isOwnHardware: tags?.isOwnHardware ?? false,
  }
}
