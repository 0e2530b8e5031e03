import { setTimeout as pause } from 'node:timers/promises'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { noteEvent, type AuditEvent } from '#server/lib/database-outbox.ts'
import { noteRevision, watchRevisions } from '#server/lib/database-revisions.ts'
import type { Database } from '#server/lib/database.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { Reloaded, RotatedSecrets } from '#wire/configuration.ts'
import { createReloading, type LiveSettings, type ReloadOptions } from './reload.ts'
import { createSecretRotation } from './rotate-secrets.ts'

export interface Configuration {
  /** Reads galerne.yaml anew, here and in every other process. Throws as Reloading.reload. */
  reload(): Promise<Reloaded>
  /** Seals everything anew, under a new key. */
  rotateSecrets(): Promise<RotatedSecrets>
  fileText(): string | null
}

interface Settings extends LiveSettings {
  readonly dataFolder: string
  readonly secrets: { readonly keys: readonly Secret[] }
}

export interface ConfigurationOptions<All extends Settings> extends ReloadOptions<All> {
  database: Database
  closers: (() => Promise<void> | void)[]
  organisations: { ids(): readonly string[] }
}

const TOPIC = 'configuration'

/** The settings that can change while Galerne runs. Closed with the others. */
export async function openConfiguration<All extends Settings>(
  options: ConfigurationOptions<All>,
): Promise<Configuration> {
  const { database, config, organisations, log, closers } = options
  const reloading = createReloading(options)
  const follow = async () => {
    try {
      reloading.reload()
    } catch (error) {
      // Another machine's file may be another one: it goes on with what it has.
      log.error('configuration.not_reloaded', { error })
    }
  }
  const tenantId = LOCAL_TENANT_ID
  closers.push(await watchRevisions({ database, tenantId, log, topics: { [TOPIC]: follow } }))
  const rotate = createSecretRotation({
    database,
    log,
    pause,
    dataFolder: config.dataFolder,
    configured: config.secrets.keys,
    tenantIds: () => organisations.ids(),
  })
  return {
    async reload() {
      const reloaded = reloading.reload()
      await database.withTenant(tenantId, async (sql) => {
        await noteRevision(sql, tenantId, TOPIC)
        await noteEvent(sql, tenantId, of('configuration.reload'))
      })
      return reloaded
    },
    async rotateSecrets() {
      const rotated = await rotate()
      const event = of('secrets.rotate')
      await database.withTenant(tenantId, (sql) => noteEvent(sql, tenantId, event))
      return rotated
    },
    fileText: () => reloading.fileText(),
  }
}

function of(action: string): AuditEvent {
  return { action, resource: { kind: 'configuration', id: null }, outcome: 'done' }
}
