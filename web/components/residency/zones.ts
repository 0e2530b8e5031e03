import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { DeploymentPlace } from '#wire/routing.ts'
import type { IconName } from '../../ui/Icon.tsx'

/** How far away a place is, the nearest first. */
export const ZONES = ['own', 'eu-operator', 'eu-region', 'elsewhere', 'unknown'] as const
export type Zone = (typeof ZONES)[number]

export const ZONE_TEXTS: Record<
  Zone,
  { name: MessageDescriptor; about: MessageDescriptor; icon: IconName }
> = {
  own: {
    name: msg`Own hardware`,
    about: msg`Your organisation’s own machines.`,
    icon: 'server',
  },
  'eu-operator': {
    name: msg`EU operator`,
    about: msg`In the EU, by somebody under its law alone.`,
    icon: 'building',
  },
  'eu-region': {
    name: msg`EU region`,
    about: msg`In the EU, by somebody under another law.`,
    icon: 'cloud',
  },
  elsewhere: {
    name: msg`Elsewhere`,
    about: msg`Outside of the EU.`,
    icon: 'language',
  },
  unknown: {
    name: msg`Not declared`,
    about: msg`Nobody has said where this computes.`,
    icon: 'warning',
  },
}

const EU = new Set(
  'EU AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' '),
)
const isInUnion = (code: string | null) => code !== null && EU.has(code.toUpperCase())

/** For the picture alone: what may go where is decided by the server. */
export function zoneOf(tags: DeploymentPlace | null): Zone {
  if (!tags) return 'unknown'
  const { dataZone, jurisdiction, isOwnHardware } = tags
  if (isOwnHardware && (dataZone === null || isInUnion(dataZone))) return 'own'
  if (dataZone === null) return 'unknown'
  if (!isInUnion(dataZone)) return 'elsewhere'
  return isInUnion(jurisdiction) ? 'eu-operator' : 'eu-region'
}
