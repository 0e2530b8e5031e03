import { z } from 'zod'
import { Classification } from './classification.ts'
import { plainText } from './plain-text.ts'

const Text = plainText(200).min(1)

/** The name of a provider here, as in galerne.yaml. */
export const ProviderId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'It has lower-case letters, digits and hyphens only.')

/** Where calls are computed, by whom and under whose law. Null: not known, which no rule reads as harmless. */
export const Tags = z.strictObject({
  region: Text.nullable(),
  dataZone: Text.nullable(),
  operator: Text.nullable(),
  jurisdiction: Text.nullable(),
  retentionDays: z.int().min(0).max(36_500).nullable(),
  trainsOnData: z.boolean().nullable(),
  isOwnHardware: z.boolean(),
  certifications: z.array(Text).max(20),
  /** The last day of those that end, `2027-03-31`; from the next one on they do not count. */
  certificationsUntil: z.record(Text, z.iso.date()).optional(),
  /** The most careful class that may be sent there; null or absent: the connection sets no such limit. */
  clearedFor: Classification.nullish(),
})
export type Tags = z.infer<typeof Tags>

/** A model as a provider offers it. */
export const ProviderModelForm = z.strictObject({
  /** The provider's own name; on Azure the deployment's. */
  upstreamName: Text,
  /** The name that callers use; null: the provider's. */
  id: Text.nullable().default(null),
  kind: z.enum(['chat', 'embedding']).default('chat'),
  contextTokens: z.int().positive().nullable().default(null),
  maxOutputTokens: z.int().positive().nullable().default(null),
  hasVision: z.boolean().default(false),
  hasReasoning: z.boolean().default(false),
})
export type ProviderModelForm = z.infer<typeof ProviderModelForm>

/** What a person fills in. What is null is the preset's, or not known. */
export const ProviderForm = z.strictObject({
  id: ProviderId,
  preset: Text.nullable(),
  /** The wire; null: the preset's. */
  protocol: Text.nullable().default(null),
  baseUrl: z
    .url({ protocol: /^https?$/, error: 'It is no web address.' })
    .max(2000)
    .nullable(),
  apiVersion: z
    .string()
    .regex(/^[\w.-]{1,50}$/, 'It is no version.')
    .nullable()
    .default(null),
  tags: Tags.partial().default({}),
  models: z.array(ProviderModelForm).max(500),
  isEnabled: z.boolean().default(true),
  /** What else the preset asks for, by name. */
  values: z.record(z.string().max(64), z.string().max(2000)).default({}),
  /** The same for what is secret: never sent back. A name that is absent keeps what is stored, an empty text forgets it. */
  secrets: z.record(z.string().max(64), z.string().max(16_384)).default({}),
})
export type ProviderForm = z.infer<typeof ProviderForm>

/** What a preset must, or may, be given. */
export const PresetField = z.object({
  /** Where it stands among the settings: `apiKey`, `aws.region`. */
  name: z.string(),
  isSecret: z.boolean(),
  isNeeded: z.boolean(),
  /** Of several lines. */
  isLong: z.boolean(),
})
export type PresetField = z.infer<typeof PresetField>

/** A supplier that is known beforehand. */
export const ProviderPreset = z.object({
  name: z.string(),
  /** As people know it. */
  title: z.string(),
  /** Null: everyone has an address of their own, such as `exampleUrl`, or one made of its fields. */
  baseUrl: z.string().nullable(),
  exampleUrl: z.string().nullable(),
  /** Of ways to sign in that are each not needed, one is. */
  fields: z.array(PresetField),
  needsKey: z.boolean(),
  /** Values that its field `region` may have; empty: any. */
  regions: z.array(z.string()),
  tags: Tags,
  /** Whether it can be asked which models it has. */
  hasModelList: z.boolean(),
})
export type ProviderPreset = z.infer<typeof ProviderPreset>

export const ProviderPresetList = z.object({ presets: z.array(ProviderPreset) })

/** A provider as the administration shows it. Secrets are never among it, only which there are. */
export const ProviderInfo = z.object({
  id: z.string(),
  /** `configuration`: written in galerne.yaml, at `where`, and changed there only. */
  origin: z.enum(['stored', 'configuration', 'built-in']),
  where: z.string().nullable(),
  preset: z.string().nullable(),
  protocols: z.array(z.string()),
  baseUrl: z.string().nullable(),
  apiVersion: z.string().nullable(),
  /** What holds: the preset's, and over it what was declared. */
  tags: Tags,
  declaredTags: Tags.partial(),
  place: z.string().nullable(),
  models: z.array(ProviderModelForm.extend({ name: z.string() })),
  isEnabled: z.boolean(),
  values: z.record(z.string(), z.string()),
  /** Which secrets it has. */
  secretNames: z.array(z.string()),
  /** Why it cannot be used although it is stored; null: it can. */
  problem: z.string().nullable(),
  createdAt: z.iso.datetime().nullable(),
  updatedAt: z.iso.datetime().nullable(),
})
export type ProviderInfo = z.infer<typeof ProviderInfo>

export const ProviderInfoList = z.object({ providers: z.array(ProviderInfo) })

/** What stops working when a provider goes. */
export const ProviderDependents = z.object({
  /** Models that nobody else offers. */
  models: z.array(z.string()),
  routes: z.array(z.string()),
  keys: z.array(z.string()),
})
export type ProviderDependents = z.infer<typeof ProviderDependents>

/** What a failed test means, for the page to say in the reader's language. */
export const TestProblem = z.enum([
  'wrong-key',
  'no-permission',
  'wrong-address',
  'unknown-model',
  'no-quota',
  'rate-limited',
  'tls',
  'dns',
  'refused',
  'broken',
  'timeout',
  'private-address',
  'not-encrypted',
  'not-http',
  'not-understood',
  'overloaded',
  'budget',
  'other',
])
export type TestProblem = z.infer<typeof TestProblem>

export const TestStep = z.object({
  outcome: z.enum(['ok', 'failed', 'skipped']),
  durationMs: z.number(),
  problem: TestProblem.nullable(),
  /** In the server's own words. */
  detail: z.string().nullable(),
})
export type TestStep = z.infer<typeof TestStep>

export const UpstreamModel = z.object({
  upstreamName: z.string(),
  name: z.string().nullable(),
  kind: z.enum(['chat', 'embedding']).nullable(),
  contextTokens: z.int().positive().nullable(),
  maxOutputTokens: z.int().positive().nullable(),
  hasVision: z.boolean(),
  hasReasoning: z.boolean(),
})
export type UpstreamModel = z.infer<typeof UpstreamModel>

/** What came of testing a provider: its list of models, then one cheap call. */
export const ProviderTest = z.object({
  list: TestStep,
  models: z.array(UpstreamModel),
  call: TestStep,
  /** Which model was called. */
  calledModel: z.string().nullable(),
  firstContentMs: z.number().nullable(),
})
export type ProviderTest = z.infer<typeof ProviderTest>
