import type { CatalogueDeployment } from '#wire/catalogue.ts'
import type { Tags } from '#wire/providers.ts'

/** ISO 3166 codes of the member states. */
const EU = new Set(
  'AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE EU'.split(' '),
)

/** `unknown`: nobody has declared it, which is not the same as anywhere. */
export type Where = 'own' | 'eu' | 'elsewhere' | 'unknown'

/** Where calls are computed, by what is declared: the data zone, else whose law holds. */
export function whereComputed(
  tags: Pick<Tags, 'isOwnHardware' | 'dataZone' | 'jurisdiction'>,
): Where {
  if (tags.isOwnHardware) return 'own'
  const area = tags.dataZone ?? tags.jurisdiction
  if (area === null) return 'unknown'
  return EU.has(area.toUpperCase()) ? 'eu' : 'elsewhere'
}

/** What is declared of it in short: `EU (swedencentral)`; null: nothing. */
export function placeOf({ dataZone, jurisdiction, region }: Tags): string | null {
  const area = dataZone ?? jurisdiction
  if (area === null || region === null) return area ?? region
  return area.toLowerCase() === region.toLowerCase() ? area : `${area} (${region})`
}

const ORDER: Where[] = ['own', 'eu', 'elsewhere', 'unknown']

/** Of several deployments, each place once, the nearest first. */
export function placesOf(deployments: readonly CatalogueDeployment[]): Where[] {
  const found = new Set(deployments.map(({ tags }) => whereComputed(tags)))
  return ORDER.filter((where) => found.has(where))
}
