import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from './app-error.ts'

export interface Migration {
  number: number
  name: string
  sha256: string
  text: string
}

/** What the database remembers of a migration. */
export type AppliedMigration = Omit<Migration, 'text'>

/** The numbered SQL files of a folder (`0002-assistant.sql`), in their order. Other files are left alone. */
export function readMigrations(folder: string): Migration[] {
  const migrations = readdirSync(folder)
    .flatMap((file) => {
      const [, digits = '', name = ''] = /^(\d{4})-([a-z0-9-]+)\.sql$/.exec(file) ?? []
      if (!digits) return []
      const text = readFileSync(join(folder, file), 'utf8')
      const sha256 = createHash('sha256').update(text).digest('hex')
      return [{ number: Number(digits), name, sha256, text }]
    })
    .toSorted((a, b) => a.number - b.number)
  const twice = migrations.find(({ number }, index) => migrations[index - 1]?.number === number)
  if (twice) throw new Error(`Two migrations have the number ${labelOf(twice)}`)
  return migrations
}

/**
 * The migrations that are still to be applied. Throws AppError `conflict` where the database and the code do not belong
 * together: nothing is guessed, nothing is half applied.
 */
export function planMigrations(known: Migration[], applied: AppliedMigration[]): Migration[] {
  for (const past of applied) {
    const file = known.find(({ number }) => number === past.number)
    if (!file) {
      throw new AppError(
        'conflict',
        `The database was last used by another version of Galerne: it has migration ${labelOf(past)}, which this version ` +
          'does not know. Start the newer version again, or point Galerne at another data folder or database.',
      )
    }
    if (file.sha256 !== past.sha256) {
      throw new AppError(
        'conflict',
        `Migration ${labelOf(past)} was edited after this database had applied it. Restore the file as it was and put ` +
          'the change into a new migration (in development: delete the data folder).',
      )
    }
  }
  const newest = Math.max(0, ...applied.map(({ number }) => number))
  const pending = known.filter(({ number }) => !applied.some((past) => past.number === number))
  const late = pending.find(({ number }) => number < newest)
  if (late) {
    throw new AppError(
      'conflict',
      `Migration ${labelOf(late)} is older than the newest one that this database has applied. Give it a higher number ` +
        '(in development: delete the data folder).',
    )
  }
  return pending
}

function labelOf({ number, name }: { number: number; name: string }): string {
  return `${String(number).padStart(4, '0')}-${name}`
}
