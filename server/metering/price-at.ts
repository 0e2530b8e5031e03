import type { Price, TierName, UnitPrices } from '#server/providers/price.ts'
import { FREE } from './prices.ts'

/**
 * The price at which a provider handles a call of a service tier. Null: not known. Cheaper tiers of which no price is known cost
 * what all calls cost, which is never too little; a dearer one is not known then.
 */
export function priceAt(price: Price, tier: string | undefined): Price | null {
  if (!isTier(tier) || price === FREE || price.units?.computeHourMicros !== undefined) return price
  const own = price.tiers?.[tier]
  if (!own) return tier === 'priority' ? null : price
  if (!('percent' in own)) return { ...price, ...own }
  const part = (micros: number) => Math.round((micros * own.percent) / 100)
  const orNull = (micros: number | null | undefined) => (micros == null ? null : part(micros))
  const { longContext } = price
  return {
    ...price,
    inputMicros: part(price.inputMicros),
    outputMicros: part(price.outputMicros),
    cachedInputMicros: orNull(price.cachedInputMicros),
    cacheWriteMicros: orNull(price.cacheWriteMicros),
    cacheWriteHourMicros: orNull(price.cacheWriteHourMicros),
    reasoningMicros: orNull(price.reasoningMicros),
    audioInputMicros: orNull(price.audioInputMicros),
    audioOutputMicros: orNull(price.audioOutputMicros),
    ...(price.units && { units: partOfUnits(price.units, part) }),
    ...(longContext && {
      longContext: {
        aboveTokens: longContext.aboveTokens,
        inputMicros: part(longContext.inputMicros),
        cachedInputMicros: orNull(longContext.cachedInputMicros),
        outputMicros: part(longContext.outputMicros),
      },
    }),
  }
}

/**
 * The same, for what is held before a call: a cheaper tier may turn out not to be had, and then the plain price is asked. A batch
 * is a batch.
 */
export function priceToHold(price: Price, tier: string | undefined): Price | null {
  return tier === 'flex' ? price : priceAt(price, tier)
}

/** Of what is read, heard, spoken and made; what is asked for each call and each search stays. */
function partOfUnits(units: UnitPrices, part: (micros: number) => number): UnitPrices {
  const names = ['imageMicros', 'pageMicros', 'audioHourMicros', 'charactersMillionMicros'] as const
  const parts = names.flatMap((name) => {
    const micros = units[name]
    return micros === undefined ? [] : [[name, part(micros)] as const]
  })
  return { ...units, ...Object.fromEntries(parts) }
}

function isTier(tier: string | undefined): tier is TierName {
  return tier === 'batch' || tier === 'flex' || tier === 'priority'
}
