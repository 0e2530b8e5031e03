import { z } from 'zod'

const Count = z.number().int().nonnegative()
const At = z.iso.datetime()

export const AuditOutcome = z.enum(['done', 'allowed', 'denied', 'failed'])
export type AuditOutcome = z.infer<typeof AuditOutcome>

/** Of somebody or something in the trail: its id there, and its name as far as one is known. */
const Named = z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() })

/** One thing that happened, as the list shows it: that, never what. */
export const AuditEntry = z.object({
  /** 0, 1…: without a gap. */
  sequence: Count,
  at: At,
  actor: Named,
  action: z.string(),
  resource: Named,
  /** As a rule one of AuditOutcome. */
  outcome: z.string(),
})
export type AuditEntry = z.infer<typeof AuditEntry>

/** What is looked for; what is absent does not matter. Also the query of `GET /api/audit/entries`, as text. */
export const AuditSearch = z.strictObject({
  /** Part of a name, or an id. */
  who: z.string().min(1).max(200).optional(),
  /** `key.create`, or what several begin with: `key`. */
  action: z
    .string()
    .regex(/^[a-z][a-z0-9.-]{0,60}$/)
    .optional(),
  /** An id: of a key, a conversation, a request, a person… */
  resource: z.string().min(1).max(200).optional(),
  outcome: AuditOutcome.optional(),
  from: At.optional(),
  to: At.optional(),
  /** The number of the last one of the page before. */
  cursor: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
})
export type AuditSearch = z.infer<typeof AuditSearch>

export const AuditPage = z.object({
  entries: z.array(AuditEntry),
  /** Null: there are no older ones. */
  nextCursor: Count.nullable(),
})
export type AuditPage = z.infer<typeof AuditPage>

export const AuditCheckpoint = z.object({
  /** Entries that it signs: all before this number. */
  size: Count,
  at: At,
  /** The signed note (c2sp.org/tlog-checkpoint), as anybody can check it. */
  note: z.string(),
})
export type AuditCheckpoint = z.infer<typeof AuditCheckpoint>

/** That an entry is in the tree of a checkpoint (RFC 6962, section 2.1.1). */
export const AuditProof = z.object({
  checkpoint: AuditCheckpoint,
  /** Base64, from the leaf to the root. */
  path: z.array(z.string()),
  /** Whether the server, following the path, came to the signed root. */
  holds: z.boolean(),
})
export type AuditProof = z.infer<typeof AuditProof>

/** `GET /api/audit/entries/:sequence`. */
export const AuditEntryDetail = z.object({
  entry: AuditEntry,
  /** Byte for byte what is hashed: canonical JSON (RFC 8785). */
  record: z.string(),
  /** SHA-256(0x00 ‖ record), base64. */
  leaf: z.string(),
  facts: z.record(z.string(), z.unknown()),
  requestId: z.string().nullable(),
  /** Kept beside the record; null: there is nothing. */
  sealed: z
    .object({
      address: z.string().nullable(),
      reason: z.string().nullable(),
      /** The key is gone with the person, or it was changed: then nothing of it is told. */
      isReadable: z.boolean(),
    })
    .nullable(),
  /** Null: it is so new that no checkpoint signs it yet. */
  proof: AuditProof.nullable(),
})
export type AuditEntryDetail = z.infer<typeof AuditEntryDetail>

export const AuditKey = z.object({
  id: z.string(),
  /** As signed notes name it; public. */
  verifier: z.string(),
  createdAt: At,
  /** Null: it signs now. */
  retiredAt: At.nullable(),
})
export type AuditKey = z.infer<typeof AuditKey>

export const AuditSink = z.object({
  id: z.string(),
  kind: z.enum(['file', 'syslog', 'webhook', 's3', 'time-stamps']),
  /** Entries that arrived there; null: it takes none. */
  entries: Count.nullable(),
  /** Size of the last checkpoint that arrived there. */
  checkpoints: Count,
  deliveredAt: At.nullable(),
  /** Why nothing arrives; null: all is well. */
  problem: z.string().nullable(),
  failingSince: At.nullable(),
})
export type AuditSink = z.infer<typeof AuditSink>

/** What was found wrong first. */
export const AuditFinding = z.object({
  kind: z.enum(['changed', 'missing', 'added', 'reordered', 'cut-off', 'unsigned', 'unreadable']),
  /** The first entry that is wrong; null: it is not about entries. */
  sequence: Count.nullable(),
  /** In English, for people. */
  message: z.string(),
})
export type AuditFinding = z.infer<typeof AuditFinding>

export const AuditVerification = z.object({
  id: z.uuid(),
  startedAt: At,
  /** Null: it is under way. */
  endedAt: At.nullable(),
  checked: Count,
  total: Count,
  finding: AuditFinding.nullable(),
})
export type AuditVerification = z.infer<typeof AuditVerification>

/** `GET /api/audit`. */
export const AuditState = z.object({
  origin: z.string(),
  size: Count,
  /** Entries before this one are in the archive. */
  archivedSize: Count,
  /** Null: nothing was signed yet. */
  checkpoint: AuditCheckpoint.nullable(),
  keys: z.array(AuditKey),
  sinks: z.array(AuditSink),
  /** Null: never. */
  verification: AuditVerification.nullable(),
  checkpointSeconds: Count,
  /** Null: for good. */
  retentionDays: Count.nullable(),
})
export type AuditState = z.infer<typeof AuditState>

/** `GET /api/audit/trail?from=`: entries as they are hashed, for those who check them. */
export const AuditTrailPart = z.object({
  /** The number of the first one. */
  from: Count,
  records: z.array(z.string()),
  /** Their leaf hashes as they are stored, base64, one after the other. */
  leaves: z.string(),
  /** Before the first entry that is not archived: hashes of the tree up to it, base64. */
  prefix: z.array(z.string()),
  /** Where the next part begins; null: this was the last one. */
  next: Count.nullable(),
})
export type AuditTrailPart = z.infer<typeof AuditTrailPart>

/** `GET /api/audit/checkpoints?after=`. */
export const AuditCheckpointList = z.object({
  checkpoints: z.array(
    AuditCheckpoint.extend({
      /** RFC 3161, base64; null: none. */
      timeStamp: z.string().nullable(),
    }),
  ),
  /** Null: there are no more. */
  next: Count.nullable(),
})
export type AuditCheckpointList = z.infer<typeof AuditCheckpointList>
