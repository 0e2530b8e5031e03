import { z } from 'zod'
import { MAX_CHECKED_CHARACTERS, NORMALISATION } from './provenance-text.ts'

/** On every answer of `/v1` that a model made: `generated;model="…";deployment="…"`, a structured field (RFC 9651). */
export const AI_HEADER = 'x-galerne-ai'

/** What signatures of records are for: the first line of what is signed. */
export const PROVENANCE_CONTEXT = 'galerne-provenance-v1'

const Instant = z.iso.datetime()
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const Name = z.string().max(300)

/** Where a model computed, as the organisation declares it; null: not declared. */
export const DeploymentPlace = z.object({
  provider: Name.nullable(),
  operator: Name.nullable(),
  jurisdiction: Name.nullable(),
  region: Name.nullable(),
  isOwnHardware: z.boolean(),
})
export type DeploymentPlace = z.infer<typeof DeploymentPlace>

/** A statement about a text. Without the text, and without anybody's name but the organisation's. */
export const ProvenanceRecord = z.object({
  version: z.literal(1),
  id: z.uuid(),
  organisation: Name,
  /** `observed`: Galerne saw the model write it. `declared`: somebody of the organisation says so. */
  evidence: z.enum(['observed', 'declared']),
  model: Name,
  deployment: DeploymentPlace,
  generatedAt: Instant,
  /** A person answers for it; null: nobody has said so. */
  approval: z.object({ at: Instant, isFourEyes: z.boolean() }).nullable(),
  text: z.object({
    normalisation: z.literal(NORMALISATION),
    /** SHA-256, hex, of `exactText` in UTF-8 (wire/provenance-text.ts). */
    sha256: Sha256,
    /** The same of `wordsOf`. */
    wordsSha256: Sha256,
  }),
  /** Which of the published keys signed it. */
  key: z.string().max(60),
  signedAt: Instant,
})
export type ProvenanceRecord = z.infer<typeof ProvenanceRecord>

/** Ed25519 over `galerne-provenance-v1`, a line feed and the record as canonical JSON (RFC 8785); base64url. */
export const SignedProvenance = z.object({
  record: ProvenanceRecord,
  signature: z.string().max(200),
})
export type SignedProvenance = z.infer<typeof SignedProvenance>

/** `/.well-known/galerne-provenance.json`. Keys of all organisations of this Galerne, without their names. */
export const PublishedKeys = z.object({
  context: z.literal(PROVENANCE_CONTEXT),
  normalisation: z.literal(NORMALISATION),
  check: z.string(),
  keys: z.array(
    z.object({
      kid: z.string(),
      kty: z.literal('OKP'),
      crv: z.literal('Ed25519'),
      x: z.string(),
      from: Instant,
      /** Signed nothing after this; null: signs. */
      until: Instant.nullable(),
    }),
  ),
})
export type PublishedKeys = z.infer<typeof PublishedKeys>

export const CheckRequest = z
  .strictObject({
    text: z.string().min(1).max(MAX_CHECKED_CHARACTERS).optional(),
    /** The id of a record, as exports and `x-galerne-ai` name it. */
    id: z.string().max(60).optional(),
    /** The `kid` of whoever may have signed; absent: anybody here. */
    key: z.string().max(60).optional(),
  })
  .refine(({ text, id }) => (text === undefined) !== (id === undefined), {
    message: 'Send either a text or the id of a record.',
  })
export type CheckRequest = z.infer<typeof CheckRequest>

/** What is told of a record to whoever asks. */
export const RecordFacts = ProvenanceRecord.pick({
  id: true,
  organisation: true,
  evidence: true,
  model: true,
  deployment: true,
  generatedAt: true,
  approval: true,
})
export type RecordFacts = z.infer<typeof RecordFacts>

/**
 * `exact`: the same text. `words`: the same without the marks of Markdown. `part`: some of its paragraphs. `record`: the id is
 * known. `none`: nothing is known, which does not mean that a person wrote it. `too-short`: nothing in it can be recognised.
 */
export const CheckAnswer = z.object({
  match: z.enum(['exact', 'words', 'part', 'record', 'none', 'too-short']),
  /** The one that fits best, an approved one before others; null: none. */
  facts: RecordFacts.nullable(),
  /** With its signature, for whoever holds the whole text; null for everybody else. */
  signed: SignedProvenance.nullable(),
  /** Paragraphs of the text that was sent, in its order; empty: it was not gone through by paragraph. */
  paragraphs: z.array(z.object({ text: z.string(), facts: RecordFacts.nullable() })),
})
export type CheckAnswer = z.infer<typeof CheckAnswer>

/** A record for a text that Galerne did not see being written: a caller says so, for a call of its own. */
export const CreateProvenance = z.strictObject({
  text: z.string().min(1).max(MAX_CHECKED_CHARACTERS),
  /** `x-request-id` of the call that made it: model and place are taken from the ledger. */
  requestId: z.uuid(),
})
export type CreateProvenance = z.infer<typeof CreateProvenance>

export const ProvenanceSettings = z.strictObject({
  /** Nobody approves what they asked approval for. */
  isFourEyes: z.boolean(),
  /** Answers to programs (`/v1`) have records too, which takes reading them as they pass. */
  isRecordingCalls: z.boolean(),
  /** Ids of groups whose members approve; empty: whoever has the right. */
  approverGroups: z.array(z.uuid()).max(50),
})
export type ProvenanceSettings = z.infer<typeof ProvenanceSettings>
