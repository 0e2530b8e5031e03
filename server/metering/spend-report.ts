import type { SpendReport, SpendRow } from '#wire/money.ts'
import type { Pricing } from './pricing.ts'
import type { SpendLine, SpendRange, SpendStore } from './spend-store.ts'

/** What was spent in a range of days, in the currency of reports, the dearest first (of days: in their order). */
export async function reportSpend(
  tenantId: string,
  range: SpendRange,
  { store, pricing }: { store: SpendStore; pricing: Pricing },
): Promise<SpendReport> {
  const lines = await store.report(tenantId, range)
  // An owner is told of with their kind: `person:…`.
  const subjectOf = (id: string) => (range.by === 'owner' ? id.slice(id.indexOf(':') + 1) : id)
  const hasNames = range.by === 'key' || range.by === 'owner' || range.by === 'group'
  const ids = hasNames ? lines.map(({ id }) => subjectOf(id)) : []
  const names = await store.names(tenantId, ids)
  const rows = [...Map.groupBy(lines, ({ id }) => id)].map(([id, same]) =>
    sumOf(same, { id, label: names.get(subjectOf(id)) ?? null, pricing }),
  )
  const { from, to, by, timeZone } = range
  return {
    from,
    to,
    by,
    timeZone,
    currency: pricing.currency,
    rows: rows.toSorted((a, b) =>
      by === 'day' ? a.id.localeCompare(b.id) : b.micros - a.micros || a.id.localeCompare(b.id),
    ),
    total: sumOf(lines, { id: '', label: null, pricing }),
  }
}

function sumOf(
  lines: readonly SpendLine[],
  { id, label, pricing }: { id: string; label: string | null; pricing: Pricing },
): SpendRow {
  const sum: SpendRow = { id, label, ...NOTHING }
  for (const line of lines) {
    const from = line.currency ?? pricing.currency
    sum.micros += pricing.convert(line.micros, from, pricing.currency)
    sum.wasteMicros += pricing.convert(line.wasteMicros, from, pricing.currency)
    for (const name of COUNTS) sum[name] += line[name]
  }
  return sum
}

const COUNTS = [
  'requests',
  'inputTokens',
  'outputTokens',
  'cachedInputTokens',
  'reasoningTokens',
  'unpriced',
  'estimated',
  'cacheHits',
] as const

const NOTHING = {
  requests: 0,
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  micros: 0,
  wasteMicros: 0,
  unpriced: 0,
  estimated: 0,
  cacheHits: 0,
}

/** RFC 4180, with a header. Amounts are decimal numbers in the currency that the header names. */
export function toCsv({ by, currency, rows, total }: SpendReport): string {
  const header = [
    by,
    'name',
    'requests',
    'input_tokens',
    'output_tokens',
    'cached_input_tokens',
    'reasoning_tokens',
    `spend_${currency.toLowerCase()}`,
    `waste_${currency.toLowerCase()}`,
    'requests_without_price',
    'requests_estimated',
    'cache_hits',
  ]
  const lines = [...rows, { ...total, id: 'total' }].map((row) => [
    row.id,
    row.label ?? '',
    row.requests,
    row.inputTokens,
    row.outputTokens,
    row.cachedInputTokens,
    row.reasoningTokens,
    decimal(row.micros),
    decimal(row.wasteMicros),
    row.unpriced,
    row.estimated,
    row.cacheHits,
  ])
  return [header, ...lines].map((line) => `${line.map(csvField).join(',')}\r\n`).join('')
}

function decimal(micros: number): string {
  return `${Math.trunc(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, '0')}`
}

/** A text that a spreadsheet would take for a formula gets an apostrophe: names of models are anybody's to choose. */
function csvField(value: string | number): string {
  const text = String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
