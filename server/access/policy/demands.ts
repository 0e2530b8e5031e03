import type { DeploymentPlace, DeploymentRequirements } from '#wire/routing.ts'

/** As a deployment was declared (providers/provider.ts). Null: not known. */
export type PlaceTags = DeploymentPlace

/** The first demand that the tags do not meet, for a person to read. Fails closed: unknown is not met. */
export function findUnmet(
  demands: DeploymentRequirements,
  tags: PlaceTags,
  nowMs = Date.now(),
): string | undefined {
  const { jurisdictions, dataZones, regions, operators, certifications } = demands
  if (jurisdictions && !isUnder(tags.jurisdiction, jurisdictions)) {
    return unmet('jurisdiction', tags.jurisdiction, jurisdictions)
  }
  if (dataZones && !isUnder(tags.dataZone, dataZones)) {
    return unmet('data zone', tags.dataZone, dataZones)
  }
  if (regions && !has(regions, tags.region)) return unmet('region', tags.region, regions)
  if (operators && !has(operators, tags.operator)) {
    return unmet('operator', tags.operator, operators)
  }
  const missing = certifications && findUncertified(certifications, tags, nowMs)
  if (missing !== undefined) return missing
  if (demands.noTraining && tags.trainsOnData !== false) {
    return 'It is not declared that nothing is trained on what is sent there.'
  }
  if (demands.ownHardware && !tags.isOwnHardware) return 'It is not own hardware.'
  const { maxRetentionDays } = demands
  if (maxRetentionDays === undefined) return undefined
  if (tags.retentionDays !== null && tags.retentionDays <= maxRetentionDays) return undefined
  return tags.retentionDays === null
    ? 'It is not declared how long data is kept there.'
    : `Data is kept there for ${tags.retentionDays} days, at most ${maxRetentionDays} are allowed.`
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

function findUncertified(wanted: readonly string[], tags: PlaceTags, nowMs: number) {
  const valid = validCertifications(tags, nowMs)
  const absent = wanted.find((name) => !has(valid, name))
  if (absent === undefined) return undefined
  const held = tags.certifications.find((name) => name.toLowerCase() === absent.toLowerCase())
  const until = held === undefined ? undefined : tags.certificationsUntil?.[held]
  return until === undefined
    ? `It is not certified by ${absent}.`
    : `Its certificate ${absent} ended on ${until}.`
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
