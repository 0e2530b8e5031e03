import type { PresetField } from '#wire/providers.ts'
import type { AuthKind, Preset } from './preset.ts'
import { CLOUD_PRESETS } from './presets/clouds.ts'
import { EUROPEAN_PRESETS } from './presets/europe.ts'
import { OTHER_PRESETS } from './presets/others.ts'
import { OWN_PRESETS } from './presets/own-hardware.ts'

export type { Preset } from './preset.ts'

/** Every supplier that is known beforehand. A new one is an entry in one of these, and nothing else. */
export const PRESETS: Readonly<Record<string, Preset>> = {
  ...EUROPEAN_PRESETS,
  ...CLOUD_PRESETS,
  ...OTHER_PRESETS,
  ...OWN_PRESETS,
}

export function findPreset(name: string): Preset | undefined {
  return Object.hasOwn(PRESETS, name) ? PRESETS[name] : undefined
}

/** The parts of its address that whoever adds it must name: `resource`, `region`, `project`. */
export function addressPartsOf({ template }: Preset): string[] {
  const parts = [...(template ?? '').matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name)
  return [...new Set(parts)]
}

const plain = (name: string, isNeeded: boolean): PresetField => ({
  name,
  isSecret: false,
  isNeeded,
  isLong: false,
})
const secret = (name: string, isNeeded: boolean): PresetField => ({
  ...plain(name, isNeeded),
  isSecret: true,
})

/** What a form asks for beyond address, tags and models, in the words of galerne.yaml. */
export function presetFields(preset: Preset): PresetField[] {
  const parts = addressPartsOf(preset)
  const regions = preset.regions && !parts.includes('region') ? [plain('region', false)] : []
  const isOnly = preset.auth.length === 1 && preset.needsKey
  const auth = preset.auth.flatMap((kind) => AUTH_FIELDS[kind](isOnly))
  return [...parts.map((name) => plain(name, false)), ...regions, ...auth]
}

const AUTH_FIELDS: Record<AuthKind, (isOnly: boolean) => PresetField[]> = {
  key: (isOnly) => [secret('apiKey', isOnly)],
  entra: (isOnly) => [
    plain('entra.tenantId', isOnly),
    plain('entra.clientId', isOnly),
    secret('entra.clientSecret', isOnly),
  ],
  google: (isOnly) => [{ ...secret('google.credentials', isOnly), isLong: true }],
  aws: (isOnly) => [
    plain('aws.accessKeyId', isOnly),
    secret('aws.secretAccessKey', isOnly),
    secret('aws.sessionToken', false),
  ],
}
