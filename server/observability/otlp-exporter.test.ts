import assert from 'node:assert/strict'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { after, before, beforeEach, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { z } from 'zod'
import { createManualClock } from '#server/lib/clock.ts'
import { silentLog } from '#server/lib/log.ts'
import { listenOnLoopback } from '#server/lib/loopback.ts'
import { Secret } from '#server/lib/secret.ts'
import { createCallMetrics } from './call-metrics.ts'
import { createOtlpExporter, type OtlpExporterOptions } from './otlp-exporter.ts'
import { sendPost } from './post.ts'
import { failedOver, recordOf } from './testing.ts'
import { readTraceParent } from './trace-context.ts'

/** What we rely on of opentelemetry-proto's JSON. */
const Attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })
const Traces = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(Attribute) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string().regex(/^[0-9a-f]{32}$/),
              spanId: z.string().regex(/^[0-9a-f]{16}$/),
              parentSpanId: z.string().optional(),
              name: z.string(),
              kind: z.int(),
              startTimeUnixNano: z.string().regex(/^\d{19}$/),
              endTimeUnixNano: z.string().regex(/^\d{19}$/),
              attributes: z.array(Attribute),
              status: z.object({ code: z.int() }),
            }),
          ),
        }),
      ),
    }),
  ),
})

interface Heard {
  path: string
  headers: IncomingHttpHeaders
  body: unknown
}
const heard: Heard[] = []
let answer = { status: 200, headers: {} }
let endpoint = ''
const collector = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    const body: unknown = JSON.parse(gunzipSync(Buffer.concat(chunks)).toString())
    heard.push({ path: request.url ?? '', headers: request.headers, body })
    response.writeHead(answer.status, answer.headers).end('{}')
  })
})
before(async () => {
  endpoint = `http://127.0.0.1:${await listenOnLoopback(collector)}`
})
after(() => collector.close())
beforeEach(() => {
  heard.length = 0
  answer = { status: 200, headers: {} }
})

const calls = createCallMetrics()
calls.observe(recordOf())
const clock = createManualClock(Date.UTC(2026, 10, 22, 12))
function exporter(options: Partial<OtlpExporterOptions> & { sampling?: number } = {}) {
  return createOtlpExporter({
    settings: {
      endpoint,
      headers: { authorization: new Secret('Bearer collector') },
      sampling: options.sampling ?? 1,
      serviceName: 'galerne',
    },
    sendPost,
    listFamilies: () => [
      {
        name: 'gen_ai_client_operation_duration_seconds',
        type: 'histogram',
        help: 'How long.',
        samples: calls.series().map(({ duration, model }) => ({
          labels: { gen_ai_request_model: model, error_type: '' },
          value: duration,
        })),
      },
    ],
    presetOf: () => 'mistral',
    version: '1.2.3',
    startMs: clock.now() - 1000,
    clock,
    log: silentLog,
    ...options,
  })
}
const spansHeard = () =>
  heard
    .filter(({ path }) => path === '/v1/traces')
    .flatMap(({ body }) => Traces.parse(body).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))

test('a request becomes a span, and each attempt one below it, with names for generative AI', async () => {
  const otlp = exporter()
  otlp.record(failedOver(), undefined)
  await otlp.flush()
  const spans = spansHeard()
  const [request, first, second] = spans
  assert.equal(spans.length, 3)
  assert.equal(request?.name, 'chat mistral-large')
  assert.equal(request?.parentSpanId, undefined)
  assert.deepEqual(
    [first, second].map((span) => [span?.parentSpanId, span?.traceId, span?.status.code]),
    [
      [request?.spanId, request?.traceId, 2],
      [request?.spanId, request?.traceId, 0],
    ],
  )
  const attributes = Object.fromEntries(request?.attributes.map((a) => [a.key, a.value]) ?? [])
  assert.deepEqual(attributes['gen_ai.provider.name'], { stringValue: 'mistral_ai' })
  assert.deepEqual(attributes['gen_ai.usage.output_tokens'], { intValue: '20' })
  const answered = Object.fromEntries(second?.attributes.map((a) => [a.key, a.value]) ?? [])
  assert.deepEqual(answered['gen_ai.response.time_to_first_chunk'], { doubleValue: 0.2 })
  assert.deepEqual(attributes['galerne.attempts'], { intValue: '2' })
  assert.equal(heard[0]?.headers.authorization, 'Bearer collector')
})

test('metrics go along, under the names that OpenTelemetry gives them', async () => {
  const otlp = exporter()
  await otlp.flush()
  const metrics = heard.find(({ path }) => path === '/v1/metrics')
  const text = JSON.stringify(metrics?.body)
  assert.match(text, /"name":"gen_ai.client.operation.duration","unit":"s"/)
  assert.match(text, /"key":"gen_ai.request.model","value":\{"stringValue":"mistral-large"\}/)
  assert.doesNotMatch(text, /error\.type/)
})

test('a caller’s trace goes on here, and its own word on sampling counts', async () => {
  const otlp = exporter({ sampling: 0 })
  const parent = readTraceParent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01')
  otlp.record(recordOf(), parent)
  otlp.record(recordOf(), undefined)
  otlp.record(recordOf({ outcome: 'failed', errorCode: 'provider_error' }), undefined)
  await otlp.flush()
  const requests = spansHeard().filter(({ kind }) => kind === 2)
  assert.deepEqual(
    requests.map(({ traceId, parentSpanId }) => [traceId.slice(0, 8), parentSpanId]),
    [
      ['0af76519', 'b7ad6b7169203331'],
      [requests[1]?.traceId.slice(0, 8), undefined],
    ],
  )
})

test('a collector that is away costs a bounded queue, is left alone for a while, and gets what is left', async () => {
  let isAway = true
  let tries = 0
  const otlp = exporter({
    sendPost: (post) => {
      tries += 1
      return isAway ? Promise.reject(new Error('ECONNREFUSED')) : sendPost(post)
    },
  })
  for (let at = 0; at < 5000; at += 1) otlp.record(recordOf(), undefined)
  await otlp.flush()
  await otlp.flush()
  assert.equal(tries, 1)
  assert.ok(otlp.dropped() > 0)
  isAway = false
  clock.advance(60_000)
  await otlp.flush()
  assert.equal(spansHeard().filter(({ kind }) => kind === 2).length + otlp.dropped(), 5000)
})

test('what a collector refuses for good is dropped and counted, and what it wants later is sent later', async () => {
  const otlp = exporter()
  otlp.record(recordOf(), undefined)
  answer = { status: 400, headers: {} }
  await otlp.flush()
  assert.equal(otlp.dropped(), 1)
  otlp.record(recordOf(), undefined)
  answer = { status: 429, headers: { 'retry-after': '30' } }
  await otlp.flush()
  clock.advance(20_000)
  answer = { status: 200, headers: {} }
  heard.length = 0
  await otlp.flush()
  assert.equal(spansHeard().length, 0)
  clock.advance(11_000)
  await otlp.flush()
  assert.equal(spansHeard().filter(({ kind }) => kind === 2).length, 1)
  assert.equal(otlp.dropped(), 1)
})
