import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BadRequestError } from 'openai'
import { startWire, type WireFixture } from './testing.ts'

const json = (body: object): WireFixture['response'] => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  chunks: [JSON.stringify(body)],
})
const INPUT = ['Wasser', 'víz']
const VECTORS = [
  [0.25, -0.5],
  [1, 0.125],
]
const EMBEDDINGS = { operation: 'embeddings' } as const

test('Gemini makes embeddings for OpenAI’s client, which asks for base64', async () => {
  const embeddings = VECTORS.map((values) => ({ values }))
  const answer = json({ embeddings, usageMetadata: { promptTokenCount: 7 } })
  await using wire = await startWire('gemini', () => answer, EMBEDDINGS)
  const made = await wire.client.embeddings.create({ model: 'ours', input: INPUT, dimensions: 2 })
  assert.deepEqual(
    made.data.map(({ embedding }) => [...embedding]),
    VECTORS,
  )
  assert.equal(made.model, 'ours')
  assert.deepEqual(made.usage, { prompt_tokens: 7, total_tokens: 7 })
  const [sent] = wire.received
  assert.equal(sent?.path, '/models/theirs:batchEmbedContents')
  assert.equal(sent?.headers['x-goog-api-key'], 'key-of-the-provider')
  const request = { model: 'models/theirs', outputDimensionality: 2 }
  assert.deepEqual(JSON.parse(sent?.body ?? ''), {
    requests: INPUT.map((text) => ({ ...request, content: { parts: [{ text }] } })),
  })
  assert.equal(wire.front.records[0]?.usage.inputTokens, 7)
})

test('Vertex AI makes embeddings by its own words', async () => {
  const predictions = VECTORS.map((values) => ({
    embeddings: { values, statistics: { token_count: 3, truncated: false } },
  }))
  const basePath = '/v1/projects/p/locations/europe-west4'
  await using wire = await startWire('gemini', () => json({ predictions }), {
    ...EMBEDDINGS,
    basePath,
  })
  const format = { encoding_format: 'float' } as const
  const made = await wire.client.embeddings.create({ model: 'ours', input: INPUT, ...format })
  assert.deepEqual(
    made.data.map(({ embedding }) => embedding),
    VECTORS,
  )
  const [sent] = wire.received
  assert.equal(sent?.path, `${basePath}/publishers/google/models/theirs:predict`)
  const instances = INPUT.map((content) => ({ content }))
  assert.deepEqual(JSON.parse(sent?.body ?? ''), { instances })
  assert.equal(wire.front.records[0]?.usage.inputTokens, 6)
})

test('Ollama makes embeddings, and names what it does not know', async () => {
  const answer = json({ model: 'theirs', embeddings: VECTORS, prompt_eval_count: 5 })
  await using wire = await startWire('ollama', () => answer, EMBEDDINGS)
  const making = wire.client.embeddings.create({ model: 'ours', input: INPUT, user: 'u' })
  const { data, response } = await making.withResponse()
  assert.equal(data.data.length, 2)
  assert.equal(response.headers.get('x-galerne-dropped'), 'user')
  const [sent] = wire.received
  assert.equal(sent?.path, '/api/embed')
  assert.deepEqual(JSON.parse(sent?.body ?? ''), { model: 'theirs', input: INPUT })
})

test('Cohere and Titan make embeddings on Bedrock, each in its own words', async () => {
  const cohere = { ...EMBEDDINGS, upstreamName: 'eu.cohere.embed-v4:0' }
  for (const embeddings of [{ float: VECTORS }, VECTORS]) {
    await using wire = await startWire('bedrock-converse', () => json({ embeddings }), cohere)
    // A word of Cohere's own, which OpenAI's client passes on.
    const asked = { model: 'ours', input: INPUT, dimensions: 256, input_type: 'search_query' }
    const { data, response } = await wire.client.embeddings.create(asked).withResponse()
    assert.deepEqual(
      data.data.map(({ embedding }) => [...embedding]),
      VECTORS,
    )
    assert.equal(response.headers.get('x-galerne-dropped'), null)
    const [sent] = wire.received
    assert.equal(sent?.path, '/model/eu.cohere.embed-v4%3A0/invoke')
    assert.deepEqual(JSON.parse(sent?.body ?? ''), {
      texts: INPUT,
      input_type: 'search_query',
      embedding_types: ['float'],
      output_dimension: 256,
    })
    assert.equal(wire.front.records[0]?.usage.isEstimated, true)
  }
  const titan = { ...EMBEDDINGS, upstreamName: 'amazon.titan-embed-text-v2:0' }
  const answer = json({ embedding: VECTORS[0], inputTextTokenCount: 4 })
  await using wire = await startWire('bedrock-converse', () => answer, titan)
  const made = await wire.client.embeddings.create({ model: 'ours', input: 'víz' })
  assert.deepEqual([...(made.data[0]?.embedding ?? [])], VECTORS[0])
  assert.deepEqual(JSON.parse(wire.received[0]?.body ?? ''), { inputText: 'víz' })
  assert.equal(wire.front.records[0]?.usage.inputTokens, 4)
  const many = wire.client.embeddings.create({ model: 'ours', input: INPUT })
  await assert.rejects(many, /more than one text at once/)
  assert.equal(wire.received.length, 1)
})

test('embeddings that cannot be made are refused before anything is called', async () => {
  await using wire = await startWire('ollama', () => json({}), EMBEDDINGS)
  for (const body of [{ input: [[1, 2, 3]] }, { input: [] }, { input: ['x'], dimensions: -1 }]) {
    const asking = wire.client.embeddings.create({ model: 'ours', ...body })
    await assert.rejects(asking, BadRequestError)
  }
  assert.equal(wire.received.length, 0)
})

test('fewer embeddings than texts, or none, are no answer', async () => {
  for (const embeddings of [[[1]], [], [[1], ['x']], [[1], [Number.NaN]]]) {
    await using wire = await startWire('ollama', () => json({ embeddings }), EMBEDDINGS)
    const asking = wire.client.embeddings.create({ model: 'ours', input: INPUT })
    await assert.rejects(asking, (error) => Object(error).status === 502)
  }
})
