/**
 * What a provider asks for a million tokens, in integer micro-units of the currency. Null: not billed apart (the plain input
 * or output price holds then).
 */
export interface Price {
  currency: 'EUR' | 'USD'
  inputMicros: number
  cachedInputMicros: number | null
  cacheWriteMicros: number | null
  /** Of what is kept for an hour; absent: as all that is written. */
  cacheWriteHourMicros?: number | null
  outputMicros: number
  reasoningMicros: number | null
  audioInputMicros: number | null
  audioOutputMicros?: number | null
  /** What is not billed by tokens, or not by tokens alone; absent: nothing is. */
  units?: UnitPrices
  /** What all tokens of a call cost once its input is longer than that; absent: the same. */
  longContext?: {
    aboveTokens: number
    inputMicros: number
    cachedInputMicros: number | null
    outputMicros: number
  }
  /** Of calls of other service tiers, and of batches; absent: nobody has said. */
  tiers?: Partial<Record<TierName, TierPrice>>
  /** Where the price was read. */
  source: string
  /** The day from which it is known to hold, `2026-10-01`. */
  date: string
}

export type TierName = 'batch' | 'flex' | 'priority'

/** A part of the prices of tokens, pages, pictures and sound, or prices of its own for tokens; all else is as elsewhere. */
export type TierPrice =
  | { percent: number }
  | { inputMicros: number; cachedInputMicros: number | null; outputMicros: number }

/** Micro-units of the currency for one of each (`…Million`: for a million, `…Hour`: for an hour), integers; absent: not billed. */
export interface UnitPrices {
  requestMicros?: number
  imageMicros?: number
  pageMicros?: number
  searchMicros?: number
  audioHourMicros?: number
  charactersMillionMicros?: number
  /** Of own hardware: for the time that a call takes. */
  computeHourMicros?: number
}
