import { z } from 'zod'

/** What an archive of a whole organisation says of itself before its tables come. */
export const ExitHeader = z.strictObject({
  format: z.literal('galerne-organisation/1'),
  exportedAt: z.iso.datetime(),
  organisationId: z.uuid(),
  /** The last migration. */
  schema: z.int(),
  /** With secrets: what the passphrase is stretched with (scrypt). */
  salt: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .nullable(),
})
export type ExitHeader = z.infer<typeof ExitHeader>

/** One table: its rows in one order, each one line of JSON, and their SHA-256 over all parts. */
export const ExitTable = z.strictObject({
  rows: z.int().min(0),
  columns: z.array(z.string()),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
export type ExitTable = z.infer<typeof ExitTable>

/**
 * What an organisation consists of, byte for byte: two organisations are the same when their manifests are. Nothing of when and
 * where it was exported is in it.
 */
export const ExitManifest = z.strictObject({
  format: z.literal('galerne-organisation/1'),
  /** The last migration. */
  schema: z.int(),
  organisation: z.strictObject({ id: z.uuid(), name: z.string() }),
  hasSecrets: z.boolean(),
  tables: z.record(z.string(), ExitTable),
  /** Tables that stay behind, each with the reason. */
  left: z.record(z.string(), z.string()),
})
export type ExitManifest = z.infer<typeof ExitManifest>

export const ExportOrganisation = z.strictObject({
  /** Seals the secrets; null: they stay behind, and have to be entered anew. */
  passphrase: z.string().min(12).max(1000).nullable().default(null),
})
export type ExportOrganisation = z.infer<typeof ExportOrganisation>

export const ImportedOrganisation = z.object({
  organisation: z.object({ id: z.uuid(), name: z.string() }),
  rows: z.int(),
  /** SHA-256 of the manifest as canonical JSON: the same as that of the export. */
  manifestSha256: z.string(),
})
export type ImportedOrganisation = z.infer<typeof ImportedOrganisation>

export const PASSPHRASE_HEADER = 'x-galerne-passphrase'

/** A line of the answer to an import: how far it is, then the result, or why there is none. */
export const ImportProgress = z.union([
  z.strictObject({ rows: z.int(), table: z.string() }),
  z.strictObject({ imported: ImportedOrganisation }),
  z.strictObject({ error: z.string() }),
])
export type ImportProgress = z.infer<typeof ImportProgress>
