import type { DeploymentHealth } from '#server/gateway/routing/health.ts'
import type { CallMetrics, CallSeries } from './call-metrics.ts'
import type { Family, Sample } from './exposition.ts'
import type { Histogram } from './histogram.ts'
import type { ProcessGauges } from './process-gauges.ts'
import { METRICS, operationName, providerName } from './semantic-conventions.ts'

/** What the metrics are made of, asked for when somebody collects them. */
export interface MetricSources {
  calls: CallMetrics
  gauges: () => ProcessGauges
  health: () => DeploymentHealth[]
  /** The preset of a provider; null: none. */
  presetOf: (providerId: string) => string | null
  /** What was not exported or not logged, by where it was lost. */
  dropped: () => Readonly<Record<string, number>>
  version: string
  startSeconds: number
  cpuSeconds: () => number
}

const STATES = ['closed', 'half-open', 'cooling', 'open', 'quarantined'] as const

/** All metrics as they stand. Labels are names from the configuration: no key, no person, no tenant. */
export function listFamilies(sources: MetricSources): Family[] {
  return [...callFamilies(sources), ...healthFamilies(sources.health()), ...ownFamilies(sources)]
}

function callFamilies(sources: MetricSources): Family[] {
  return [...histogramFamilies(sources), ...counterFamilies(sources)]
}

function histogramFamilies({ calls, presetOf }: MetricSources): Family[] {
  const all = calls.series()
  const each = (value: (series: CallSeries) => Histogram): Sample[] =>
    all
      .map((series) => ({ labels: labelsOf(series, presetOf), value: value(series) }))
      .filter(({ value: { count } }) => count > 0)
  const tokens = (type: 'input' | 'output'): Sample[] =>
    all
      .map((series) => ({
        labels: { ...labelsOf(series, presetOf), gen_ai_token_type: type },
        value: type === 'input' ? series.inputTokens : series.outputTokens,
      }))
      .filter(({ value }) => value.count > 0)
  return [
    {
      name: METRICS.duration,
      type: 'histogram',
      help: 'How long requests took, from the first byte read to the last byte written, in seconds.',
      samples: each(({ duration }) => duration),
    },
    {
      name: METRICS.firstChunk,
      type: 'histogram',
      help: 'Until the first content of a streamed answer, from the attempt on that gave it, in seconds.',
      samples: each(({ firstChunk }) => firstChunk),
    },
    {
      name: METRICS.firstToken,
      type: 'histogram',
      help: 'Until the first content of a streamed answer, in seconds.',
      samples: each(({ firstToken }) => firstToken),
    },
    {
      name: METRICS.perOutputToken,
      type: 'histogram',
      help: 'Per token of a streamed answer after the first, in seconds.',
      samples: each(({ perOutputToken }) => perOutputToken),
    },
    {
      name: METRICS.tokens,
      type: 'histogram',
      help: 'Tokens of a request, read (input) or written (output).',
      samples: [...tokens('input'), ...tokens('output')],
    },
  ]
}

function counterFamilies({ calls, presetOf }: MetricSources): Family[] {
  const all = calls.series()
  const each = (value: (series: CallSeries) => number): Sample[] =>
    all.map((series) => ({ labels: labelsOf(series, presetOf), value: value(series) }))
  return [
    {
      name: 'galerne_cached_input_tokens',
      type: 'counter',
      help: 'Tokens that were read from a prompt cache of the provider.',
      samples: each(({ cachedInputTokens }) => cachedInputTokens),
    },
    {
      name: 'galerne_reasoning_tokens',
      type: 'counter',
      help: 'Tokens that models thought with.',
      samples: each(({ reasoningTokens }) => reasoningTokens),
    },
    {
      name: 'galerne_attempts',
      type: 'counter',
      help: 'Calls of providers, one or more a request.',
      samples: each(({ attempts }) => attempts),
    },
    {
      name: 'galerne_cost_micros',
      type: 'counter',
      help: 'What requests cost, in millionths of the currency.',
      samples: all.flatMap((series) =>
        [...series.costs].map(([currency, value]) => ({
          labels: { ...labelsOf(series, presetOf), currency },
          value,
        })),
      ),
    },
    {
      name: 'galerne_refused_requests',
      type: 'counter',
      help: 'Requests that were turned away before a provider was called.',
      samples: [...calls.refusals()].map(([code, value]) => ({
        labels: { error_type: code },
        value,
      })),
    },
  ]
}

function labelsOf(series: CallSeries, presetOf: MetricSources['presetOf']) {
  const { model, providerId, operation, errorCode } = series
  return {
    gen_ai_operation_name: operationName(operation),
    gen_ai_provider_name: providerName(presetOf(providerId), providerId),
    gen_ai_request_model: model,
    galerne_provider: providerId,
    error_type: errorCode,
  }
}

function healthFamilies(health: DeploymentHealth[]): Family[] {
  const labels = ({ providerId, upstreamName }: DeploymentHealth) => ({
    galerne_provider: providerId,
    upstream_model: upstreamName,
  })
  const measured = (
    name: string,
    help: string,
    value: (one: DeploymentHealth) => number | null,
  ) => {
    const samples = health.flatMap((one) => {
      const here = value(one)
      return here === null ? [] : [{ labels: labels(one), value: here }]
    })
    return { name, help, type: 'gauge' as const, samples: distinct(samples) }
  }
  const states = health.flatMap((one) =>
    STATES.map((state) => ({
      labels: { ...labels(one), state },
      value: one.state === state ? 1 : 0,
    })),
  )
  return [
    {
      name: 'galerne_deployment_state',
      type: 'gauge',
      help: '1 for the state that the deployment is in: only closed and half-open take calls.',
      samples: distinct(states),
    },
    measured('galerne_deployment_in_flight', 'Calls under way.', ({ inFlight }) => inFlight),
    measured(
      'galerne_deployment_first_content_seconds',
      'Moving average of the time to the first content.',
      ({ latencyMs }) => (latencyMs === null ? null : latencyMs / 1000),
    ),
    measured(
      'galerne_deployment_tokens_per_second',
      'Moving average of the speed after the first content.',
      ({ tokensPerSecond }) => tokensPerSecond,
    ),
    measured(
      'galerne_deployment_error_ratio',
      'Moving share of the calls that failed.',
      ({ errorRate }) => errorRate,
    ),
  ]
}

/** One deployment may stand under several names that users see: Prometheus refuses a sample that comes twice. */
function distinct(samples: Sample[]): Sample[] {
  return [...new Map(samples.map((one) => [JSON.stringify(one.labels), one])).values()]
}

function ownFamilies(sources: MetricSources): Family[] {
  const gauges = sources.gauges()
  const gauge = (name: string, help: string, value: number): Family => ({
    name,
    help,
    type: 'gauge',
    samples: [{ labels: {}, value }],
  })
  return [
    gauge('galerne_requests_in_flight', 'Requests under way.', gauges.inFlight),
    gauge('galerne_requests_waiting', 'Of these, those that wait for a deployment.', gauges.queued),
    gauge(
      'galerne_event_loop_delay_seconds',
      'How late the event loop was: the 99th percentile since the last sample.',
      gauges.loopDelayMs / 1000,
    ),
    gauge('galerne_ledger_waiting', 'Usage records not yet in the database.', gauges.ledgerWaiting),
    gauge('process_resident_memory_bytes', 'Memory of this process.', gauges.memoryBytes),
    gauge('process_start_time_seconds', 'When this process began.', sources.startSeconds),
    {
      name: 'process_cpu_seconds',
      type: 'counter',
      help: 'Processor time of this process.',
      samples: [{ labels: {}, value: sources.cpuSeconds() }],
    },
    {
      name: 'galerne_observations_dropped',
      type: 'counter',
      help: 'What was seen and not kept, because there was too much at once or its destination was away.',
      samples: Object.entries(sources.dropped()).map(([destination, value]) => ({
        labels: { destination },
        value,
      })),
    },
    {
      name: 'galerne_build_info',
      type: 'gauge',
      help: 'The version that runs.',
      samples: [{ labels: { version: sources.version }, value: 1 }],
    },
  ]
}
