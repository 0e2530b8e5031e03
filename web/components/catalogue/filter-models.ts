import type { CatalogueDeployment, CatalogueModel } from '#wire/catalogue.ts'
import { whereComputed } from './where-computed.ts'

/** Everything that narrows the list; empty and false: not narrowed. */
export interface ModelFilter {
  text: string
  /** An operation, or the name of a capability. */
  capability: string
  /** BCP 47 */
  language: string
  where: '' | 'own' | 'eu'
  operator: string
  licence: string
  isReadyOnly: boolean
  /** The most that a million tokens of input may cost, in units of its currency. */
  maxPrice: number | null
}

export const NO_FILTER: ModelFilter = {
  text: '',
  capability: '',
  language: '',
  where: '',
  operator: '',
  licence: '',
  isReadyOnly: false,
  maxPrice: null,
}

export const SORT_KEYS = ['name', 'price', 'latency', 'speed', 'context'] as const
export type SortKey = (typeof SORT_KEYS)[number]

/** Whatever it is not is the name. */
export function toSort(text: string | null): SortKey {
  return SORT_KEYS.find((key) => key === text) ?? 'name'
}

export function toWhere(text: string | null): ModelFilter['where'] {
  return text === 'own' || text === 'eu' ? text : ''
}

/** Those that have all of what is asked for; a model is in where one of its deployments is. */
export function filterModels(
  models: readonly CatalogueModel[],
  filter: ModelFilter,
): CatalogueModel[] {
  const words = fold(filter.text).split(/\s+/).filter(Boolean)
  return models.filter((model) => {
    if (filter.capability !== '' && !can(model, filter.capability)) return false
    if (filter.language !== '' && !speaks(model, filter.language)) return false
    if (filter.licence !== '' && model.licence?.name !== filter.licence) return false
    if (!model.deployments.some((deployment) => fits(deployment, filter))) return false
    const text = fold(searchTextOf(model))
    return words.every((word) => text.includes(word))
  })
}

/** A closed list: whatever is neither an operation nor one of these is not had. */
export const FLAGS = [
  'tools',
  'jsonSchema',
  'vision',
  'reasoning',
  'audioInput',
  'documents',
] as const

export function can({ capabilities }: CatalogueModel, wanted: string): boolean {
  if (capabilities.operations.includes(wanted)) return true
  const flag = FLAGS.find((name) => name === wanted)
  return flag !== undefined && capabilities[flag]
}

function speaks({ languages }: CatalogueModel, wanted: string): boolean {
  return languages.some((tag) => tag === wanted || tag.startsWith(`${wanted}-`))
}

function fits(deployment: CatalogueDeployment, filter: ModelFilter): boolean {
  const { tags, price } = deployment
  const where = whereComputed(tags)
  if (filter.where === 'own' && where !== 'own') return false
  if (filter.where === 'eu' && where !== 'own' && where !== 'eu') return false
  if (filter.operator !== '' && tags.operator !== filter.operator) return false
  if (filter.isReadyOnly && !isReady(deployment)) return false
  if (filter.maxPrice === null) return true
  return price !== null && price.inputMicros <= filter.maxPrice * 1_000_000
}

/** Whether a call would be answered now. */
export function isReady({ state, health }: CatalogueDeployment): boolean {
  return state !== 'unavailable' && (health === null || /^(?:closed|half-open)$/.test(health.state))
}

function searchTextOf({ id, name, deployments }: CatalogueModel): string {
  const places = deployments.flatMap((one) => [
    one.providerId,
    one.upstreamName,
    one.place ?? '',
    one.tags.operator ?? '',
  ])
  return [id, name, ...places].join(' ')
}

/** Without case and marks: “modele” finds “Modèle”. */
function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()
}

/** What is not known comes last, whichever way round. */
export function sortModels(models: readonly CatalogueModel[], key: SortKey): CatalogueModel[] {
  if (key === 'name') {
    const { compare } = new Intl.Collator(undefined, { numeric: true })
    return models.toSorted((a, b) => compare(a.name, b.name))
  }
  const valueOf = VALUES[key]
  return models.toSorted((a, b) => (valueOf(a) ?? Infinity) - (valueOf(b) ?? Infinity))
}

const VALUES: Record<Exclude<SortKey, 'name'>, (model: CatalogueModel) => number | null> = {
  price: (model) => best(model, ({ price }) => price?.inputMicros),
  latency: (model) => best(model, ({ health }) => health?.latencyMs),
  speed: (model) => best(model, ({ health }) => negative(health?.tokensPerSecond)),
  context: (model) => negative(model.contextTokens) ?? null,
}

function negative(value: number | null | undefined): number | undefined {
  return value === null || value === undefined ? undefined : -value
}

/** The least over all deployments; null: none says. */
export function best(
  { deployments }: CatalogueModel,
  valueOf: (deployment: CatalogueDeployment) => number | null | undefined,
): number | null {
  const known = deployments.map(valueOf).filter((value) => typeof value === 'number')
  return known.length > 0 ? Math.min(...known) : null
}
