import { z } from 'zod'
import { Classification } from '#wire/classification.ts'
import { DIALECT_NAMES } from '#server/dialects/conversation.ts'
import { findNearest } from '#server/lib/nearest.ts'
import { Secret } from '#server/lib/secret.ts'
import { DEFAULT_LIMITS } from './http-transport.ts'
import { AwsSettings, EntraSettings, GoogleSettings } from './auth-settings.ts'
import { addressPartsOf, findPreset, PRESETS, type Preset } from './presets.ts'
import { OPERATIONS } from './provider.ts'
import { QuirkSettings } from './quirks.ts'

const Text = z.string().min(1)
const Milliseconds = z
  .int()
  .min(1)
  .max(86_400_000)
  .meta({ examples: [60_000] })
const Day = z
  .union([z.iso.date(), z.date().transform((date) => date.toISOString().slice(0, 10))])
  .meta({ examples: ['2026-12-31'] })

/** What is declared of a deployment; whatever is left out is what the preset says, or not known. */
export const TagSettings = z
  .strictObject({
    region: Text.nullable().meta({ examples: ['swedencentral'] }),
    dataZone: Text.nullable().meta({ examples: ['EU'] }),
    operator: Text.nullable().meta({ examples: ['Microsoft'] }),
    jurisdiction: Text.nullable().meta({ examples: ['US'] }),
    retentionDays: z
      .int()
      .min(0)
      .nullable()
      .meta({ examples: [30] }),
    trainsOnData: z
      .boolean()
      .nullable()
      .meta({ examples: [false] }),
    isOwnHardware: z.boolean().meta({ examples: [true] }),
    certifications: z.array(Text).meta({ examples: [['ISO 27001', 'C5']] }),
    certificationsUntil: z.record(Text, Day).meta({ examples: [{ C5: '2027-03-31' }] }),
    clearedFor: Classification.nullable().meta({ examples: ['internal'] }),
  })
  .partial()

/** Where this installation's own machines are: for the embedded model, and for providers that are declared own hardware. */
export const PlaceSettings = z.strictObject({
  region: Text.nullable()
    .meta({ examples: ['rathaus-keller'] })
    .default(null),
  dataZone: Text.nullable()
    .meta({ examples: ['EU'] })
    .default(null),
  operator: Text.nullable()
    .meta({ examples: ['Stadt Beispiel'] })
    .default(null),
  jurisdiction: Text.nullable()
    .meta({ examples: ['DE'] })
    .default(null),
  certifications: z
    .array(Text)
    .meta({ examples: [['ISO 27001']] })
    .default([]),
  certificationsUntil: z
    .record(Text, Day)
    .meta({ examples: [{ 'ISO 27001': '2027-03-31' }] })
    .default({}),
})

const CapabilitySettings = z
  .strictObject({
    operations: z.array(z.enum(OPERATIONS)).min(1),
    tools: z.boolean(),
    jsonSchema: z.boolean(),
    vision: z.boolean(),
    reasoning: z.boolean(),
    audioInput: z.boolean(),
    documents: z.boolean(),
  })
  .partial()

const Micros = z.int().min(0)

const PriceSettings = z.strictObject({
  currency: z.enum(['EUR', 'USD']),
  inputMicros: Micros,
  cachedInputMicros: Micros.nullable().default(null),
  cacheWriteMicros: Micros.nullable().default(null),
  outputMicros: Micros,
  reasoningMicros: Micros.nullable().default(null),
  audioInputMicros: Micros.nullable().default(null),
  source: Text.default('galerne.yaml'),
  date: Day,
})

export const ModelSettings = z.strictObject({
  /** The provider's own name; on Azure the deployment's. */
  upstreamName: Text,
  /** The name that callers use; absent: the provider's. */
  id: Text.max(200).optional(),
  /** What people read in the picker; absent: the id. */
  name: Text.optional(),
  kind: z.enum(['chat', 'embedding']).default('chat'),
  contextTokens: z.int().positive().nullable().default(null),
  maxOutputTokens: z.int().positive().nullable().default(null),
  languages: z.array(Text).default([]),
  capabilities: CapabilitySettings.prefault({}),
  /** How Anthropic's models are told to think: those before 2026 by a budget of tokens. */
  thinking: z.enum(['adaptive', 'budget']).optional(),
  /** Fields of requests that this model refuses (`temperature`…). */
  refuses: z.array(Text).optional(),
  tags: TagSettings.prefault({}),
  /** Micro-units of the currency per million tokens; replaces the price list's. */
  price: PriceSettings.nullable().default(null),
  status: z.enum(['active', 'deprecated', 'retired']).optional(),
  retiresOn: Day.optional(),
})
export type ModelSettings = z.infer<typeof ModelSettings>
const MODEL_EXAMPLE =
  '{ upstreamName: mistral-large-latest, id: mistral-large, contextTokens: 131072 }'

/** A model is its provider's name for it, or a group with what else is known. */
const ModelList = z
  .array(z.unknown())
  .min(1, 'must name at least one model')
  .meta({ examples: [['mistral-large-latest']] })
  .transform((list, context) =>
    list.flatMap((entry, index) => {
      const parsed = ModelSettings.safeParse(
        typeof entry === 'string' ? { upstreamName: entry } : entry,
      )
      if (parsed.success) return [parsed.data]
      for (const issue of parsed.error.issues) {
        const message = `${explain(issue)}. Example: ${MODEL_EXAMPLE}`
        context.addIssue({ code: 'custom', path: [index, ...issue.path], message })
      }
      return []
    }),
  )

function explain(issue: z.core.$ZodIssue): string {
  if (issue.code !== 'unrecognized_keys') return issue.message.replace(/^Invalid input: /, '')
  const known = Object.keys(ModelSettings.shape)
  return issue.keys
    .map((key) => {
      const nearest = issue.path.length === 0 ? findNearest(key, known) : undefined
      return `${key} is not a setting of a model${nearest ? `; did you mean ${nearest}?` : ''}`
    })
    .join('; ')
}

/** One label of a host's name, or a segment of a path: nothing that could lead elsewhere. */
const AddressPart = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens')

const ProtocolName = z.enum(DIALECT_NAMES).meta({ examples: ['openai-chat'] })

const MOST_KEYS = 50

/** No supplier's key has a space or a comma in it. */
const Keys = z
  .union([Text, z.array(Text).min(1)])
  .transform((given) => [given].flat().flatMap((text) => text.split(/[\s,]+/).filter(Boolean)))
  .refine((keys) => keys.length >= 1 && keys.length <= MOST_KEYS, `must be 1 to ${MOST_KEYS} keys`)
  .transform((keys) => keys.map((key) => new Secret(key)))

const ProviderSettings = z.strictObject({
  /** The only organisations that may use it, by their ids (`galerne organisations list`); absent: all. */
  organisations: z
    .array(z.uuid())
    .min(1)
    .meta({ examples: [['0199c0de-0000-7000-8000-000000000001']] })
    .optional(),
  /** What is known of this provider beforehand; absent: by its name here, if that is a known one. */
  preset: Text.meta({ examples: ['azure'] }).optional(),
  /** The wires that it understands, its own first; absent: the preset's, or `openai-chat`. */
  protocol: z
    .union([ProtocolName.transform((name) => [name]), z.array(ProtocolName).min(1)])
    .meta({ examples: ['openai-chat'] })
    .optional(),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .meta({ examples: ['https://models.example.eu/v1'] })
    .optional(),
  /** Parts of the preset's address: `https://{resource}.openai.azure.com/openai/v1`. */
  resource: AddressPart.meta({ examples: ['my-resource'] }).optional(),
  region: AddressPart.meta({ examples: ['eu-central-1'] }).optional(),
  project: AddressPart.meta({ examples: ['my-project'] }).optional(),
  entra: EntraSettings.optional(),
  google: GoogleSettings.optional(),
  aws: AwsSettings.optional(),
  /** Several, in a list or with spaces between them, are taken in turn. */
  apiKey: Keys.meta({ examples: ['${MISTRAL_API_KEY}'] }).optional(),
  /** The header that carries the key; `authorization` gets it as a bearer token. */
  keyHeader: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, 'must be the name of a header in lower case')
    .meta({ examples: ['api-key'] })
    .optional(),
  /** Azure's older addresses, with the deployment in the path. */
  apiVersion: z
    .string()
    .regex(/^[\w.-]+$/, 'must be a version')
    .meta({ examples: ['2024-10-21'] })
    .optional(),
  /** Certificates in PEM by which it may prove itself, beside the usual ones. */
  caFile: Text.meta({ examples: ['/etc/ssl/our-ca.pem'] }).optional(),
  headers: z
    .record(
      z.string().regex(/^[\w-]+$/),
      // Some suppliers take their key in a header of their own.
      z
        .string()
        .regex(/^[\x20-\x7e]*$/)
        .transform((text) => new Secret(text)),
    )
    .meta({ examples: [{ 'x-team': 'data' }] })
    .default({}),
  /** Of all its models, unless one says otherwise. */
  tags: TagSettings.meta({ examples: [{ region: 'swedencentral', dataZone: 'EU' }] }).prefault({}),
  quirks: QuirkSettings.meta({ examples: [{ streamUsage: 'always' }] }).prefault({}),
  limits: z
    .strictObject({
      connectMs: Milliseconds.default(DEFAULT_LIMITS.connectMs),
      firstByteMs: Milliseconds.default(DEFAULT_LIMITS.firstByteMs),
      idleMs: Milliseconds.default(DEFAULT_LIMITS.idleMs),
      totalMs: Milliseconds.default(DEFAULT_LIMITS.totalMs),
    })
    .meta({ examples: [{ idleMs: 60_000 }] })
    .prefault({}),
  /** The most connections at once, for servers that bear no more; null: as many as there are calls. */
  maxConnections: z
    .int()
    .min(1)
    .nullable()
    .meta({ examples: [256] })
    .default(null),
  models: ModelList,
})
export type ProviderSettings = z.infer<typeof ProviderSettings>

/**
 * The `providers:` section of galerne.yaml: a group for each provider, under the name that it has here. Of two that have the
 * same model, the first named answers.
 */
export const ProvidersSettings = z
  .record(
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and hyphens'),
    ProviderSettings,
  )
  .superRefine((providers, context) => {
    for (const [id, settings] of Object.entries(providers)) {
      for (const { name, message } of problemsOf(id, settings)) {
        context.addIssue({ code: 'custom', path: [id, name], message })
      }
    }
  })
  .meta({
    examples: [{ mistral: { apiKey: '${MISTRAL_API_KEY}', models: ['mistral-large-latest'] } }],
  })

type Problem = { name: string; message: string }

/** What is wrong with settings that are each in order, but not together. */
function problemsOf(id: string, settings: ProviderSettings): Problem[] {
  const presetName = settings.preset ?? id
  const preset = findPreset(presetName)
  if (!preset) return unknownPreset(id, settings)
  return [...addressProblems(preset, settings), ...authProblems(id, preset, settings)]
}

function unknownPreset(id: string, { preset, baseUrl }: ProviderSettings): Problem[] {
  const known = Object.keys(PRESETS)
  if (preset !== undefined) {
    const nearest = findNearest(preset, known)
    const hint = nearest ? `Did you mean ${nearest}?` : `Known: ${known.join(', ')}`
    return [{ name: 'preset', message: `“${preset}” is not a preset. ${hint}` }]
  }
  if (baseUrl !== undefined) return []
  const nearest = findNearest(id, known)
  const hint = nearest
    ? `did you mean the provider ${nearest}?`
    : `“${id}” is none of those known (${known.join(', ')}), so its address must stand here`
  return [{ name: 'baseUrl', message: `is missing: ${hint}` }]
}

function addressProblems(preset: Preset, settings: ProviderSettings): Problem[] {
  const { baseUrl, region } = settings
  if (baseUrl !== undefined) return []
  const parts = addressPartsOf(preset)
  const place = region === undefined ? undefined : preset.regions?.[region]
  const missing = missingParts(place?.baseUrl ?? preset.baseUrl ?? preset.template, settings)
  if (missing.length > 0) {
    const message = `is missing: everyone has an own address there, such as ${preset.exampleUrl}`
    const named = parts.length > 0 ? ` (or ${missing.join(' and ')})` : ''
    return [{ name: 'baseUrl', message: `${message}${named}` }]
  }
  if (region === undefined || place || parts.includes('region')) return []
  const known = Object.keys(preset.regions ?? {}).join(', ')
  const hint =
    known === ''
      ? 'it has none to choose from (what you know of a deployment belongs under tags)'
      : `it has ${known}`
  return [{ name: 'region', message: `“${region}” is no region of ${preset.title}: ${hint}` }]
}

function missingParts(address: string | undefined, settings: ProviderSettings): string[] {
  if (address === undefined) return ['baseUrl']
  const names = ['resource', 'region', 'project'] as const
  return names.filter((name) => address.includes(`{${name}}`) && settings[name] === undefined)
}

function authProblems(id: string, preset: Preset, settings: ProviderSettings): Problem[] {
  const { apiKey, google } = settings
  if (google && (google.credentials === undefined) === (google.credentialsFile === undefined)) {
    const message = 'needs either credentials or credentialsFile'
    return [{ name: 'google', message }]
  }
  const accounts = (['entra', 'google', 'aws'] as const).filter((kind) => settings[kind])
  const wrong = accounts.find((kind) => !preset.auth.includes(kind))
  if (wrong !== undefined) {
    const message = `is no way into ${preset.title}: it takes ${preset.auth.map(wordFor).join(' or ')}`
    return [{ name: wrong, message }]
  }
  if (accounts.length + Number(apiKey !== undefined) > 1) {
    return [{ name: accounts[0] ?? '', message: 'is one way in too many: name one only' }]
  }
  if (!preset.needsKey || apiKey !== undefined || accounts.length > 0) return []
  const [usual = 'key'] = preset.auth
  const others = preset.auth.slice(1).map(wordFor)
  const hint = others.length > 0 ? ` (or ${others.join(', ')})` : ''
  if (usual !== 'key') return [{ name: usual, message: `is missing${hint}` }]
  const variable = `${id.toUpperCase().replaceAll('-', '_')}_API_KEY`
  return [{ name: 'apiKey', message: `is missing, such as \${${variable}}${hint}` }]
}

function wordFor(kind: Preset['auth'][number]): string {
  return kind === 'key' ? 'apiKey' : kind
}
