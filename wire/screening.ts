import { z } from 'zod'
import { Classification } from './classification.ts'

/** What is looked for in words before they leave. */
export const FindingKind = z.enum([
  'secret',
  'national-id',
  'iban',
  'payment-card',
  'document-number',
  'phone',
  'email',
  'ip-address',
  'vehicle-plate',
  'date-of-birth',
  'person',
  'address',
  /** Pictures, recordings and files, in which nothing can be looked for. */
  'unreadable',
])
export type FindingKind = z.infer<typeof FindingKind>

/**
 * What is done with it. `mask`: replaced for good. `pseudonym`: replaced by a placeholder, which the answer gets back as what it
 * stood for. The strictest comes last.
 */
export const ScreeningChoice = z.enum(['allow', 'warn', 'pseudonym', 'mask', 'block'])
export type ScreeningChoice = z.infer<typeof ScreeningChoice>

/** Where words go: the organisation's own machines, an operator under the law of the EU, anybody else (or nobody knows). */
export const Destination = z.enum(['own', 'eu', 'other'])
export type Destination = z.infer<typeof Destination>

/** One cell of the table that differs from the default. */
export const ScreeningRule = z.strictObject({
  classification: Classification,
  destination: Destination,
  kind: FindingKind,
  choice: ScreeningChoice,
})
export type ScreeningRule = z.infer<typeof ScreeningRule>

const Row = z.record(FindingKind, ScreeningChoice)
/** Every choice that holds: by classification, destination and kind. */
export const ScreeningTable = z.record(Classification, z.record(Destination, Row))
export type ScreeningTable = z.infer<typeof ScreeningTable>

/** How often something was found; never what. */
export const ScreeningCount = z.object({
  day: z.string(),
  kind: FindingKind,
  destination: Destination,
  choice: ScreeningChoice,
  count: z.int().nonnegative(),
})
export type ScreeningCount = z.infer<typeof ScreeningCount>

/** A model on the organisation's own machines that looks for names and addresses where rules found none. */
export const NameModel = z.strictObject({
  /** Of the gateway's: a model, a route, or `provider/model`. It is asked on own hardware or not at all. */
  model: z.string().trim().min(1).max(200),
  /** For all of a call. */
  timeoutMs: z.int().min(500).max(120_000).default(15_000),
  /** What follows where it gives no answer in time: nothing leaves, or it leaves with what rules found and a warning. */
  onFailure: z.enum(['block', 'warn']).default('block'),
})
export type NameModel = z.infer<typeof NameModel>

export const ScreeningSettings = z.object({
  table: ScreeningTable,
  /** Those of it that somebody changed. */
  rules: z.array(ScreeningRule),
  /** Null: names and addresses are found by rules alone. */
  nameModel: NameModel.nullable(),
  /** Of the last seven days. */
  counts: z.array(ScreeningCount),
})
export type ScreeningSettings = z.infer<typeof ScreeningSettings>

/** Replaces every changed cell. A choice that is the default is none. */
export const SaveScreening = z.strictObject({
  rules: z.array(ScreeningRule).max(500),
  /** Null: none; absent: as it is. */
  nameModel: NameModel.nullable().optional(),
})
export type SaveScreening = z.infer<typeof SaveScreening>

/** What would become of a text. Nothing of it is kept. */
export const PreviewScreening = z.strictObject({
  text: z.string().max(200_000),
  /** Who would answer; absent: the default model. */
  modelId: z.string().max(200).nullable().optional(),
  classification: Classification.optional(),
  /** In place of a model: as if it went there. */
  destination: Destination.optional(),
  /** Asks the model for names too, which takes its time; absent: rules alone. */
  withNameModel: z.boolean().optional(),
})
export type PreviewScreening = z.infer<typeof PreviewScreening>

/** Offsets are in UTF-16 units of the text, as in JavaScript. */
export const PreviewFinding = z.object({
  kind: FindingKind,
  type: z.string(),
  country: z.string().nullable(),
  start: z.int().nonnegative(),
  end: z.int().nonnegative(),
  score: z.number(),
  choice: ScreeningChoice,
  /** What the model gets in its place; null: it goes as it is, or does not go at all. */
  replacement: z.string().nullable(),
})
export type PreviewFinding = z.infer<typeof PreviewFinding>

export const ScreeningPreview = z.object({
  destination: Destination,
  classification: Classification,
  isBlocked: z.boolean(),
  /** What the model would get; null: nothing, it is blocked. */
  text: z.string().nullable(),
  findings: z.array(PreviewFinding),
})
export type ScreeningPreview = z.infer<typeof ScreeningPreview>
