import type { TokenUsage } from '#server/dialects/conversation.ts'
import type { Price, UnitPrices } from '#server/providers/price.ts'
import { PRICE_LIST } from './price-list/price-list.ts'
import type { UsageUnits } from './usage-units.ts'

export type { Price } from '#server/providers/price.ts'

/** A price of one model at one provider, from its date until the next one of the same model. */
export interface PriceRow extends Price {
  /** The name of the preset, or a provider's own id in the configuration. */
  provider: string
  /** As the provider knows the model. */
  model: string
}

export interface PriceRequest {
  presetName: string | null
  /** Prices may be set for one provider of the configuration alone; absent: by preset only. */
  providerId?: string
  upstreamModel: string
  /** The deployment's own price: beats every list. */
  override: Price | null
  /** Prices have a date; a call has the price of its moment. */
  atMs: number
  /** Whose own prices go first; absent: those of the configuration alone. */
  tenantId?: string
}

export interface PriceList {
  /** Undefined: not known, which is never the same as free. */
  find(request: PriceRequest): Price | undefined
  /** Replaces what was set here; the shipped list stays below it. With a tenant: for that one alone; none: it has no rows of its own. */
  override(rows: readonly PriceRow[], tenantId?: string): void
  /** Whether an organisation has prices of its own; all others have the same. */
  hasOwn(tenantId: string): boolean
  /** Goes up whenever a price may have changed. */
  readonly version: number
  /** All rows that may hold, own ones first. */
  list(tenantId?: string): { row: PriceRow; isOwn: boolean }[]
}

export interface PriceListOptions {
  /** From the configuration or the admin pages: beat the shipped rows of the same model. */
  overrides?: readonly PriceRow[]
  /** What ships with Galerne; nothing is ever fetched. */
  shipped?: readonly PriceRow[]
}

export function createPriceList(options: PriceListOptions = {}): PriceList {
  const shipped = options.shipped ?? PRICE_LIST
  const base = index(shipped)
  const ours = (rows: readonly PriceRow[]) => ({ rows, byName: index(rows) })
  let own = ours(options.overrides ?? [])
  const ofTenants = new Map<string, typeof own>()
  const ownOf = (tenantId = '') => ofTenants.get(tenantId) ?? own
  let version = 0
  return {
    get version() {
      return version
    },
    find({ presetName, providerId, upstreamModel, override, atMs, tenantId }) {
      if (override) return override
      for (const rows of [ownOf(tenantId).byName, base]) {
        const byProvider = providerId && rows.get(keyOf(providerId, upstreamModel))
        const byPreset = presetName && rows.get(keyOf(presetName, upstreamModel))
        const found = at(byProvider || undefined, atMs) ?? at(byPreset || undefined, atMs)
        if (found) return found
      }
      return undefined
    },
    override(rows, tenantId) {
      if (tenantId === undefined) own = ours(rows)
      else if (rows.length > 0) ofTenants.set(tenantId, ours(rows))
      else ofTenants.delete(tenantId)
      version += 1
    },
    hasOwn: (tenantId) => ofTenants.has(tenantId),
    list: (tenantId) => [
      ...ownOf(tenantId).rows.map((row) => ({ row, isOwn: true })),
      ...shipped.map((row) => ({ row, isOwn: false })),
    ],
  }
}

interface DatedRow {
  row: PriceRow
  fromMs: number
}

/** The newest row comes first. */
function index(rows: readonly PriceRow[]): Map<string, DatedRow[]> {
  const dated = rows.map((row) => ({ row, fromMs: Date.parse(row.date) }))
  const newestFirst = dated.toSorted((a, b) => b.fromMs - a.fromMs)
  return Map.groupBy(newestFirst, ({ row }) => keyOf(row.provider, row.model))
}

function at(rows: DatedRow[] | undefined, atMs: number): PriceRow | undefined {
  return rows?.find(({ fromMs }) => fromMs <= atMs)?.row
}

function keyOf(provider: string, model: string): string {
  return `${provider}/${model}`
}

const MILLION = 1_000_000

/**
 * What a usage costs, in whole micro-units of the price's currency, rounded half up once. Tokens that are billed apart (cached,
 * written to the cache, audio, reasoning) are part of the input or output and are taken out of it first.
 * @param extra What is not counted in tokens, and how long the call took, for hardware that is paid by the hour.
 */
export function costOf(
  usage: TokenUsage,
  price: Price,
  extra: { units?: UsageUnits | undefined; durationMs?: number } = {},
): number {
  const millionths = costOfTokens(usage, priceFor(usage, price))
  if (!price.units || !hasUnits(price.units, extra.units)) {
    if (Number.isSafeInteger(millionths)) return dividedByMillion(millionths)
    return roundedRatio(BigInt(Math.round(millionths)), BigInt(MILLION))
  }
  // By the hour and by the million at once: exact in whole numbers over a common denominator.
  const perHourMs = BigInt(3_600_000) * BigInt(MILLION)
  const units = costOfUnits(extra.units ?? {}, price.units, extra.durationMs ?? 0)
  return roundedRatio(BigInt(Math.round(millionths)) * 3_600_000n + units, perHourMs)
}

/** Most calls of models that may search have not searched: they are reckoned in the short way. */
function hasUnits(
  { requestMicros, computeHourMicros }: UnitPrices,
  counted: UsageUnits | undefined,
): boolean {
  return requestMicros !== undefined || computeHourMicros !== undefined || counted !== undefined
}

/** Some ask more for every token of a call that is long. */
function priceFor(usage: TokenUsage, price: Price): Price {
  const { longContext } = price
  return longContext && (usage.longestInputTokens ?? usage.inputTokens) > longContext.aboveTokens
    ? { ...price, ...longContext }
    : price
}

/** In millionths of a micro-unit. */
function costOfTokens(usage: TokenUsage, price: Price): number {
  const { inputTokens, outputTokens, cachedInputTokens: cached, reasoningTokens } = usage
  const { cacheWriteTokens = 0, audioInputTokens = 0, audioOutputTokens = 0 } = usage
  const hourTokens = Math.min(usage.cacheWriteHourTokens ?? 0, cacheWriteTokens)
  const writeMicros = price.cacheWriteMicros ?? price.inputMicros
  const { inputMicros, outputMicros } = price
  const plainInput = Math.max(0, inputTokens - cached - cacheWriteTokens - audioInputTokens)
  const plainOutput = Math.max(0, outputTokens - reasoningTokens - audioOutputTokens)
  return (
    plainInput * inputMicros +
    cached * (price.cachedInputMicros ?? inputMicros) +
    (cacheWriteTokens - hourTokens) * writeMicros +
    hourTokens * (price.cacheWriteHourMicros ?? writeMicros) +
    audioInputTokens * (price.audioInputMicros ?? inputMicros) +
    plainOutput * outputMicros +
    reasoningTokens * (price.reasoningMicros ?? outputMicros) +
    audioOutputTokens * (price.audioOutputMicros ?? outputMicros)
  )
}

/** In millionths of a micro-unit, times the milliseconds of an hour. */
function costOfUnits(counted: UsageUnits, units: UnitPrices, durationMs: number): bigint {
  const { images = 0, pages = 0, searches = 0, audioMs = 0, characters = 0 } = counted
  const single =
    (counted.requests ?? 1) * (units.requestMicros ?? 0) +
    images * (units.imageMicros ?? 0) +
    pages * (units.pageMicros ?? 0) +
    searches * (units.searchMicros ?? 0)
  const ofMillion = characters * (units.charactersMillionMicros ?? 0)
  const ofHour =
    Math.round(audioMs) * (units.audioHourMicros ?? 0) +
    Math.round(durationMs) * (units.computeHourMicros ?? 0)
  const perMillion = BigInt(Math.round(single)) * BigInt(MILLION) + BigInt(Math.round(ofMillion))
  return perMillion * 3_600_000n + BigInt(Math.round(ofHour)) * BigInt(MILLION)
}

/** Exact for every safe integer, which a floating division is not. */
function dividedByMillion(millionths: number): number {
  const rest = millionths % MILLION
  return (millionths - rest) / MILLION + (rest >= MILLION / 2 ? 1 : 0)
}

function roundedRatio(numerator: bigint, denominator: bigint): number {
  return Number((2n * numerator + denominator) / (2n * denominator))
}

/** The price of own hardware for which none was set: nothing, and known to be nothing. */
export const FREE: Price = {
  currency: 'EUR',
  inputMicros: 0,
  cachedInputMicros: null,
  cacheWriteMicros: null,
  outputMicros: 0,
  reasoningMicros: null,
  audioInputMicros: null,
  source: 'own hardware',
  date: '1970-01-01',
}
