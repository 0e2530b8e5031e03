import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
} from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readMigrations } from './database-migrations.ts'
import { openDatabase, type Database } from './database.ts'
import { silentLog } from './log.ts'
import { createTestKeys } from './person-keys-testing.ts'

const MIGRATIONS = fileURLToPath(new URL('../migrations/', import.meta.url))

/**
 * A migrated embedded database of its own in a temporary folder, which `close` removes. The first one of a machine takes seconds;
 * the others start from a copy that is kept in the temporary folder of the system.
 */
export async function openTestDatabase(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), 'galerne-test-'))
  await fillTestFolder(folder)
  const database = await openDatabase({
    url: null,
    folder,
    log: silentLog,
    isSynced: false,
    personKeys: createTestKeys(),
  })
  return {
    ...database,
    async close() {
      await database.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Makes a migrated embedded database in a folder, without the seconds that making its files takes. */
export async function fillTestFolder(folder: string): Promise<void> {
  const template = await findTemplate()
  cpSync(template, folder, {
    recursive: true,
    filter: (path) => !UNTOUCHED.some((part) => path.endsWith(part)),
  })
  for (const part of UNTOUCHED) linkFiles(join(template, part), join(folder, part))
}

/** Postgres's two templates for new databases, 600 of its 1,400 files: nobody opens them, so a second name is copy enough. */
const UNTOUCHED = ['postgres/base/1', 'postgres/base/4']

function linkFiles(from: string, to: string): void {
  mkdirSync(to)
  for (const name of readdirSync(from)) linkSync(join(from, name), join(to, name))
}

/** Named by what went into it, so that a changed migration makes another one. */
async function findTemplate(): Promise<string> {
  const hash = createHash('sha256').update(process.version)
  for (const { sha256 } of readMigrations(MIGRATIONS)) hash.update(sha256)
  const template = join(tmpdir(), `galerne-test-template-${hash.digest('hex').slice(0, 16)}`)
  if (existsSync(template)) return template
  const unfinished = mkdtempSync(join(tmpdir(), 'galerne-test-'))
  const options = { url: null, folder: unfinished, log: silentLog, isSynced: false }
  await (await openDatabase(options)).close()
  try {
    renameSync(unfinished, template)
  } catch {
    // Another test was first.
    rmSync(unfinished, { recursive: true, force: true })
  }
  return template
}
