import type { Histogram } from './histogram.ts'

/** One metric with all its series, as Prometheus knows it. Names without `_total`. */
export interface Family {
  name: string
  type: 'counter' | 'gauge' | 'histogram'
  help: string
  samples: Sample[]
}

export interface Sample {
  labels: Readonly<Record<string, string>>
  value: number | Histogram
}

export type ExpositionFormat = 'text' | 'openmetrics'

/** prometheus.io/docs/instrumenting/exposition_formats, and OpenMetrics 1.0. */
export const CONTENT_TYPES: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/** What the scraper prefers of the two, by its Accept header. */
export function formatFor(accept: string | null): ExpositionFormat {
  const wishes = (accept ?? '').split(',').map((one) => {
    const [type = '', ...parameters] = one.split(';').map((part) => part.trim().toLowerCase())
    const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
    return { type, q: q === undefined ? 1 : Number(q) || 0 }
  })
  const best = (types: string[]) =>
    Math.max(0, ...wishes.filter(({ type }) => types.includes(type)).map(({ q }) => q))
  const openmetrics = best(['application/openmetrics-text'])
  return openmetrics > 0 && openmetrics >= best(['text/plain', 'text/*']) ? 'openmetrics' : 'text'
}

/** The whole answer to a scrape. */
export function writeFamilies(families: readonly Family[], format: ExpositionFormat): string {
  const lines: string[] = []
  for (const family of families) {
    if (family.samples.length === 0) continue
    const suffix = family.type === 'counter' ? '_total' : ''
    // The older format names the sample in these lines, the newer the family.
    const named = format === 'text' ? family.name + suffix : family.name
    lines.push(`# HELP ${named} ${escapeHelp(family.help)}`, `# TYPE ${named} ${family.type}`)
    for (const { labels, value } of family.samples) {
      if (typeof value === 'number') {
        lines.push(`${family.name}${suffix}${labelsOf(labels)} ${numberOf(value)}`)
      } else writeHistogram(lines, { name: family.name, labels, histogram: value })
    }
  }
  if (format === 'openmetrics') lines.push('# EOF')
  return `${lines.join('\n')}\n`
}

function writeHistogram(
  lines: string[],
  series: { name: string; labels: Readonly<Record<string, string>>; histogram: Histogram },
): void {
  const { name, labels, histogram } = series
  const own = labelsOf(labels)
  // Escaped once, not once a bucket: there are many.
  const upTo = `${name}_bucket${own === '' ? '{' : `${own.slice(0, -1)},`}le="`
  let sum = 0
  for (const [at, bound] of histogram.bounds.entries()) {
    sum += histogram.counts[at] ?? 0
    lines.push(`${upTo}${boundOf(bound)}"} ${sum}`)
  }
  lines.push(
    `${upTo}+Inf"} ${histogram.count}`,
    `${name}_sum${own} ${numberOf(histogram.sum)}`,
    `${name}_count${own} ${histogram.count}`,
  )
}

/** OpenMetrics wants bounds as floating-point numbers. */
function boundOf(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound)
}

function numberOf(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (value === Infinity) return '+Inf'
  return value === -Infinity ? '-Inf' : String(value)
}

function labelsOf(labels: Readonly<Record<string, string>>): string {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`)
  return parts.length === 0 ? '' : `{${parts.join(',')}}`
}

function escapeLabel(value: string): string {
  return value
    .toWellFormed()
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('"', String.raw`\"`)
    .replaceAll('\n', String.raw`\n`)
}

function escapeHelp(help: string): string {
  return help.replaceAll('\\', String.raw`\\`).replaceAll('\n', String.raw`\n`)
}
