import { openAudit, type Audit } from './audit/audit.ts'
import { createAuditRoutes } from './audit/routes.ts'
import type { Surroundings } from './cluster/surroundings.ts'
import type { Config } from './config.ts'
import { systemClock } from './lib/clock.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import { loadSecretKeys } from './lib/secret-keys.ts'

export interface AuditParts {
  config: Config
  database: Database
  log: Log
  closers: (() => Promise<void> | void)[]
  surroundings: Pick<Surroundings, 'doesChores'>
}

export interface Trail extends Audit {
  routes: ReturnType<typeof createAuditRoutes>
}

/** The audit trail. First of all that writes: it closes after them, and takes what they say last. */
export function openTrail({ config, database, log, closers, surroundings }: AuditParts): Trail {
  const audit = openAudit({
    database,
    clock: systemClock,
    log,
    settings: config.audit,
    secretKeys: loadSecretKeys(config.dataFolder, config.secrets.keys),
    dataFolder: config.dataFolder,
    publicUrl: config.server.publicUrl,
    doesChores: surroundings.doesChores,
  })
  closers.push(() => audit.close())
  return { ...audit, routes: createAuditRoutes(audit) }
}
