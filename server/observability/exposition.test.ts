import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCallMetrics } from './call-metrics.ts'
import { formatFor, writeFamilies, type Family } from './exposition.ts'
import { listFamilies } from './families.ts'
import { createHistogram, note } from './histogram.ts'
import { providerName } from './semantic-conventions.ts'
import { failedOver, recordOf } from './testing.ts'

const histogram = createHistogram([0.5, 1])
note(histogram, 0.2)
note(histogram, 7)
const FAMILIES: Family[] = [
  {
    name: 'a_seconds',
    type: 'histogram',
    help: 'How long.',
    samples: [{ labels: { model: 'a"b\\c\nd' }, value: histogram }],
  },
  { name: 'b', type: 'counter', help: 'How many.', samples: [{ labels: {}, value: 3 }] },
  { name: 'c', type: 'gauge', help: 'Nothing.', samples: [] },
]
const HISTOGRAM = String.raw`
a_seconds_bucket{model="a\"b\\c\nd",le="0.5"} 1
a_seconds_bucket{model="a\"b\\c\nd",le="1.0"} 1
a_seconds_bucket{model="a\"b\\c\nd",le="+Inf"} 2
a_seconds_sum{model="a\"b\\c\nd"} 7.2
a_seconds_count{model="a\"b\\c\nd"} 2`.trim()

test('metrics are written as Prometheus has read them for long', () => {
  assert.equal(
    writeFamilies(FAMILIES, 'text'),
    `# HELP a_seconds How long.\n# TYPE a_seconds histogram\n${HISTOGRAM}
# HELP b_total How many.\n# TYPE b_total counter\nb_total 3\n`,
  )
})

test('and as OpenMetrics has it, for who prefers that', () => {
  assert.equal(
    writeFamilies(FAMILIES, 'openmetrics'),
    `# HELP a_seconds How long.\n# TYPE a_seconds histogram\n${HISTOGRAM}
# HELP b How many.\n# TYPE b counter\nb_total 3\n# EOF\n`,
  )
  const prometheus =
    'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1'
  assert.equal(formatFor(prometheus), 'openmetrics')
  assert.equal(formatFor('text/plain'), 'text')
  assert.equal(formatFor('application/openmetrics-text;q=0.1,text/plain'), 'text')
  assert.equal(formatFor('*/*'), 'text')
  assert.equal(formatFor(null), 'text')
})

test('no key, person or tenant is in the metrics, and names are bounded', () => {
  const calls = createCallMetrics()
  for (let at = 0; at < 3000; at += 1) calls.observe(recordOf({ model: `model-${at}` }))
  calls.observe({ ...failedOver(), chargeMicros: 1500, currency: 'EUR' })
  calls.refuse('rate_limited')
  assert.ok(calls.series().length <= 501)
  const text = writeFamilies(
    listFamilies({
      calls,
      gauges: () => ({
        inFlight: 1,
        queued: 0,
        loopDelayMs: 2,
        memoryBytes: 3,
        cpuShare: 0.5,
        ledgerWaiting: 4,
      }),
      health: () => [],
      presetOf: () => 'mistral',
      dropped: () => ({ request_log: 5 }),
      version: '1.2.3',
      startSeconds: 1,
      cpuSeconds: () => 2,
    }),
    'text',
  )
  assert.doesNotMatch(text, /01900000-0000|00000000-0000/)
  assert.match(text, /^galerne_refused_requests_total\{error_type="rate_limited"\} 1$/m)
  assert.match(text, /gen_ai_provider_name="mistral_ai"/)
  assert.match(text, /^galerne_cost_micros_total\{[^}]*currency="EUR"\} 1500$/m)
  const lines = text.trim().split('\n')
  const samples = lines.filter((line) => !line.startsWith('#'))
  assert.equal(new Set(samples.map((line) => line.replace(/ \S+$/, ''))).size, samples.length)
})

test('every preset that the convention has a name for is told by it', () => {
  const names = ['azure', 'azure-mistral', 'azure-mistral-serverless', 'azure-anthropic', 'mistral']
  assert.deepEqual(
    names.map((name) => providerName(name, 'ours')),
    [
      'azure.ai.openai',
      'azure.ai.inference',
      'azure.ai.inference',
      'azure.ai.inference',
      'mistral_ai',
    ],
  )
  for (const name of ['scaleway', 'lm-studio']) assert.equal(providerName(name, 'ours'), name)
  assert.equal(providerName(null, 'ours'), 'ours')
})

test('the first chunk is timed from the attempt that gave it, the first token from the request on', () => {
  const calls = createCallMetrics()
  calls.observe({ ...failedOver(), isStream: true })
  const [series] = calls.series()
  assert.deepEqual([series?.firstChunk.sum, series?.firstToken.sum], [0.2, 0.25])
  calls.observe({ ...failedOver(), isStream: false })
  assert.equal(series?.firstChunk.count, 1, 'of whole answers there is none')
})
