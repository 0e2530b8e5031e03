import { z } from 'zod'
import { ExitHeader, ExitManifest, type ImportedOrganisation } from '#wire/exit.ts'
import { AppError } from '#server/lib/app-error.ts'
import { canonicalJson } from '#server/lib/canonical-json.ts'
import type { Database } from '#server/lib/database.ts'
import { isShallow } from '#server/lib/is-shallow.ts'
import { parseJson } from '#server/lib/parse-json.ts'
import type { Secret } from '#server/lib/secret.ts'
import { fillOrganisation, type OrganisationFilling } from './import-store.ts'
import { createManifestBuilder, hashOfManifest, type ManifestBuilder } from './manifest.ts'
import { createWrapper, keyFrom } from './passphrase.ts'
import type { CarriedTable } from './tables-store.ts'
import { damaged, readTar, type ArchiveEntry } from './tar.ts'

export interface ImportOptions {
  database: Database
  /** What secrets are sealed with here, the newest first. */
  secretKeys: readonly Secret[]
  passphrase: string | null
  archive: AsyncIterable<Buffer>
  onProgress?: (rows: number, table: string) => void
}

/** What was sealed in a row: its number in the part, the column, and the sealed text under the passphrase. */
const SecretLine = z.tuple([z.int().min(0), z.string(), z.string().startsWith('v2.')])
const PART = /^(tables|secrets)\/([a-z]+\.[a-z_]+)\/\d{6}\.jsonl$/

/**
 * Takes in an organisation as it was exported: what is here then has the same manifest, which is looked at before anything is
 * final. Throws `invalid_request` where the archive is not whole or not ours, `conflict` where the organisation is in use here.
 */
export async function importOrganisation(options: ImportOptions): Promise<ImportedOrganisation> {
  const { database, passphrase, secretKeys } = options
  const entries = readTar(options.archive)
  const header = await readHeader(entries)
  const unwrap = await createUnwrap(header, { passphrase, secretKeys })
  return fillOrganisation(database, header.organisationId, async (filling) => {
    if (filling.schema !== header.schema) throw otherVersion(header.schema, filling.schema)
    const builder = createManifestBuilder(filling.tables)
    const manifest = await takeTables(entries, { filling, builder, unwrap, options })
    checkManifest(manifest, { header, builder })
    await checkWhatIsHere(manifest, filling)
    return {
      organisation: manifest.organisation,
      rows: builder.rows,
      manifestSha256: hashOfManifest(manifest),
    }
  })
}

async function readHeader(entries: AsyncGenerator<ArchiveEntry>): Promise<ExitHeader> {
  const first = await entries.next()
  if (first.done || first.value.name !== 'header.json') throw damaged('it has no header')
  const header = ExitHeader.safeParse(parseJson(first.value.content.toString('utf8')))
  if (header.success) return header.data
  throw new AppError('invalid_request', 'This is no archive of an organisation of Galerne.')
}

async function createUnwrap(
  { salt }: ExitHeader,
  { passphrase, secretKeys }: Pick<ImportOptions, 'passphrase' | 'secretKeys'>,
): Promise<((sealed: string) => string) | null> {
  if (salt === null) return null
  const message = 'This archive holds secrets: give the passphrase that it was exported with.'
  const [newest, ...older] = secretKeys
  if (passphrase === null || !newest) throw new AppError('invalid_request', message)
  const wrap = createWrapper(newest, [...older, await keyFrom(passphrase, salt)])
  return (sealed) => {
    try {
      return wrap(sealed)
    } catch (cause) {
      throw new AppError(
        'invalid_request',
        `Nothing was imported: the passphrase is another one.`,
        {
          cause,
        },
      )
    }
  }
}

interface Taking {
  filling: OrganisationFilling
  builder: ManifestBuilder
  unwrap: ((sealed: string) => string) | null
  options: ImportOptions
}

/** Tables in the order of the export, so that what a row refers to is there. Resolves with the manifest, which comes last. */
async function takeTables(
  entries: AsyncGenerator<ArchiveEntry>,
  { filling, builder, unwrap, options }: Taking,
): Promise<ExitManifest> {
  let secrets: ArchiveEntry | undefined
  for await (const entry of entries) {
    if (entry.name === 'manifest.json') return readManifest(entry)
    const [, kind, name = ''] = PART.exec(entry.name) ?? []
    const table = filling.tables.find((one) => one.name === name)
    if (!table) throw damaged(`it holds “${entry.name.slice(0, 100)}”, which is not known here`)
    if (kind === 'secrets') {
      secrets = entry
      continue
    }
    const lines = linesOf(entry.content)
    for (const line of lines) checkRow(line, table)
    const isOfThem = secrets?.name === entry.name.replace(/^tables/, 'secrets')
    const full = isOfThem && secrets ? withSecrets(lines, secrets, unwrap) : lines
    await filling.insert(table, full)
    builder.add(name, entry.content, lines.length)
    options.onProgress?.(builder.rows, name)
    secrets = undefined
  }
  throw damaged('it ends before its manifest')
}

function linesOf(content: Buffer): string[] {
  const text = content.toString('utf8')
  if (!text.endsWith('\n')) throw damaged('a part of it is not whole')
  return text.slice(0, -1).split('\n')
}

/** Exactly the columns that there are: a row says nothing of whose it is. */
function checkRow(line: string, table: CarriedTable): void {
  const row = parseJson(line)
  const isRow = typeof row === 'object' && row !== null && !Array.isArray(row)
  const names = isRow ? Object.keys(row).toSorted() : []
  // An embedded database does not survive what is nested without end.
  if (!isShallow(row)) throw damaged(`a row of ${table.name} is nested too deeply`)
  const known = table.columns.toSorted()
  if (names.length === known.length && names.every((name, at) => name === known[at])) return
  throw damaged(`a row of ${table.name} has other columns than here`)
}

function withSecrets(
  lines: readonly string[],
  secrets: ArchiveEntry,
  unwrap: ((sealed: string) => string) | null,
): string[] {
  const full = [...lines]
  for (const text of linesOf(secrets.content)) {
    const secret = SecretLine.safeParse(parseJson(text))
    const line = secret.data && full[secret.data[0]]
    if (!unwrap || !secret.success || line === undefined) throw damaged('a secret is not in order')
    const [row, , sealed] = secret.data
    const body = sealed.split('.')[3] ?? ''
    // What is sealed stands in the row without what opens it.
    full[row] = line.replaceAll(`"v2...${body}"`, () => JSON.stringify(unwrap(sealed)))
  }
  return full
}

function readManifest({ content }: ArchiveEntry): ExitManifest {
  const manifest = ExitManifest.safeParse(parseJson(content.toString('utf8')))
  if (!manifest.success) throw damaged('its manifest is not in order')
  return manifest.data
}

function checkManifest(
  manifest: ExitManifest,
  { header, builder }: { header: ExitHeader; builder: ManifestBuilder },
): void {
  const isOfHeader =
    manifest.organisation.id === header.organisationId &&
    manifest.schema === header.schema &&
    manifest.hasSecrets === (header.salt !== null)
  if (!isOfHeader) throw damaged('its manifest belongs to another archive')
  const came = builder.tables()
  for (const [name, table] of Object.entries(manifest.tables)) {
    const own = came[name]
    if (own === undefined) throw damaged(`it holds the table “${name}”, which is not known here`)
    if (canonicalJson(own) !== canonicalJson(table)) {
      throw damaged(`rows of ${name} were changed, added or taken out`)
    }
  }
  const extra = Object.entries(came).find(([name, { rows }]) => rows > 0 && !manifest.tables[name])
  if (extra) throw damaged(`its manifest does not know of ${extra[0]}`)
}

/** Reads what was written: what the database made of it must be the same, too. */
async function checkWhatIsHere(
  manifest: ExitManifest,
  filling: OrganisationFilling,
): Promise<void> {
  const here = createManifestBuilder(filling.tables)
  for (const table of filling.tables) {
    for await (const rows of filling.rows(table, manifest.hasSecrets)) {
      const lines = rows.map(({ line }) => `${line}\n`).join('')
      here.add(table.name, Buffer.from(lines), rows.length)
    }
  }
  const found = here.tables()
  for (const [name, table] of Object.entries(manifest.tables)) {
    if (found[name]?.sha256 === table.sha256) continue
    throw damaged(`what the database made of ${name} is not what was exported`)
  }
}

function otherVersion(theirs: number, ours: number): AppError {
  return new AppError(
    'not_supported',
    `Nothing was imported: the archive was made by a Galerne of another version (schema ${theirs}, here ${ours}). Bring both to the same version first.`,
  )
}
