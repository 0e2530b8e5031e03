import { createHash, type Hash } from 'node:crypto'
import type { ExitManifest, ExitTable } from '#wire/exit.ts'
import { canonicalJson } from '#server/lib/canonical-json.ts'
import type { CarriedTable } from './tables-store.ts'

export const FORMAT = 'galerne-organisation/1'

/** Sums up the tables of an archive while they go by. */
export interface ManifestBuilder {
  add(name: string, lines: Buffer, rows: number): void
  tables(): Record<string, ExitTable>
  readonly rows: number
}

export function createManifestBuilder(tables: readonly CarriedTable[]): ManifestBuilder {
  const known = new Map<string, { hash: Hash; rows: number }>(
    tables.map(({ name }) => [name, { hash: createHash('sha256'), rows: 0 }]),
  )
  let total = 0
  return {
    add(name, lines, rows) {
      const table = known.get(name)
      if (!table) throw new Error(`${name} is not carried.`)
      table.hash.update(lines)
      table.rows += rows
      total += rows
    },
    tables: () =>
      Object.fromEntries(
        tables.map(({ name, columns }) => {
          const { hash, rows } = known.get(name) ?? { hash: createHash('sha256'), rows: 0 }
          return [name, { rows, columns: [...columns], sha256: hash.copy().digest('hex') }]
        }),
      ),
    get rows() {
      return total
    },
  }
}

/** The same for the same organisation, wherever it is. */
export function hashOfManifest(manifest: ExitManifest): string {
  return createHash('sha256').update(canonicalJson(manifest)).digest('hex')
}
