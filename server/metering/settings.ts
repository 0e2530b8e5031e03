import { z } from 'zod'
import { toMicros } from './price-list/rows.ts'
import type { PriceRow } from './prices.ts'

const Money = z.number().min(0).max(1_000_000)
const Optional = Money.optional()

/** The `money:` section of galerne.yaml. */
export const MoneySettings = z.strictObject({
  /** Of reports. */
  currency: z
    .enum(['EUR', 'USD'])
    .meta({ examples: ['EUR'] })
    .default('EUR'),
  /** Where days and months of budgets begin. */
  timeZone: z
    .string()
    .refine(isTimeZone, 'must be a time zone')
    .meta({ examples: ['Europe/Brussels'] })
    .default('Europe/Brussels'),
  /** What a euro is in dollars, for budgets in the one and prices in the other; null: one counts as the other. */
  usdPerEur: z
    .number()
    .min(0.1)
    .max(10)
    .meta({ examples: [1.16] })
    .nullable()
    .default(null),
  /** The day of that rate. */
  rateDate: z.iso
    .date()
    .meta({ examples: ['2026-11-20'] })
    .nullable()
    .default(null),
  /** Where what may be spent cannot be looked up, because the database is away. */
  whenDatabaseIsAway: z
    .enum(['refuse', 'allow'])
    .meta({ examples: ['refuse'] })
    .default('refuse'),
  /** Where a budget has an end and the price of a model is not known. */
  whenPriceIsUnknown: z
    .enum(['refuse', 'allow'])
    .meta({ examples: ['refuse'] })
    .default('refuse'),
})
export type MoneySettings = z.infer<typeof MoneySettings>

const Percent = z.number().min(0).max(1000).optional()

const PriceSetting = z.strictObject({
  /** A preset's name, or a provider's of this file. */
  provider: z.string().min(1),
  /** As the provider knows it. */
  model: z.string().min(1),
  currency: z.enum(['EUR', 'USD']).default('EUR'),
  /** The day from which it holds. */
  from: z.iso.date(),
  /** For a million tokens. */
  input: Money,
  output: Money,
  cachedInput: Optional,
  cacheWrite: Optional,
  cacheWriteHour: Optional,
  reasoning: Optional,
  audioInput: Optional,
  audioOutput: Optional,
  /** For one. */
  request: Optional,
  image: Optional,
  page: Optional,
  search: Optional,
  /** For an hour of audio, and for an hour that own hardware works. */
  audioHour: Optional,
  computeHour: Optional,
  charactersMillion: Optional,
  /** What of the price other tiers cost. */
  batchPercent: Percent,
  flexPercent: Percent,
  priorityPercent: Percent,
})

/** The `prices:` section of galerne.yaml: in the currency itself, as people read prices. */
export const PricesSettings = z.array(PriceSetting).meta({
  examples: [
    [
      {
        provider: 'mistral',
        model: 'mistral-large-latest',
        from: '2026-11-01',
        input: 1.7,
        output: 5.1,
      },
    ],
  ],
})

export function toPriceRows(settings: z.infer<typeof PricesSettings>): PriceRow[] {
  return settings.map((one) => ({
    provider: one.provider,
    model: one.model,
    currency: one.currency,
    date: one.from,
    source: 'galerne.yaml',
    inputMicros: toMicros(one.input),
    outputMicros: toMicros(one.output),
    cachedInputMicros: orNull(one.cachedInput),
    cacheWriteMicros: orNull(one.cacheWrite),
    cacheWriteHourMicros: orNull(one.cacheWriteHour),
    ...tiersOf(one),
    reasoningMicros: orNull(one.reasoning),
    audioInputMicros: orNull(one.audioInput),
    audioOutputMicros: orNull(one.audioOutput),
    ...unitsOf(one),
  }))
}

function tiersOf(setting: z.infer<typeof PriceSetting>): Pick<PriceRow, 'tiers'> {
  const { batchPercent, flexPercent, priorityPercent } = setting
  const tiers = {
    ...(batchPercent !== undefined && { batch: { percent: batchPercent } }),
    ...(flexPercent !== undefined && { flex: { percent: flexPercent } }),
    ...(priorityPercent !== undefined && { priority: { percent: priorityPercent } }),
  }
  return Object.keys(tiers).length > 0 ? { tiers } : {}
}

const UNITS = {
  request: 'requestMicros',
  image: 'imageMicros',
  page: 'pageMicros',
  search: 'searchMicros',
  audioHour: 'audioHourMicros',
  computeHour: 'computeHourMicros',
  charactersMillion: 'charactersMillionMicros',
} as const

function unitsOf(setting: z.infer<typeof PriceSetting>): Pick<PriceRow, 'units'> {
  const units: NonNullable<PriceRow['units']> = {}
  for (const name of [
    'request',
    'image',
    'page',
    'search',
    'audioHour',
    'computeHour',
    'charactersMillion',
  ] as const) {
    const price = setting[name]
    if (price !== undefined) units[UNITS[name]] = toMicros(price)
  }
  return Object.keys(units).length > 0 ? { units } : {}
}

function orNull(price: number | undefined): number | null {
  return price === undefined ? null : toMicros(price)
}

function isTimeZone(name: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}
