import { Tags, type ProviderInfo } from '#wire/providers.ts'
import { AppError } from '#server/lib/app-error.ts'
import { canDo, UNKNOWN_TAGS } from '#server/providers/provider-model.ts'
import { describePlace } from '#server/providers/place-tags.ts'
import { findPreset } from '#server/providers/presets.ts'
import type { DeploymentTags, Provider, ProviderModel } from '#server/providers/provider.ts'
import { fieldsOf } from './provider-fields.ts'
import { optionsFrom } from './provider-form.ts'
import type { ProviderSecrets } from './provider-secrets.ts'
import type { RunningProvider } from './running-providers.ts'

/** A provider that is written in galerne.yaml, or comes along. */
export function describeConfigured(provider: Provider, where: string | undefined): ProviderInfo {
  const models = provider.listModels()
  return {
    id: provider.id,
    origin: where === undefined ? 'built-in' : 'configuration',
    where: where ?? null,
    preset: provider.presetName,
    protocols: [...provider.dialects],
    // The configuration's addresses are for those who can read the file.
    baseUrl: null,
    apiVersion: null,
    tags: tagsFrom(models[0]?.tags ?? UNKNOWN_TAGS),
    declaredTags: {},
    place: provider.place,
    models: models.map(modelInfo),
    isEnabled: true,
    values: {},
    secretNames: [],
    problem: null,
    createdAt: null,
    updatedAt: null,
  }
}

export function describeStored(
  { stored, problem }: RunningProvider,
  secrets: ProviderSecrets,
): ProviderInfo {
  const { id, settings } = stored
  const preset = typeof settings['preset'] === 'string' ? settings['preset'] : null
  const known = attempt(() => secrets.read(stored)) ?? {}
  const made = attempt(() => optionsFrom(id, settings, known))
  const tags = made?.models[0]?.tags ?? UNKNOWN_TAGS
  return {
    id,
    origin: 'stored',
    where: null,
    preset,
    protocols: [...(made?.protocols ?? [])],
    baseUrl: typeof settings['baseUrl'] === 'string' ? settings['baseUrl'] : null,
    apiVersion: typeof settings['apiVersion'] === 'string' ? settings['apiVersion'] : null,
    tags: tagsFrom(tags),
    declaredTags: Tags.partial().safeParse(settings['tags']).data ?? {},
    place: describePlace(tags),
    models: (made?.models ?? []).map(modelInfo),
    isEnabled: stored.isEnabled,
    values: valuesOf(settings, preset),
    secretNames: Object.keys(known),
    problem,
    createdAt: stored.createdAt.toISOString(),
    updatedAt: stored.updatedAt.toISOString(),
  }
}

function modelInfo(model: ProviderModel): ProviderInfo['models'][number] {
  const { upstreamName, id, name, contextTokens, maxOutputTokens, capabilities } = model
  return {
    upstreamName,
    id: id === upstreamName ? null : id,
    name,
    kind: canDo(model, 'embeddings') && !canDo(model, 'chat') ? 'embedding' : 'chat',
    contextTokens,
    maxOutputTokens,
    hasVision: capabilities.vision,
    hasReasoning: capabilities.reasoning,
  }
}

function tagsFrom(tags: DeploymentTags): ProviderInfo['tags'] {
  return { ...tags, certifications: [...tags.certifications] }
}

/** What the form's plain fields were filled in with. */
function valuesOf(settings: Record<string, unknown>, preset: string | null) {
  const values: Record<string, string> = {}
  for (const { name, isSecret } of fieldsOf(findPreset(preset ?? ''))) {
    const [group = '', member] = name.split('.')
    const found = member === undefined ? settings[group] : memberOf(settings[group], member)
    if (!isSecret && typeof found === 'string') values[name] = found
  }
  return values
}

function memberOf(group: unknown, member: string): unknown {
  if (typeof group !== 'object' || group === null) return undefined
  return Object.entries(group).find(([name]) => name === member)?.[1]
}

/** Undefined where it cannot be had; only expected failures are. */
export function attempt<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}
