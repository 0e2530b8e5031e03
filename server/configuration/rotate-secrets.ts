import type { Log } from '#server/lib/log.ts'
import type { Database } from '#server/lib/database.ts'
import { rewrapSealed } from '#server/lib/database-sealed.ts'
import { createSecretBox } from '#server/lib/secret-box.ts'
import { addSecretKey, dropOldSecretKeys, loadSecretKeys } from '#server/lib/secret-keys.ts'
import type { Secret } from '#server/lib/secret.ts'
import type { RotatedSecrets } from '#wire/configuration.ts'

export interface RotationOptions {
  database: Database
  /** Where the file of keys is. */
  dataFolder: string
  /** Keys of the settings: then they are changed there, and not here. */
  configured: readonly Secret[]
  tenantIds: () => readonly string[]
  log: Log
  /** Until every process has seen the new key. */
  pause: (ms: number) => Promise<void>
}

/** Longer than it takes a process to look at the file again (secret-box.ts). */
const SEEN_MS = 3000

/**
 * A new key for all that is sealed, while everything goes on: it is added to the file, what older keys wrapped is wrapped
 * anew, then they are dropped. Keys of the settings are only wrapped anew: their operator adds and drops them there.
 */
export function createSecretRotation(options: RotationOptions): () => Promise<RotatedSecrets> {
  const { database, dataFolder, configured, tenantIds, log, pause } = options
  const rotate = async (): Promise<RotatedSecrets> => {
    const isOurs = configured.length === 0
    if (isOurs) addSecretKey(dataFolder)
    const box = createSecretBox(loadSecretKeys(dataFolder, configured))
    const [, ...older] = box.keyIds()
    const { personKeys } = database
    let rewrapped = await rewrapSealed(database, tenantIds(), box)
    rewrapped += (await personKeys?.rewrap()) ?? 0
    if (older.length > 0) {
      await pause(SEEN_MS)
      // What others sealed with the old key until they saw the new one.
      rewrapped += await rewrapSealed(database, tenantIds(), box)
      rewrapped += (await personKeys?.rewrap()) ?? 0
    }
    if (isOurs) dropOldSecretKeys(dataFolder)
    log.info('secrets.rotated', { rewrapped, dropped: isOurs ? older.length : 0 })
    return { rewrapped, oldKeys: isOurs ? 0 : older.length }
  }
  let running: Promise<RotatedSecrets> | undefined
  return () => (running ??= rotate().finally(() => (running = undefined)))
}
