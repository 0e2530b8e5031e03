import { z } from 'zod'
import { findNearest } from '#server/lib/nearest.ts'
import { Secret } from '#server/lib/secret.ts'
import { createHttpProvider, DEFAULT_LIMITS, type HttpProviderOptions } from './http-provider.ts'
import { findPreset, PRESETS, type Place, type Preset } from './presets.ts'
import type { Provider, ProviderModel } from './provider.ts'
import { OPEN_SERVER_QUIRKS, type Quirks } from './quirks.ts'

const Text = z.string().min(1)
const Milliseconds = z
  .int()
  .min(1)
  .max(86_400_000)
  .meta({ examples: [60_000] })

const ModelSettings = z.strictObject({
  /** The provider's own name; on Azure the deployment's. */
  upstreamName: Text,
  /** The name that callers use; absent: the provider's. */
  id: Text.max(200).optional(),
  /** What people read in the picker; absent: the id. */
  name: Text.optional(),
  kind: z.enum(['chat', 'embedding']).default('chat'),
  contextTokens: z.int().positive().nullable().default(null),
  languages: z.array(Text).default([]),
  hasTools: z.boolean().default(true),
  hasJsonSchema: z.boolean().default(true),
})
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
  return issue.keys
    .map((key) => {
      const nearest = findNearest(key, Object.keys(ModelSettings.shape))
      return `${key} is not a setting of a model${nearest ? `; did you mean ${nearest}?` : ''}`
    })
    .join('; ')
}

const PlaceSettings = z.strictObject({
  region: Text.meta({ examples: ['swedencentral'] })
    .nullable()
    .default(null),
  jurisdiction: Text.meta({ examples: ['EU'] })
    .nullable()
    .default(null),
  operator: Text.meta({ examples: ['Microsoft'] })
    .nullable()
    .default(null),
})

const QuirkSettings = z.strictObject({
  streamUsage: z.enum(['always', 'when-asked', 'never']).optional(),
  rename: z.record(Text, Text).optional(),
  drop: z.array(Text).optional(),
  anyTool: z.enum(['required', 'any']).optional(),
  dropFromMessages: z.array(Text).optional(),
})

const ProviderSettings = z.strictObject({
  /** What is known of this provider beforehand; absent: by its name here, if that is a known one. */
  preset: Text.meta({ examples: ['azure'] }).optional(),
  protocol: z
    .enum(['openai-chat'])
    .meta({ examples: ['openai-chat'] })
    .default('openai-chat'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .meta({ examples: ['https://models.example.eu/v1'] })
    .optional(),
  apiKey: Text.meta({ examples: ['${MISTRAL_API_KEY}'] })
    .transform((key) => new Secret(key))
    .optional(),
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
  headers: z
    .record(z.string().regex(/^[\w-]+$/), z.string().regex(/^[\x20-\x7e]*$/))
    .meta({ examples: [{ 'x-team': 'data' }] })
    .default({}),
  place: PlaceSettings.meta({
    examples: [{ region: 'swedencentral', jurisdiction: 'EU' }],
  }).optional(),
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
  models: ModelList,
})

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

type Settings = z.infer<typeof ProviderSettings>

/** The providers of the configuration, in its order. */
export function createProviders(providers: z.infer<typeof ProvidersSettings>): Provider[] {
  return Object.entries(providers).map(([id, settings]) =>
    createHttpProvider(httpOptionsFor(id, settings)),
  )
}

export function httpOptionsFor(id: string, settings: Settings): HttpProviderOptions {
  const preset = findPreset(settings.preset ?? id)
  const place = settings.place ?? preset?.place ?? null
  return {
    id,
    endpoint: {
      baseUrl: baseUrlFor(settings, preset),
      apiKey: settings.apiKey ?? null,
      keyHeader: settings.keyHeader ?? preset?.keyHeader ?? 'authorization',
      apiVersion: settings.apiVersion ?? null,
      headers: settings.headers,
    },
    quirks: quirksFor(settings, preset),
    place: place && describePlace(place),
    models: settings.models.map(modelFrom),
    limits: settings.limits,
  }
}

/** A place for people to read: `EU (swedencentral), Microsoft`; null: nothing was declared. */
function describePlace({ region, jurisdiction, operator }: Place): string | null {
  const where = jurisdiction && region ? `${jurisdiction} (${region})` : (jurisdiction ?? region)
  return [where, operator].filter((text) => text !== null).join(', ') || null
}

function problemsOf(id: string, settings: Settings): { name: string; message: string }[] {
  const presetName = settings.preset ?? id
  const preset = findPreset(presetName)
  const known = Object.keys(PRESETS)
  const problems: { name: string; message: string }[] = []
  if (!preset && settings.preset !== undefined) {
    const nearest = findNearest(settings.preset, known)
    const hint = nearest ? `Did you mean ${nearest}?` : `Known: ${known.join(', ')}`
    problems.push({ name: 'preset', message: `“${settings.preset}” is not a preset. ${hint}` })
  } else if (!preset && settings.baseUrl === undefined) {
    const nearest = findNearest(id, known)
    const hint = nearest
      ? `did you mean the provider ${nearest}?`
      : `“${id}” is none of those known (${known.join(', ')}), so its address must stand here`
    problems.push({ name: 'baseUrl', message: `is missing: ${hint}` })
  }
  if (preset && preset.baseUrl === null && settings.baseUrl === undefined) {
    const message = `is missing: everyone has an own address there, such as ${preset.exampleUrl}`
    problems.push({ name: 'baseUrl', message })
  }
  if (preset?.needsKey && settings.apiKey === undefined) {
    const variable = `${id.toUpperCase().replaceAll('-', '_')}_API_KEY`
    problems.push({ name: 'apiKey', message: `is missing, such as \${${variable}}` })
  }
  return problems
}

function baseUrlFor({ baseUrl, apiVersion }: Settings, preset: Preset | undefined): string {
  const url = (baseUrl ?? preset?.baseUrl ?? '').replace(/\/+$/, '')
  // An Azure resource alone: the rest of the address is the same for everyone.
  const isResource = preset?.baseUrl === null && new URL(url).pathname === '/'
  return isResource && apiVersion === undefined ? `${url}/openai/v1` : url
}

function quirksFor({ quirks }: Settings, preset: Preset | undefined): Quirks {
  const base = preset?.quirks ?? OPEN_SERVER_QUIRKS
  return {
    streamUsage: quirks.streamUsage ?? base.streamUsage,
    rename: quirks.rename ?? base.rename,
    drop: quirks.drop ?? base.drop,
    anyTool: quirks.anyTool ?? base.anyTool,
    dropFromMessages: quirks.dropFromMessages ?? base.dropFromMessages,
  }
}

function modelFrom(settings: z.infer<typeof ModelSettings>): ProviderModel {
  const { upstreamName, id = upstreamName, name = id, contextTokens, languages } = settings
  const isChat = settings.kind === 'chat'
  return {
    id,
    upstreamName,
    name,
    contextTokens,
    languages,
    licence: null,
    capabilities: {
      chat: isChat,
      embeddings: !isChat,
      tools: isChat && settings.hasTools,
      jsonSchema: isChat && settings.hasJsonSchema,
    },
  }
}
