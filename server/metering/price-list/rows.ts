import type { UnitPrices } from '#server/providers/price.ts'
import type { PriceRow } from '../prices.ts'

export interface PricePage {
  /** The preset's name. */
  provider: string
  currency: 'EUR' | 'USD'
  source: string
  /** The day on which two independent public lists agreed on these prices, `2026-08-06`. */
  date: string
}

/** For a million tokens, in the currency itself. */
interface MorePrices {
  cached?: number
  cacheWrite?: number
  /** Of what is kept for an hour. */
  cacheWriteHour?: number
  reasoning?: number
  audioIn?: number
  audioOut?: number
  /** What all tokens of a call cost once its input is longer than `above` tokens. */
  longContext?: { above: number; input: number; output: number; cached?: number }
  /** In micro-units. */
  units?: UnitPrices
  /** Of calls that go first. */
  priority?: { input: number; output: number; cached: number }
}

/** What is the same for all rows of a page. */
export interface PageTerms {
  /** Percent of the price of tokens. */
  batch?: number
  flex?: number
  /** Of a search of the web, in micro-units. */
  searchMicros?: number
}

export type Row = [model: string, input: number, output: number, more?: MorePrices]

/** A provider's price page as rows of the price list: people read prices for a million tokens. */
export function priceRows(
  page: PricePage,
  rows: readonly Row[],
  terms: PageTerms = {},
): PriceRow[] {
  return rows.map(([model, input, output, more = {}]) => ({
    ...page,
    model,
    inputMicros: toMicros(input),
    outputMicros: toMicros(output),
    cachedInputMicros: orNull(more.cached),
    cacheWriteMicros: orNull(more.cacheWrite),
    ...(more.cacheWriteHour !== undefined && {
      cacheWriteHourMicros: toMicros(more.cacheWriteHour),
    }),
    ...tiersOf(more, terms),
    reasoningMicros: orNull(more.reasoning),
    audioInputMicros: orNull(more.audioIn),
    audioOutputMicros: orNull(more.audioOut),
    ...unitsOf(more, terms),
    ...(more.longContext && {
      longContext: {
        aboveTokens: more.longContext.above,
        inputMicros: toMicros(more.longContext.input),
        cachedInputMicros: orNull(more.longContext.cached),
        outputMicros: toMicros(more.longContext.output),
      },
    }),
  }))
}

function tiersOf({ priority }: MorePrices, { batch, flex }: PageTerms): Pick<PriceRow, 'tiers'> {
  const tiers: PriceRow['tiers'] = {
    ...(batch !== undefined && { batch: { percent: batch } }),
    ...(flex !== undefined && { flex: { percent: flex } }),
    ...(priority && {
      priority: {
        inputMicros: toMicros(priority.input),
        cachedInputMicros: toMicros(priority.cached),
        outputMicros: toMicros(priority.output),
      },
    }),
  }
  return Object.keys(tiers).length > 0 ? { tiers } : {}
}

function unitsOf({ units }: MorePrices, { searchMicros }: PageTerms): Pick<PriceRow, 'units'> {
  if (searchMicros === undefined) return units ? { units } : {}
  return { units: { searchMicros, ...units } }
}

/** Decimal prices are not exact in binary: 0.07 × 10⁶ must be 70 000. */
export function toMicros(price: number): number {
  return Math.round(price * 1_000_000)
}

function orNull(price: number | undefined): number | null {
  return price === undefined ? null : toMicros(price)
}
