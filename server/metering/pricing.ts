import type { TokenUsage } from '#server/dialects/conversation.ts'
import type { Price } from '#server/providers/price.ts'
import type { Provider, ProviderModel } from '#server/providers/provider.ts'
import { convert, type Currency, type ExchangeRate } from './currency.ts'
import { costOf, FREE, type PriceList } from './prices.ts'
import type { UsageUnits } from './usage-units.ts'
import { priceToHold } from './price-at.ts'
import { TOKENS_OF_MADE_PICTURE, tokensOfPicture, type Pictures } from './picture-tokens.ts'

/** What of a deployment its price depends on. */
export interface PricedDeployment {
  provider: Pick<Provider, 'id' | 'presetName'>
  model: Pick<
    ProviderModel,
    'upstreamName' | 'price' | 'tags' | 'maxOutputTokens' | 'contextTokens'
  >
}

export interface Pricing {
  /** Null: not known. Own hardware for which nothing is set costs nothing. */
  priceOf(deployment: PricedDeployment, atMs: number, tenantId: string): Price | null
  /** In another currency, at the configured rate. */
  convert(micros: number, from: Currency, to: Currency): number
  /** The currency of reports. */
  readonly currency: Currency
  readonly rate: ExchangeRate
}

export interface PricingOptions {
  prices: PriceList
  currency: Currency
  rate: ExchangeRate
}

/** A price has a day from which it holds, so that what was found is good for the rest of the hour. */
const KEPT_MS = 3_600_000

type Known = WeakMap<
  PricedDeployment['model'],
  { hour: number; version: number; providerId: string; price: Price | null }
>

export function createPricing({ prices, currency, rate }: PricingOptions): Pricing {
  const everybodys: Known = new WeakMap()
  /** Of organisations with prices of their own. */
  const own = new Map<string, Known>()
  const knownTo = (tenantId: string) => {
    if (!prices.hasOwn(tenantId)) return everybodys
    const known: Known = own.get(tenantId) ?? new WeakMap()
    own.set(tenantId, known)
    return known
  }
  return {
    currency,
    rate,
    convert: (micros, from, to) => convert(micros, { from, to }, rate),
    priceOf({ provider, model }, atMs, tenantId) {
      const hour = Math.floor(atMs / KEPT_MS)
      const { version } = prices
      const known = knownTo(tenantId)
      const entry = known.get(model)
      const isGood =
        entry?.hour === hour && entry.version === version && entry.providerId === provider.id
      if (isGood) return entry.price
      const found = prices.find({
        presetName: provider.presetName,
        providerId: provider.id,
        upstreamModel: model.upstreamName,
        override: model.price,
        atMs,
        tenantId,
      })
      const price = found ?? (model.tags.isOwnHardware ? FREE : null)
      known.set(model, { hour, version, providerId: provider.id, price })
      return price
    },
  }
}

/** What may be asked for at most, where nobody has said how long an answer may be, and the model does not either. */
const LIKELY_OUTPUT_TOKENS = 4096

export interface EstimateRequest {
  requestBytes: number
  maxTokens: number | null
  choices: number
  /** False: nothing is written (embeddings, OCR…). */
  writesText: boolean
  /** Absent: there are none in it. */
  pictures?: Pictures
  /** Some are paid by tokens. Absent: it makes none. */
  makesPictures?: boolean
}

/** The tokens that a call may use: four bytes one in, pictures by their size, and as many out as it may write. */
export function estimateTokens(
  request: EstimateRequest,
  deployments: readonly PricedDeployment[],
): { inputTokens: number; outputTokens: number } {
  const { requestBytes, maxTokens, choices, writesText, pictures } = request
  const textBytes = requestBytes - (pictures?.bytes ?? 0)
  const inputTokens = Math.ceil(textBytes / 4) + (pictures ? mostFor(pictures, deployments) : 0)
  if (request.makesPictures) return { inputTokens, outputTokens: choices * TOKENS_OF_MADE_PICTURE }
  if (!writesText) return { inputTokens, outputTokens: 0 }
  let most = 0
  for (const { model } of deployments) most = Math.max(most, mostOutput(model, maxTokens))
  if (deployments.length === 0) most = maxTokens ?? LIKELY_OUTPUT_TOKENS
  return { inputTokens, outputTokens: most * choices }
}

/** By the dearest of the suppliers that may get them. */
function mostFor({ sizes }: Pictures, deployments: readonly PricedDeployment[]): number {
  const presets = new Set(deployments.map(({ provider }) => provider.presetName))
  if (presets.size === 0) presets.add(null)
  const counts = [...presets].map((preset) =>
    sizes.reduce((sum, size) => sum + tokensOfPicture(size, preset), 0),
  )
  return Math.max(...counts)
}

/** The most that a model writes in one answer, where nobody has said how long it may be. */
export function mostWritten(model: PricedDeployment['model'] | undefined): number {
  return model?.maxOutputTokens ?? LIKELY_OUTPUT_TOKENS
}

function mostOutput(model: PricedDeployment['model'], maxTokens: number | null): number {
  const most = model.maxOutputTokens ?? (maxTokens === null ? LIKELY_OUTPUT_TOKENS : Infinity)
  return Math.min(most, maxTokens ?? most)
}

export interface EstimateContext {
  deployments: readonly PricedDeployment[]
  tenantId: string
  atMs: number
  pricing: Pricing
  /** How many answers, or pictures, were asked for. */
  choices: number
  /** How many calls it is. */
  requests: number
  /** Searches that are likely, or that were allowed. */
  searches: number
  tier?: string
  cachesForHour?: boolean
}

/** What the dearest of the deployments would ask for so many tokens, in each currency; null: of one the price is not known. */
export function estimateCost(
  tokens: { inputTokens: number; outputTokens: number; longestInputTokens?: number },
  context: EstimateContext,
): Record<Currency, number> | null {
  const { deployments, tenantId, atMs, pricing, requests, tier } = context
  const usage: TokenUsage = {
    ...tokens,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    isEstimated: true,
  }
  const most = { EUR: 0, USD: 0 }
  for (const deployment of deployments) {
    const known = pricing.priceOf(deployment, atMs, tenantId)
    const price = known && priceToHold(known, tier)
    if (!price) return null
    const dearest = dearestTokens(price, context)
    const micros = costOf(usage, dearest, {
      units: likelyUnits(price, context),
      durationMs: 60_000 * requests,
    })
    most.EUR = Math.max(most.EUR, pricing.convert(micros, price.currency, 'EUR'))
    most.USD = Math.max(most.USD, pricing.convert(micros, price.currency, 'USD'))
  }
  return most
}

/** Writing to a cache, audio and reasoning may cost more than plain tokens, and nobody knows beforehand which ones come. */
function dearestTokens(price: Price, { cachesForHour }: EstimateContext): Price {
  const { cacheWriteMicros, reasoningMicros, audioOutputMicros } = price
  const hourMicros = cachesForHour ? (price.cacheWriteHourMicros ?? 0) : 0
  if (
    cacheWriteMicros === null &&
    hourMicros === 0 &&
    reasoningMicros === null &&
    !audioOutputMicros
  )
    return price
  return {
    ...price,
    inputMicros: Math.max(price.inputMicros, cacheWriteMicros ?? 0, hourMicros),
    outputMicros: Math.max(price.outputMicros, reasoningMicros ?? 0, audioOutputMicros ?? 0),
  }
}

/** What a call of its kind is likely to use, where tokens say nothing. */
function likelyUnits(
  { units }: Price,
  { choices: images, requests, searches }: EstimateContext,
): UsageUnits | undefined {
  return (
    units && {
      requests,
      pages: 10 * requests,
      images: images * requests,
      searches: searches * requests,
      audioMs: 600_000 * requests,
      characters: 4000 * requests,
    }
  )
}
