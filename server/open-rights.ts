import type { Organisations } from './access/organisations.ts'
import type { Audit } from './audit/audit.ts'
import type { Surroundings } from './cluster/surroundings.ts'
import type { Config } from './config.ts'
import type { Gateway } from './gateway/gateway.ts'
import { systemClock } from './lib/clock.ts'
import { watchRevisions } from './lib/database-revisions.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import { openOwnCopy } from './open-exchange.ts'
import { createSecretBox } from './lib/secret-box.ts'
import type { Secret } from './lib/secret.ts'
import type { Metering } from './metering/metering.ts'
import type { Observability } from './observability/observability.ts'
import { createCertificates } from './rights/certificates.ts'
import { createDisposalsStore } from './rights/disposals-store.ts'
import { createExitRoutes } from './rights/exit/routes.ts'
import { ERASED_TOPIC } from './rights/people/erase-store.ts'
import { createRequestsStore } from './rights/people/requests-store.ts'
import { createRightsDesk } from './rights/people/rights-desk.ts'
import { createRightsRoutes } from './rights/people/routes.ts'
import { createSettingsStore } from './rights/people/settings-store.ts'
import { createHoldsStore } from './rights/retention/holds-store.ts'
import { openRetention } from './rights/retention/retention.ts'
import { createRetentionStore } from './rights/retention/retention-store.ts'
import { createRetentionRoutes } from './rights/retention/routes.ts'

interface Parts {
  config: Config
  database: Database
  organisations: Organisations
  gateway: Pick<Gateway, 'forget'>
  metering: Pick<Metering, 'ledger'>
  observability: Pick<Observability, 'flushAll'>
  audit: Pick<Audit, 'settle' | 'erasePerson' | 'denials'>
  secretKeys: Secret[]
  surroundings: Pick<Surroundings, 'doesChores'>
  log: Log
  closers: (() => Promise<void> | void)[]
}

/** Rights of people, holds, retention, and the way out for a whole organisation. Closed with the others. */
export async function openRights(parts: Parts) {
  const { config, database, organisations, gateway, audit, secretKeys, log, closers } = parts
  const clock = systemClock
  const { doesChores } = parts.surroundings
  const settle = async (tenantId: string) => {
    // What is still to be written names people: after an erasure it would bring them back.
    const { metering, observability } = parts
    await Promise.all([metering.ledger.flush(), observability.flushAll(), audit.denials.flush()])
    await audit.settle(tenantId)
  }
  const forget = async (tenantId: string) => {
    gateway.forget(tenantId)
    await organisations.reload(tenantId)
  }
  const topics = {
    [ERASED_TOPIC]: async (tenantId: string) => {
      database.personKeys?.forget()
      gateway.forget(tenantId)
    },
  }
  closers.push(await watchRevisions({ database, log, topics }))
  const certificates = createCertificates({
    box: createSecretBox(secretKeys),
    clock,
    nameOf: (tenantId) => organisations.find(tenantId)?.name ?? '',
  })
  const stores = {
    requests: createRequestsStore(database),
    settings: createSettingsStore(database),
    disposals: createDisposalsStore(database),
  }
  const store = createRetentionStore(database)
  const retention = openRetention({
    store,
    certificates,
    clock,
    log,
    tenantIds: () => organisations.ids(),
    doesChores,
  })
  closers.push(() => retention.close())
  const desk = createRightsDesk({
    ...stores,
    database,
    retention: store,
    certificates,
    copyConversations: openOwnCopy({ database, secretKeys }),
    clock,
    log,
    settle,
    forget,
    eraseFromTrail: async (tenantId, personId) =>
      void (await audit.erasePerson(tenantId, personId)),
  })
  const { dataFolder } = config
  const adopt = (tenantId: string) => organisations.reload(tenantId)
  return [
    createRightsRoutes({ ...stores, desk }),
    createRetentionRoutes({ retention, holds: createHoldsStore(database), clock }),
    createExitRoutes({ database, clock, log, secretKeys, dataFolder, settle, adopt }),
  ]
}
