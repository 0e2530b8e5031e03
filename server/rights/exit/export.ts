import { randomBytes } from 'node:crypto'
import type { ExitHeader, ExitManifest } from '#wire/exit.ts'
import type { Clock } from '#server/lib/clock.ts'
import type { Database } from '#server/lib/database.ts'
import type { Secret } from '#server/lib/secret.ts'
import { readOrganisation, type ExitSnapshot, type ExportedRow } from './export-store.ts'
import { LEFT_BEHIND, NEEDS_SECRETS } from './left-behind.ts'
import { createManifestBuilder, FORMAT, hashOfManifest, type ManifestBuilder } from './manifest.ts'
import { createWrapper, keyFrom } from './passphrase.ts'
import type { CarriedTable } from './tables-store.ts'
import { endOfTar, toTar } from './tar.ts'

export interface ExportOptions {
  database: Database
  clock: Clock
  /** What secrets are sealed with here, the newest first. */
  secretKeys: readonly Secret[]
  tenantId: string
  /** Null: secrets stay behind. */
  passphrase: string | null
  /** Takes the archive, piece by piece; what it waits for, the export waits for. */
  write: (bytes: Buffer) => Promise<void>
  onProgress?: (rows: number, table: string) => void
}

/** About so much goes into one file of the archive, so that it is never whole in memory. */
const PART_BYTES = 4 * 1024 * 1024

/** The whole organisation as one archive (tar): a header, its tables in parts, the manifest. Throws `not_found`. */
export async function exportOrganisation(
  options: ExportOptions,
): Promise<{ manifest: ExitManifest; sha256: string }> {
  const { database, clock, secretKeys, tenantId, passphrase, write } = options
  const salt = passphrase === null ? null : randomBytes(16).toString('hex')
  const key = passphrase !== null && salt !== null ? await keyFrom(passphrase, salt) : undefined
  const hasSecrets = key !== undefined
  const wrap = key && createWrapper(key, secretKeys)
  const exportedAt = new Date(clock.now()).toISOString()
  return readOrganisation(database, { tenantId, hasSecrets }, async (snapshot) => {
    const { schema, organisation } = snapshot
    const about: ExitHeader = {
      format: FORMAT,
      exportedAt,
      organisationId: tenantId,
      schema,
      salt,
    }
    await write(toTar({ name: 'header.json', content: Buffer.from(JSON.stringify(about)) }))
    const tables = snapshot.tables.filter(({ name }) => hasSecrets || !(name in NEEDS_SECRETS))
    const builder = createManifestBuilder(tables)
    for (const table of tables) await writeTable(table, { snapshot, builder, wrap, ...options })
    const left = hasSecrets ? LEFT_BEHIND : { ...LEFT_BEHIND, ...NEEDS_SECRETS }
    const manifest: ExitManifest = {
      format: FORMAT,
      schema,
      organisation,
      hasSecrets,
      tables: builder.tables(),
      left,
    }
    await write(toTar({ name: 'manifest.json', content: Buffer.from(JSON.stringify(manifest)) }))
    await write(endOfTar())
    return { manifest, sha256: hashOfManifest(manifest) }
  })
}

interface Writing extends Pick<ExportOptions, 'write' | 'onProgress'> {
  snapshot: ExitSnapshot
  builder: ManifestBuilder
  /** Undefined: nothing that is sealed leaves. */
  wrap: ((sealed: string) => string) | undefined
}

async function writeTable(table: CarriedTable, writing: Writing): Promise<void> {
  const { snapshot, builder, wrap, write, onProgress } = writing
  let part = 0
  let waiting: Part = newPart()
  const flush = async () => {
    if (waiting.rows === 0) return
    part += 1
    const number = String(part).padStart(6, '0')
    const lines = Buffer.from(waiting.lines.join(''))
    builder.add(table.name, lines, waiting.rows)
    // First, so that whoever reads the rows has them.
    if (waiting.secrets.length > 0) {
      const content = Buffer.from(waiting.secrets.join(''))
      await write(toTar({ name: `secrets/${table.name}/${number}.jsonl`, content }))
    }
    await write(toTar({ name: `tables/${table.name}/${number}.jsonl`, content: lines }))
    onProgress?.(builder.rows, table.name)
    waiting = newPart()
  }
  for await (const rows of snapshot.rows(table)) {
    for (const row of rows) addRow(waiting, row, wrap)
    if (waiting.bytes >= PART_BYTES) await flush()
  }
  await flush()
}

interface Part {
  lines: string[]
  secrets: string[]
  rows: number
  bytes: number
}

function newPart(): Part {
  return { lines: [], secrets: [], rows: 0, bytes: 0 }
}

function addRow(part: Part, { line, sealed }: ExportedRow, wrap: Writing['wrap']): void {
  for (const [column, text] of wrap ? Object.entries(sealed) : []) {
    part.secrets.push(`${JSON.stringify([part.rows, column, wrap?.(text)])}\n`)
  }
  part.lines.push(`${line}\n`)
  part.rows += 1
  part.bytes += line.length
}
