import type { ProviderPreset } from '#wire/providers.ts'
import { PRESETS, type Preset } from '#server/providers/presets.ts'
import { UNKNOWN_TAGS } from '#server/providers/provider-model.ts'
import { fieldsOf } from './provider-fields.ts'

/** The suppliers that are known beforehand, for the form to choose from. */
export function listPresets(): ProviderPreset[] {
  return Object.entries(PRESETS).map(([name, preset]) => ({
    name,
    title: preset.title,
    baseUrl: preset.baseUrl,
    exampleUrl: preset.exampleUrl ?? null,
    fields: fieldsOf(preset),
    needsKey: preset.needsKey,
    regions: Object.keys(preset.regions ?? {}),
    tags: tagsOf(preset),
    hasModelList: preset.modelList !== null,
  }))
}

function tagsOf({ tags }: Preset): ProviderPreset['tags'] {
  const all = { ...UNKNOWN_TAGS, ...tags }
  return { ...all, certifications: [...all.certifications] }
}
