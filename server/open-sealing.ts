import { join } from 'node:path'
import type { Organisations } from './access/organisations.ts'
import type { Surroundings } from './cluster/surroundings.ts'
import type { Config } from './config.ts'
import { AppError } from './lib/app-error.ts'
import { createKeySchema } from './lib/person-keys-store.ts'
import { destroyAgain, sealOldTexts } from './lib/database-sealing.ts'
import type { Database } from './lib/database.ts'
import type { Log } from './lib/log.ts'
import { createKeyFolder } from './lib/person-keys-folder.ts'
import { createPersonKeys, type PersonKeys } from './lib/person-keys.ts'
import { createSecretBox } from './lib/secret-box.ts'
import { loadSecretKeys } from './lib/secret-keys.ts'

/** Where keys of people lie, beside the database: never in its files. */
const FOLDER = 'person-keys'

/** The keys that people's texts are sealed with, where the settings say that they lie. */
export function openPersonKeys({ database, dataFolder, secrets }: Config): PersonKeys {
  const place = secrets.personKeys?.expose() ?? database.url?.expose() ?? 'folder'
  const shelf =
    place === 'folder' ? createKeyFolder(join(dataFolder, FOLDER)) : createKeySchema(place)
  return createPersonKeys(shelf, createSecretBox(loadSecretKeys(dataFolder, secrets.keys)))
}

/** Throws AppError `not_ready`: without them nobody could write or read. */
export async function checkPersonKeys(keys: PersonKeys): Promise<void> {
  try {
    await keys.check()
  } catch (cause) {
    throw new AppError(
      'not_ready',
      'The keys that texts of people are sealed with cannot be reached. See “personKeys” of “secrets” in galerne.yaml.',
      { cause },
    )
  }
}

interface Parts {
  database: Database
  organisations: Pick<Organisations, 'ids'>
  surroundings: Pick<Surroundings, 'doesChores'>
  log: Log
  closers: (() => Promise<void> | void)[]
}

const LOOK_MS = 60_000

/** Seals what is older than sealing, and destroys anew what a back-up brought back, while everything else goes on. */
export function openSealing({ database, organisations, surroundings, log, closers }: Parts): void {
  const keys = database.personKeys
  if (!surroundings.doesChores || keys === null) return
  const closed = new AbortController()
  const done = new Set<string>()
  let running: Promise<void> | undefined
  const sealNew = async () => {
    for (const tenantId of organisations.ids()) {
      if (done.has(tenantId) || closed.signal.aborted) continue
      const back = await destroyAgain(database, keys, tenantId)
      if (back > 0) log.warn('rights.erased_people_are_back', { tenantId, count: back })
      await sealOldTexts(database, { tenantId, log, signal: closed.signal })
      if (!closed.signal.aborted) done.add(tenantId)
    }
  }
  const look = () =>
    (running ??= sealNew()
      .catch((error: unknown) => log.warn('texts.sealing_failed', { error }))
      .finally(() => (running = undefined)))
  const timer = setInterval(() => void look(), LOOK_MS).unref()
  void look()
  closers.push(async () => {
    closed.abort()
    clearInterval(timer)
    await running
  })
}
