import type { PresetField } from '#wire/providers.ts'
import { presetFields, type Preset } from '#server/providers/presets.ts'

const KEY: PresetField = { name: 'apiKey', isSecret: true, isNeeded: false, isLong: false }

/** What a form asks for beyond address, tags and models. Settings under other names are not taken from a form. */
export function fieldsOf(preset: Preset | undefined): PresetField[] {
  return preset ? presetFields(preset) : [KEY]
}

/** The texts at these names (`aws.region`) put into the settings, each into its group. */
export function putFields(
  settings: Record<string, unknown>,
  texts: Readonly<Record<string, string>>,
  fields: readonly PresetField[],
): Record<string, unknown> {
  const result = structuredClone(settings)
  for (const { name } of fields) {
    const text = texts[name]
    if (text === undefined || text === '') continue
    const [group = '', member] = name.split('.')
    if (member === undefined) result[group] = text
    else result[group] = { ...groupOf(result, group), [member]: text }
  }
  return result
}

function groupOf(settings: Record<string, unknown>, name: string): object {
  const group = settings[name]
  return typeof group === 'object' && group !== null ? group : {}
}
