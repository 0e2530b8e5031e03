import type { DeploymentPlace } from '#wire/provenance.ts'
import type { Organisations } from './access/organisations.ts'
import type { Config } from './config.ts'
import type { Gateway } from './gateway/gateway.ts'
import type { Routing } from './gateway/routing/routing.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import { createSecretBox } from './lib/secret-box.ts'
import type { Secret } from './lib/secret.ts'
import type { Metering } from './metering/metering.ts'
import { openProvenance } from './provenance/open-provenance.ts'

interface Parts {
  config: Config
  database: Database
  organisations: Organisations
  routing: Routing
  metering: Pick<Metering, 'ledger'>
  secretKeys: Secret[]
  /** How people reach this Galerne. */
  url: string
  log: Log
  closers: (() => Promise<void> | void)[]
}

/** What the organisation has to be able to show: where texts came from, and who answers for them. */
export async function openRecords(parts: Parts) {
  const { config, database, organisations, routing, metering, secretKeys, url, log } = parts
  const provenance = await openProvenance({
    database,
    organisations,
    url,
    log,
    box: createSecretBox(secretKeys),
    clock: systemClock,
    trustedProxies: config.server.trustedProxies,
    placeOf: (tenantId, providerId, modelId) => placeOf(routing, { tenantId, providerId, modelId }),
    flushLedger: () => metering.ledger.flush(),
  })
  parts.closers.push(() => provenance.close())
  return {
    capabilities: [provenance.routes],
    open: [provenance.open],
    watch: (gateway: Gateway) => provenance.calls.watch(gateway),
    noteAnswer: (tenantId: string, messageId: string) => provenance.noteAnswer(tenantId, messageId),
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
