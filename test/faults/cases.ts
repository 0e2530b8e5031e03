import type { WorldOptions } from './world.ts'

/** What is promised of a call that meets a fault. */
export type Promised =
  /** The whole answer, from the second provider (or the first, asked again); the caller notices nothing. */
  | 'rescued'
  /** The whole answer, from the first provider at once. */
  | 'borne'
  /** An error, before the first byte or as an event; never an end that says that all is there. */
  | 'told'

export interface FaultCase {
  /** Of the table in docs/faults.md. */
  row: number
  name: string
  /** `[[fault: …]]` of the fake; `{n}` becomes a number of pieces. Empty: the fault is elsewhere. */
  directive: string
  promise: Promised
  /** Only of streams, or only of answers that are not; absent: of both. */
  only?: 'stream' | 'whole'
  world?: Partial<Omit<WorldOptions, 'caller' | 'protocol'>>
  /** Codes of the error that may be told. */
  codes?: readonly string[]
  /** How many calls the providers may see; absent: two. */
  maxCalls?: number
  /** Only of providers that speak one of these; absent: of all. */
  protocols?: readonly string[]
}

const ALONE = { isAlone: true }
/** Two providers, of which the first alone meets it. */
const once = (directive: string) => `${directive} times=1`

/** Every fault of a call, by the rows of the reliability table. */
export const CASES: readonly FaultCase[] = [
  {
    row: 1,
    name: 'nobody listens',
    directive: '',
    promise: 'rescued',
    world: { firstUrl: 'http://127.0.0.1:9/v1' },
  },
  {
    row: 1,
    name: 'no such host',
    directive: '',
    promise: 'rescued',
    world: { firstUrl: 'http://no-such-host.invalid/v1' },
  },
  {
    row: 1,
    name: 'TLS where there is none',
    directive: '',
    promise: 'rescued',
    world: { firstUrl: 'TLS' },
  },
  {
    row: 2,
    name: 'connecting hangs',
    directive: '',
    promise: 'rescued',
    world: { firstUrl: 'http://192.0.2.1/v1', hangs: true },
  },
  {
    row: 3,
    name: 'never answers',
    directive: once('net=hang'),
    promise: 'rescued',
    world: { hangs: true },
  },
  {
    row: 3,
    name: 'never answers, alone',
    directive: 'net=hang',
    promise: 'told',
    world: { ...ALONE, hangs: true },
    codes: ['provider_timeout'],
    maxCalls: 1,
  },
  { row: 4, name: 'reset before headers', directive: once('net=rst'), promise: 'rescued' },
  {
    row: 4,
    name: 'reset before headers, alone',
    directive: once('net=rst'),
    promise: 'rescued',
    world: ALONE,
  },
  { row: 6, name: '429, seconds', directive: once('status=429 retry-after=1'), promise: 'rescued' },
  {
    row: 6,
    name: '429, milliseconds',
    directive: once('status=429 retry-after-ms=900'),
    promise: 'rescued',
  },
  {
    row: 6,
    name: '429, absurd',
    directive: once('status=429 retry-after=1000000000'),
    promise: 'rescued',
  },
  {
    row: 6,
    name: '429, alone',
    directive: 'status=429 retry-after=30',
    promise: 'told',
    world: ALONE,
    codes: ['rate_limited'],
    maxCalls: 1,
  },
  {
    row: 7,
    name: 'all say 429',
    directive: 'status=429 retry-after=30',
    promise: 'told',
    codes: ['rate_limited'],
  },
  ...[500, 502, 503, 529].map((status): FaultCase => ({
    row: 8,
    name: `${status} once`,
    directive: once(`status=${status}`),
    promise: 'rescued',
  })),
  {
    row: 8,
    name: 'all say 503',
    directive: 'status=503',
    promise: 'told',
    codes: ['provider_unavailable'],
  },
  { row: 9, name: '401', directive: once('status=401'), promise: 'rescued' },
  { row: 9, name: '403', directive: once('status=403'), promise: 'rescued' },
  {
    row: 10,
    name: 'context too long',
    directive: 'status=400 code=context_length_exceeded',
    promise: 'told',
    maxCalls: 1,
  },
  {
    row: 10,
    name: 'content filtered',
    directive: 'status=400 code=content_policy_violation',
    promise: 'told',
    maxCalls: 1,
  },
  ...['error', 'html', 'page', 'empty'].map((body): FaultCase => ({
    row: 11,
    name: `200 with ${body}`,
    directive: once(`body=${body}`),
    promise: 'rescued',
  })),
  { row: 11, name: 'half a body', directive: once('body=cut'), promise: 'rescued', only: 'whole' },
  {
    row: 11,
    name: 'an error event at once',
    directive: once('error=0'),
    promise: 'rescued',
    only: 'stream',
  },
  {
    row: 13,
    name: 'cut before the first content',
    directive: once('cut=0'),
    promise: 'rescued',
    only: 'stream',
  },
  {
    row: 13,
    name: 'cut in the middle',
    directive: 'cut={n}',
    promise: 'told',
    only: 'stream',
    maxCalls: 1,
  },
  {
    row: 13,
    name: 'reset in the middle',
    directive: 'reset={n}',
    promise: 'told',
    only: 'stream',
    maxCalls: 1,
  },
  {
    row: 13,
    name: 'an error in the middle',
    directive: 'error={n}',
    promise: 'told',
    only: 'stream',
    maxCalls: 1,
  },
  {
    row: 13,
    name: 'what is not JSON in the middle',
    directive: 'malformed={n}',
    promise: 'told',
    only: 'stream',
    maxCalls: 2,
  },
  {
    row: 13,
    name: 'neither reason nor end',
    directive: 'finish=never done=never usage=none',
    promise: 'told',
    only: 'stream',
    maxCalls: 1,
    protocols: ['openai-chat'],
  },
  {
    row: 13,
    name: 'cut in the middle, wanted whole',
    directive: once('cut={n}'),
    promise: 'rescued',
    only: 'stream',
    world: { route: { delivery: 'whole' } },
  },
  {
    row: 15,
    name: 'duplicate events',
    directive: 'events=duplicate',
    promise: 'borne',
    only: 'stream',
  },
  {
    row: 15,
    name: 'reordered events',
    directive: 'events=reorder',
    promise: 'borne',
    only: 'stream',
  },
  {
    row: 15,
    name: 'unknown events',
    directive: 'events=unknown',
    promise: 'borne',
    only: 'stream',
  },
  { row: 15, name: 'cut anywhere', directive: 'split={n}', promise: 'borne', only: 'stream' },
  { row: 15, name: 'usage that makes no sense', directive: 'usage=wrong', promise: 'borne' },
  { row: 15, name: 'usage not told', directive: 'usage=none', promise: 'borne' },
  {
    row: 17,
    name: 'silence in the middle',
    directive: 'stall={n}',
    promise: 'told',
    only: 'stream',
    world: { hangs: true },
    maxCalls: 1,
  },
  {
    row: 18,
    name: 'byte by byte',
    directive: 'drip=20',
    promise: 'told',
    only: 'stream',
    world: { ...ALONE, hangs: true, route: { limits: { firstContentMs: 700, totalMs: 900 } } },
  },
  { row: 20, name: 'compressed bomb', directive: once('net=bomb'), promise: 'rescued' },
]
