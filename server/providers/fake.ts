import { createHash } from 'node:crypto'
import { AppError } from '#server/lib/app-error.ts'
import { answerTo, directivesOf, type FakeRequest } from './fake-answer.ts'
import type { Directives } from './fake-faults.ts'
import { REPERTOIRE } from './fake-repertoire.ts'
import { bodyOf, errorBody, streamOf, wait } from './fake-stream.ts'
import { createProviderModel, THIS_MACHINE_TAGS } from './provider-model.ts'
import type { Provider, ProviderCall, ProviderModel, ProviderResponse } from './provider.ts'

export interface FakeOptions {
  id?: string
  /** Pieces (about a word) a second; null: as fast as they are read. */
  piecesPerSecond?: number | null
}

/** The models of the fake: what each is for, and what goes wrong with it every time. */
const HABITS: Record<string, string> = {
  fake: '',
  'fake-slow': 'slow=300 delay=60',
  'fake-busy': 'status=503 retry-after=2',
  'fake-rate-limited': 'status=429 retry-after-ms=1500',
  'fake-cut': 'cut=4',
  'fake-reset': 'reset=4',
  'fake-stall': 'stall=4',
  'fake-error': 'error=4',
}
const EMBEDDING_MODEL = 'fake-embedding'
const DIMENSIONS = 64

/**
 * A provider for development and tests: answers at once, always the same, in the language of the question, and fails on
 * command (fake-faults.ts says how). It speaks OpenAI's chat dialect like every other provider.
 */
export function createFakeProvider({
  id = 'fake',
  piecesPerSecond = null,
}: FakeOptions = {}): Provider {
  const faultsMet = new Map<string, number>()
  const delayMs = piecesPerSecond === null ? 0 : 1000 / piecesPerSecond
  const models = [...Object.keys(HABITS), EMBEDDING_MODEL].map(modelFrom)

  return {
    id,
    presetName: null,
    dialects: ['openai-chat'],
    place: 'this machine (fake)',
    listModels: () => models,
    stateOf: () => ({ state: 'ready', reason: null }),
    async call(call) {
      const request = parse(call.body)
      if (!request) return answer(400, invalidJson())
      if (call.operation === 'embeddings') return answer(200, embeddingsFor(request))
      const directives = directivesOf(request, HABITS[call.model] ?? '')
      if (!isDue(directives, faultsMet)) directives.faults = {}
      return chat({ call, request, directives, delayMs })
    },
    close: () => Promise.resolve(),
  }
}

interface FakeCall {
  call: Pick<ProviderCall, 'isStream' | 'signal'>
  request: FakeRequest
  directives: Directives
  delayMs: number
}

async function chat({ call, request, directives, delayMs }: FakeCall): Promise<ProviderResponse> {
  const { faults } = directives
  const { signal } = call
  if (faults.status !== undefined) {
    if (faults.slow) await wait(faults.slow, signal)
    return answer(faults.status, JSON.stringify(errorBody(faults)), retryHeaders(faults))
  }
  if (faults.body === 'html') {
    const page = '<!doctype html><h1>502 Bad Gateway</h1>'
    return { status: 502, headers: { 'content-type': 'text/html' }, body: oneChunk(page) }
  }
  if (faults.body === 'empty') return answer(200, '')
  const said = answerTo(request, directives)
  if (call.isStream && faults.body !== 'error') {
    const headers = { 'content-type': 'text/event-stream; charset=utf-8' }
    return {
      status: 200,
      headers,
      body: streamOf({ request, answer: said, faults, delayMs, signal }),
    }
  }
  if (faults.slow) await wait(faults.slow, signal)
  if (faults.stall !== undefined) await wait(2 ** 31 - 1, signal)
  if (faults.reset !== undefined) {
    throw new AppError('provider_unavailable', 'The connection broke.')
  }
  const text = JSON.stringify(bodyOf(said, faults))
  const isCut = faults.body === 'cut' || faults.cut !== undefined
  return answer(200, isCut ? text.slice(0, text.length / 2) : text)
}

function answer(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): ProviderResponse {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: oneChunk(body),
  }
}

async function* oneChunk(body: string): AsyncGenerator<Buffer> {
  if (body) yield Buffer.from(body)
}

/** Whether the ordered fault happens this time: `times=2` means the first two calls with the very same directive. */
function isDue({ faults, faultText }: Directives, met: Map<string, number>): boolean {
  if (faults.times === undefined) return true
  const count = (met.get(faultText) ?? 0) + 1
  met.set(faultText, count)
  return count <= faults.times
}

function retryHeaders(faults: Directives['faults']): Record<string, string> {
  const { 'retry-after': seconds, 'retry-after-ms': ms } = faults
  return {
    ...(seconds !== undefined && { 'retry-after': seconds }),
    ...(ms !== undefined && { 'retry-after-ms': ms }),
  }
}

function parse(body: Buffer): FakeRequest | undefined {
  try {
    const request: unknown = JSON.parse(body.toString('utf8'))
    return typeof request === 'object' && request !== null ? request : undefined
  } catch {
    return undefined
  }
}

function invalidJson(): string {
  const message = 'The fake could not read the body as JSON.'
  return JSON.stringify({
    error: { message, type: 'invalid_request_error', param: null, code: 'invalid_json' },
  })
}

/** Vectors of length 1 made from a hash: the same text always gets the same one. OpenAI's client asks for base64. */
function embeddingsFor(request: object): string {
  const { input, encoding_format, model, dimensions } = request as {
    input?: unknown
    encoding_format?: string
    model?: string
    dimensions?: number
  }
  const inputs = Array.isArray(input) && typeof input[0] !== 'number' ? input : [input]
  const vectors = inputs.map((one, index) => {
    const vector = vectorOf(JSON.stringify(one), dimensions ?? DIMENSIONS)
    const isBase64 = encoding_format === 'base64'
    const embedding = isBase64 ? Buffer.from(vector.buffer).toString('base64') : [...vector]
    return { object: 'embedding', index, embedding }
  })
  const tokens = Math.ceil(Buffer.byteLength(JSON.stringify(inputs)) / 4)
  const usage = { prompt_tokens: tokens, total_tokens: tokens }
  return JSON.stringify({ object: 'list', data: vectors, model, usage })
}

function vectorOf(text: string, dimensions: number): Float32Array {
  const bytes = createHash('shake256', { outputLength: dimensions }).update(text).digest()
  const numbers = Array.from(bytes, (byte) => byte - 127)
  const length = Math.hypot(...numbers) || 1
  return Float32Array.from(numbers, (number) => number / length)
}

function modelFrom(id: string): ProviderModel {
  const isEmbedding = id === EMBEDDING_MODEL
  return createProviderModel({
    id,
    name: isEmbedding ? 'Fake embeddings' : `Fake (${HABITS[id] || 'answers at once'})`,
    contextTokens: 32_768,
    languages: Object.keys(REPERTOIRE),
    tags: THIS_MACHINE_TAGS,
    capabilities: {
      operations: [isEmbedding ? 'embeddings' : 'chat'],
      tools: !isEmbedding,
      jsonSchema: !isEmbedding,
    },
  })
}
