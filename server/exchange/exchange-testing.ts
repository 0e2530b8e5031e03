import type { Principal } from '#server/access/principal.ts'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { createManualClock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import { createExportStore } from './export/export-store.ts'
import type { ExportedFile, ExportsOptions } from './export/exporting.ts'
import { createExports } from './export/exports.ts'
import { createRenderers } from './export/renderer.ts'

export const TEST_CLOCK = createManualClock(Date.UTC(2026, 10, 22, 12))
export const PERSON: Principal = LOCAL_OWNER

export function openTestExports(
  database: Database,
  readFile: ExportsOptions['readFile'] = async function* () {},
) {
  const store = createExportStore(database)
  const url = 'https://galerne.example'
  return createExports({ store, readFile, renderers: createRenderers(), clock: TEST_CLOCK, url })
}

export async function bytesOf(file: ExportedFile): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(file.chunks))
}
