import type { Family, Sample } from './exposition.ts'
import type { Histogram } from './histogram.ts'
import { OTLP_ATTRIBUTES, OTLP_METRICS } from './semantic-conventions.ts'
import { attributesOf, nanosOf } from './spans.ts'

const CUMULATIVE = 2

/** The metrics as opentelemetry-proto's `metrics.proto` has them, in its JSON: all since the process began. */
export function otlpMetricsOf(families: readonly Family[], startMs: number, nowMs: number) {
  const times = { startTimeUnixNano: nanosOf(startMs), timeUnixNano: nanosOf(nowMs) }
  return families
    .filter(({ samples }) => samples.length > 0)
    .map(({ name, type, help, samples }) => {
      const own = OTLP_METRICS[name] ?? { name: name.replaceAll('_', '.'), unit: '' }
      const dataPoints = samples.map((sample) => ({
        ...times,
        attributes: attributesOf(renamed(sample.labels)),
        ...valueOf(sample.value),
      }))
      return { ...own, description: help, ...shapeOf(type, dataPoints) }
    })
}

function shapeOf<T>(type: Family['type'], dataPoints: T[]) {
  if (type === 'gauge') return { gauge: { dataPoints } }
  if (type === 'histogram') {
    return { histogram: { dataPoints, aggregationTemporality: CUMULATIVE } }
  }
  return { sum: { dataPoints, aggregationTemporality: CUMULATIVE, isMonotonic: true } }
}

function valueOf(value: number | Histogram) {
  if (typeof value === 'number') return { asDouble: value }
  return {
    count: String(value.count),
    sum: value.sum,
    bucketCounts: Array.from(value.counts, String),
    explicitBounds: [...value.bounds],
  }
}

/** OpenTelemetry's own names of the attributes, and none that is empty. */
function renamed(labels: Sample['labels']): Record<string, string> {
  const kept = Object.entries(labels).filter(([, value]) => value !== '')
  return Object.fromEntries(kept.map(([name, value]) => [OTLP_ATTRIBUTES[name] ?? name, value]))
}
