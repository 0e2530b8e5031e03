import type { Preset } from './preset.ts'
import { UNKNOWN_TAGS } from './provider-model.ts'
import type { ProviderSettings } from './provider-settings.ts'
import type { DeploymentTags } from './provider.ts'

/**
 * What a preset says of where its supplier computes and under whose law, and what whoever set it up declared. A preset knows
 * its own addresses alone: of any other nothing is known but what was declared.
 */
export function tagsFor(settings: ProviderSettings, preset: Preset | undefined): DeploymentTags {
  const { region, baseUrl } = settings
  const declared = said(settings.tags)
  if (!preset) return { ...UNKNOWN_TAGS, ...(region !== undefined && { region }), ...declared }
  if (baseUrl === undefined) {
    const place = region === undefined ? undefined : preset.regions?.[region]?.tags
    const named = region !== undefined && { region }
    return { ...UNKNOWN_TAGS, ...preset.tags, ...named, ...place, ...declared }
  }
  return { ...UNKNOWN_TAGS, ...knownAt(new URL(baseUrl), preset, region), ...declared }
}

/** What holds at an address that was written out. */
function knownAt(url: URL, preset: Preset, region: string | undefined): Partial<DeploymentTags> {
  // Whoever runs a server of open models has it at an address of his own.
  if (preset.tags.isOwnHardware) return preset.tags
  const place = Object.values(preset.regions ?? {}).find((one) => isAt(url, one.baseUrl))
  if (place) return { ...preset.tags, ...place.tags }
  if (preset.baseUrl !== null) return isAt(url, preset.baseUrl) ? preset.tags : {}
  if (!isOfCloud(url, preset.template ?? preset.exampleUrl)) return {}
  const isInRegion =
    region !== undefined && url.hostname.split(/[.-]aiplatform|\./).includes(region)
  return { ...preset.tags, ...(isInRegion && { region }) }
}

function isAt(url: URL, address: string | undefined): boolean {
  return address !== undefined && !address.includes('{') && url.origin === new URL(address).origin
}

/** Clouds give each customer a name of its own below theirs. */
function isOfCloud({ hostname, protocol }: URL, template = ''): boolean {
  const domain = /^https:\/\/[^/]*?([a-z]+\.[a-z]+)(?:\/|$)/.exec(template)?.[1]
  return protocol === 'https:' && domain !== undefined && hostname.endsWith(`.${domain}`)
}

function said(tags: ProviderSettings['tags']): Partial<DeploymentTags> {
  const known = Object.entries(tags).filter(([, value]) => value !== undefined)
  return Object.fromEntries(known)
}

/** A place for people to read: `EU (swedencentral), Microsoft`; null: nothing was declared. Whose law holds is no place. */
export function describePlace(tags: DeploymentTags): string | null {
  const { dataZone, region, operator, isOwnHardware } = tags
  const where = dataZone && region ? `${dataZone} (${region})` : (dataZone ?? region)
  const who = operator ?? (isOwnHardware ? 'own hardware' : null)
  return [where, who].filter((text) => text !== null).join(', ') || null
}
