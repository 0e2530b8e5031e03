import { z } from 'zod'
import { plainText } from './plain-text.ts'

export const CurrencyCode = z.enum(['EUR', 'USD'])
export type CurrencyCode = z.infer<typeof CurrencyCode>

/** Millionths of the currency: 1 € is 1 000 000. A thousand million euros at most. */
const Micros = z.int().min(0).max(1_000_000_000_000_000)

/** Whose calls are counted. The organisation's id is empty; a model is the name that callers use. */
export const BudgetSubject = z
  .strictObject({
    kind: z.enum(['organisation', 'group', 'person', 'service', 'key', 'model']),
    id: plainText(200),
  })
  .refine(({ kind, id }) => (kind === 'organisation') === (id === ''), {
    error: 'The organisation has no id; all else must have one.',
    path: ['id'],
  })
export type BudgetSubject = z.infer<typeof BudgetSubject>

const BudgetEnds = {
  /** From here on answers carry a warning, and an alert is sent; null: none. */
  softMicros: Micros.nullable(),
  /** A call that could go over it is refused; null: there is no end. */
  hardMicros: Micros.nullable(),
}

const inOrder = {
  check: ({ softMicros, hardMicros }: { softMicros: number | null; hardMicros: number | null }) =>
    softMicros !== null || hardMicros !== null,
  error: { error: 'Give a warning, an end, or both.', path: ['hardMicros'] },
}

export const CreateBudget = z
  .strictObject({
    subject: BudgetSubject,
    period: z.enum(['day', 'month']),
    currency: CurrencyCode,
    ...BudgetEnds,
  })
  .refine(inOrder.check, inOrder.error)
export type CreateBudget = z.infer<typeof CreateBudget>

export const UpdateBudget = z.strictObject(BudgetEnds).refine(inOrder.check, inOrder.error)
export type UpdateBudget = z.infer<typeof UpdateBudget>

export const Budget = z.object({
  id: z.uuid(),
  subject: BudgetSubject,
  /** For people: the key's name. Null: what the id says, or nobody's any more. */
  label: z.string().nullable(),
  period: z.enum(['day', 'month']),
  currency: CurrencyCode,
  ...BudgetEnds,
  /** In this period. */
  spentMicros: z.int(),
  /** Held by calls and batches under way; what they really use is known at their end. */
  heldMicros: z.int(),
  state: z.enum(['within', 'warned', 'ended']),
  startsAt: z.iso.datetime(),
  resetsAt: z.iso.datetime(),
})
export type Budget = z.infer<typeof Budget>

export const BudgetList = z.object({
  budgets: z.array(Budget),
  /** Where days and months begin. */
  timeZone: z.string(),
  /** Of reports. */
  currency: CurrencyCode,
  /** Micro-dollars that a euro is, and since when; null: none is set, and one counts as the other. */
  rate: z.object({ usdPerEurMicros: z.int(), date: z.string().nullable() }).nullable(),
})
export type BudgetList = z.infer<typeof BudgetList>

export const LimitMetric = z.enum(['requests', 'tokens', 'concurrency'])
export type LimitMetric = z.infer<typeof LimitMetric>

const Amount = z.int().min(0).max(1_000_000_000_000)

export const CreateLimit = z.strictObject({
  subject: BudgetSubject,
  metric: LimitMetric,
  /** A minute; of `concurrency`: at the same time. */
  amount: Amount,
})
export type CreateLimit = z.infer<typeof CreateLimit>

export const UpdateLimit = z.strictObject({ amount: Amount })
export type UpdateLimit = z.infer<typeof UpdateLimit>

export const Limit = z.object({
  id: z.uuid(),
  subject: BudgetSubject,
  label: z.string().nullable(),
  metric: LimitMetric,
  amount: z.int(),
  /** In this minute, or now; as far as this process knows. */
  used: z.int(),
})
export type Limit = z.infer<typeof Limit>

export const LimitList = z.object({ limits: z.array(Limit) })
export type LimitList = z.infer<typeof LimitList>

/** What is left of something that counts the caller's own calls. Of what is shared with others there is no number. */
export const OwnLimit = z.object({
  /** Whose it is. */
  of: z.enum(['organisation', 'group', 'person', 'service', 'key', 'model']),
  metric: z.enum(['money', 'requests', 'tokens']),
  /** A minute of all but money. */
  period: z.enum(['minute', 'day', 'month']),
  /** From 0, nothing, to 1, all of it. */
  leftShare: z.number().min(0).max(1),
  /** In micro-units, requests, tokens; null: it is not the caller's alone. */
  left: z.int().nullable(),
  most: z.int().nullable(),
  currency: CurrencyCode.nullable(),
  resetsAt: z.iso.datetime(),
})
export type OwnLimit = z.infer<typeof OwnLimit>

export const OwnLimitList = z.object({ limits: z.array(OwnLimit) })
export type OwnLimitList = z.infer<typeof OwnLimitList>

export const SpendBy = z.enum([
  'day',
  'key',
  'model',
  'provider',
  'owner',
  'group',
  'operation',
  'purpose',
])
export type SpendBy = z.infer<typeof SpendBy>

const Day = z.iso.date()

export const SpendQuery = z
  .strictObject({
    /** The first day, and the last. */
    from: Day,
    to: Day,
    by: SpendBy,
    format: z.enum(['json', 'csv']).optional(),
  })
  .refine(({ from, to }) => from <= to, { error: '“from” is after “to”.', path: ['from'] })
export type SpendQuery = z.infer<typeof SpendQuery>

export const SpendRow = z.object({
  /** The day, the key's id, the model… */
  id: z.string(),
  /** For people, where the id is not. */
  label: z.string().nullable(),
  requests: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  cachedInputTokens: z.int(),
  reasoningTokens: z.int(),
  /** What callers are charged; of providers: what they ask for. In the currency of reports. */
  micros: z.int(),
  /** Paid to providers, and of no use to a caller. */
  wasteMicros: z.int(),
  /** Requests of which the price is not known: they are in no sum. */
  unpriced: z.int(),
  /** Requests of which the usage was counted by us, because the provider did not tell. */
  estimated: z.int(),
  /** Answered by the response cache, for nothing. */
  cacheHits: z.int(),
})
export type SpendRow = z.infer<typeof SpendRow>

export const SpendReport = z.object({
  from: Day,
  to: Day,
  by: SpendBy,
  currency: CurrencyCode,
  timeZone: z.string(),
  rows: z.array(SpendRow),
  total: SpendRow,
})
export type SpendReport = z.infer<typeof SpendReport>

const PriceMicros = z.int().min(0).max(1_000_000_000_000)

const TierPercent = z.strictObject({ percent: z.number().min(0).max(1000) })

/** Micro-units for a million tokens; of `units`: for one of each. Null: not billed apart. */
export const PriceFields = z.strictObject({
  inputMicros: PriceMicros,
  outputMicros: PriceMicros,
  cachedInputMicros: PriceMicros.nullable().default(null),
  cacheWriteMicros: PriceMicros.nullable().default(null),
  /** Of what is kept for an hour; absent: as all that is written. */
  cacheWriteHourMicros: PriceMicros.nullable().optional(),
  reasoningMicros: PriceMicros.nullable().default(null),
  audioInputMicros: PriceMicros.nullable().default(null),
  audioOutputMicros: PriceMicros.nullable().default(null),
  units: z
    .strictObject({
      requestMicros: PriceMicros,
      imageMicros: PriceMicros,
      pageMicros: PriceMicros,
      searchMicros: PriceMicros,
      audioHourMicros: PriceMicros,
      charactersMillionMicros: PriceMicros,
      computeHourMicros: PriceMicros,
    })
    .partial()
    .optional(),
  /** What calls of other service tiers, and batches, cost of that, in percent; absent: nobody has said. */
  tiers: z
    .strictObject({ batch: TierPercent, flex: TierPercent, priority: TierPercent })
    .partial()
    .optional(),
})
export type PriceFields = z.infer<typeof PriceFields>

export const SetPrice = z.strictObject({
  /** A preset's name, or a provider's of this installation. */
  provider: plainText(100).min(1),
  /** As the provider knows it. */
  model: plainText(200).min(1),
  /** The day from which it holds. */
  validFrom: Day,
  currency: CurrencyCode,
  prices: PriceFields,
  /** Where it was read: a contract, a page. */
  source: plainText(500).min(1),
})
export type SetPrice = z.infer<typeof SetPrice>

export const PriceEntry = z.object({
  /** Null: of the list that ships with Galerne, or of the configuration; it cannot be removed here. */
  id: z.uuid().nullable(),
  provider: z.string(),
  model: z.string(),
  validFrom: z.string(),
  currency: CurrencyCode,
  inputMicros: z.int(),
  outputMicros: z.int(),
  cachedInputMicros: z.int().nullable(),
  source: z.string(),
})
export type PriceEntry = z.infer<typeof PriceEntry>

export const PriceEntryList = z.object({ prices: z.array(PriceEntry) })
export type PriceEntryList = z.infer<typeof PriceEntryList>
