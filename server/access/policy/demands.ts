import type { DenialCause } from '#wire/denials.ts'
import type { DeploymentPlace, DeploymentRequirements } from '#wire/routing.ts'

/** As a deployment was declared (providers/provider.ts). Null: not known. */
export type PlaceTags = DeploymentPlace

/** A demand that is not met. */
export interface Unmet {
  /** For a person to read. */
  reason: string
  cause: DenialCause
}

/** The first demand that the tags do not meet, for a person to read. */
export function findUnmet(
  demands: DeploymentRequirements,
  tags: PlaceTags,
  nowMs = Date.now(),
): string | undefined {
  return findUnmetDemand(demands, tags, nowMs)?.reason
}

/** The same, with what to call it. Fails closed: unknown is not met. */
export function findUnmetDemand(
  demands: DeploymentRequirements,
  tags: PlaceTags,
  nowMs: number,
): Unmet | undefined {
  const { certifications, maxRetentionDays } = demands
  const elsewhere = findElsewhere(demands, tags)
  if (elsewhere) return elsewhere
  const missing = certifications && findUncertified(certifications, tags, nowMs)
  if (missing) return missing
  if (demands.noTraining && tags.trainsOnData !== false) {
    const reason = 'It is not declared that nothing is trained on what is sent there.'
    return { reason, cause: { code: 'training' } }
  }
  if (demands.ownHardware && !tags.isOwnHardware) {
    return { reason: 'It is not own hardware.', cause: { code: 'not-own-hardware' } }
  }
  if (maxRetentionDays === undefined) return undefined
  if (tags.retentionDays !== null && tags.retentionDays <= maxRetentionDays) return undefined
  const reason =
    tags.retentionDays === null
      ? 'It is not declared how long data is kept there.'
      : `Data is kept there for ${tags.retentionDays} days, at most ${maxRetentionDays} are allowed.`
  return { reason, cause: { code: 'retention', days: maxRetentionDays } }
}

function findElsewhere(demands: DeploymentRequirements, tags: PlaceTags): Unmet | undefined {
  const { jurisdictions, dataZones, regions, operators } = demands
  if (jurisdictions && !isUnder(tags.jurisdiction, jurisdictions)) {
    const code = isUnionAlone(jurisdictions) ? 'not-under-eu-law' : 'demand'
    return { reason: unmet('jurisdiction', tags.jurisdiction, jurisdictions), cause: { code } }
  }
  if (dataZones && !isUnder(tags.dataZone, dataZones)) {
    const code = isUnionAlone(dataZones) ? 'not-in-eu' : 'demand'
    return { reason: unmet('data zone', tags.dataZone, dataZones), cause: { code } }
  }
  const cause = { code: 'demand' } as const
  if (regions && !has(regions, tags.region)) {
    return { reason: unmet('region', tags.region, regions), cause }
  }
  if (operators && !has(operators, tags.operator)) {
    return { reason: unmet('operator', tags.operator, operators), cause }
  }
  return undefined
}

function isUnionAlone(places: readonly string[]): boolean {
  return places.length === 1 && places[0]?.toUpperCase() === 'EU'
}

/** The certificates that hold on this day (UTC). */
export function validCertifications(tags: PlaceTags, nowMs: number): readonly string[] {
  const { certifications, certificationsUntil } = tags
  if (!certificationsUntil) return certifications
  const today = new Date(nowMs).toISOString().slice(0, 10)
  return certifications.filter((name) => {
    const until = certificationsUntil[name]
    return until === undefined || until >= today
  })
}

function findUncertified(
  wanted: readonly string[],
  tags: PlaceTags,
  nowMs: number,
): Unmet | undefined {
  const valid = validCertifications(tags, nowMs)
  const absent = wanted.find((name) => !has(valid, name))
  if (absent === undefined) return undefined
  const held = tags.certifications.find((name) => name.toLowerCase() === absent.toLowerCase())
  const until = held === undefined ? undefined : tags.certificationsUntil?.[held]
  return until === undefined
    ? {
        reason: `It is not certified by ${absent}.`,
        cause: { code: 'not-certified', certificate: absent },
      }
    : {
        reason: `Its certificate ${absent} ended on ${until}.`,
        cause: { code: 'certificate-ended', certificate: absent, until },
      }
}

const EU = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE'.split(' '),
)

/** The Union or one of its members, as jurisdictions and data zones are written. */
export function isInUnion(place: string | null): boolean {
  const code = place?.toUpperCase()
  return code === 'EU' || (code !== undefined && EU.has(code))
}

function isUnder(place: string | null, wanted: readonly string[]): boolean {
  return has(wanted, place) || (has(wanted, 'EU') && isInUnion(place))
}

function has(list: readonly string[], value: string | null): boolean {
  return value !== null && list.some((one) => one.toLowerCase() === value.toLowerCase())
}

function unmet(what: string, is: string | null, wanted: readonly string[]): string {
  const needed = wanted.join(' or ')
  return is === null
    ? `Its ${what} is not declared, and ${needed} is demanded.`
    : `Its ${what} is ${is}, and ${needed} is demanded.`
}
