import type { ProviderForm } from '#wire/providers.ts'
import { AppError } from '#server/lib/app-error.ts'
import { httpOptionsFor } from '#server/providers/provider-config.ts'
import { ProvidersSettings } from '#server/providers/provider-settings.ts'
import type { HttpProviderOptions } from '#server/providers/http-provider.ts'
import { findPreset, type Preset } from '#server/providers/presets.ts'
import { fieldsOf, putFields } from './provider-fields.ts'

/** A form in the words of galerne.yaml, so that one schema checks both. Without the secrets. */
export function settingsFrom(form: ProviderForm): Record<string, unknown> {
  const { preset, protocol, baseUrl, apiVersion, tags } = form
  const settings = {
    ...(preset !== null && { preset }),
    ...(protocol !== null && { protocol }),
    ...(baseUrl !== null && { baseUrl }),
    ...(apiVersion !== null && { apiVersion }),
    tags: withoutNull(tags),
    models: form.models.map(modelSettings),
  }
  const plain = fieldsOf(findPreset(preset ?? '')).filter(({ isSecret }) => !isSecret)
  return putFields(settings, form.values, plain)
}

function modelSettings(model: ProviderForm['models'][number]): object {
  const { upstreamName, id, kind, contextTokens, maxOutputTokens, hasVision, hasReasoning } = model
  return {
    upstreamName,
    ...(id !== null && { id }),
    kind,
    contextTokens,
    maxOutputTokens,
    capabilities: {
      ...(hasVision && { vision: true }),
      ...(hasReasoning && { reasoning: true }),
    },
  }
}

/** Null means “as the preset says”, which settings say by silence. */
function withoutNull(tags: ProviderForm['tags']): object {
  return Object.fromEntries(
    Object.entries(tags).filter(([, value]) => value !== null && value !== undefined),
  )
}

export function presetOf(settings: Record<string, unknown>): Preset | undefined {
  const { preset } = settings
  return typeof preset === 'string' ? findPreset(preset) : undefined
}

/**
 * What a provider is made of. Throws AppError `invalid_request` that names what is wrong.
 * @param settings In the words of galerne.yaml, without secrets.
 */
export function optionsFrom(
  id: string,
  settings: Record<string, unknown>,
  secrets: Readonly<Record<string, string>>,
): HttpProviderOptions {
  const preset = presetOf(settings)
  const secret = fieldsOf(preset).filter(({ isSecret }) => isSecret)
  const parsed = ProvidersSettings.safeParse({ [id]: putFields(settings, secrets, secret) })
  const own = parsed.success ? parsed.data[id] : undefined
  if (own) {
    const made = httpOptionsFor(id, own)
    const isOwnHardware = made.models.some(({ tags }) => tags.isOwnHardware)
    return { ...made, reach: isOwnHardware ? 'own-hardware' : 'public' }
  }
  const problems = (parsed.error?.issues ?? []).map(({ path, message }) =>
    `${path.slice(1).map(String).join('.')} ${message}`.trim(),
  )
  const param = parsed.error?.issues[0]?.path.slice(1).map(String).join('.') ?? ''
  throw new AppError('invalid_request', problems.join('; '), { param })
}
