import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { Mistral } from '@mistralai/mistralai'
import { SDKError } from '@mistralai/mistralai/models/errors'
import OpenAI, { BadRequestError, NotFoundError, toFile } from 'openai'
import { fieldText, readForm } from '#server/providers/fake/multipart.ts'
import type { ReceivedRequest } from '#server/providers/fake-server.ts'
import { startV1Server, TEST_KEY } from '../v1/testing.ts'
import { startSuppliers } from './operations-testing.ts'

const suppliers = await startSuppliers()
const server = await startV1Server(suppliers.providers)
after(async () => {
  await server[Symbol.asyncDispose]()
  await suppliers[Symbol.asyncDispose]()
})
const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
const mistral = new Mistral({ serverURL: server.url, apiKey: TEST_KEY })

const AUDIO = Buffer.alloc(3_000_000, 'WAVE')
const last = () => server.records.at(-1)

/** What the supplier received, against what was sent: only the model's name may differ. */
function sentAs(received: ReceivedRequest | undefined): Record<string, unknown> {
  return JSON.parse(received?.body.toString('utf8') ?? '')
}

test('Mistral’s client: code is filled in, in one piece and in a stream', async () => {
  const ask = { model: 'mistral-code', prompt: 'def f(', suffix: 'return 1', maxTokens: 50 }
  const whole = await mistral.fim.complete(ask)
  assert.match(textOf(whole.choices[0]?.message?.content), /return “6”/)
  assert.equal(last()?.operation, 'fim')
  assert.equal(last()?.usage.outputTokens, whole.usage.completionTokens)
  assert.deepEqual(sentAs(suppliers.mistral.received.at(-1)), {
    model: 'fake-code',
    prompt: 'def f(',
    suffix: 'return 1',
    max_tokens: 50,
    stream: false,
  })

  let text = ''
  let tokens = 0
  for await (const { data } of await mistral.fim.stream(ask)) {
    text += textOf(data.choices[0]?.delta.content)
    tokens = data.usage?.completionTokens ?? tokens
  }
  assert.equal(text, whole.choices[0]?.message?.content)
  assert.equal(last()?.usage.outputTokens, tokens)
  assert.equal(last()?.outcome, 'complete')
})

test('OpenAI’s client: older completions, in one piece and in a stream, usage only when asked for', async () => {
  const ask = { model: 'openai-code', prompt: 'Once upon' }
  const whole = await openai.completions.create(ask)
  assert.match(whole.choices[0]?.text ?? '', /return/)
  let text = ''
  for await (const chunk of await openai.completions.create({ ...ask, stream: true })) {
    text += chunk.choices[0]?.text ?? ''
  }
  assert.equal(text, whole.choices[0]?.text)
  assert.equal(last()?.usage.outputTokens, whole.usage?.completion_tokens)
  assert.equal(last()?.usage.isEstimated, false)
})

test('vectors come in the format and size that was asked for, whatever the supplier calls it', async () => {
  const input = ['Łódź', 'Gdańsk']
  const [inOpenAi] = (
    await openai.embeddings.create({ model: 'mistral-embedding', input, dimensions: 8 })
  ).data
  assert.equal(sentAs(suppliers.mistral.received.at(-1)).output_dimension, 8)
  assert.equal(inOpenAi?.embedding.length, 8)
  const { data } = await mistral.embeddings.create({
    model: 'openai-embedding',
    inputs: input,
    outputDimension: 8,
  })
  assert.equal(sentAs(suppliers.openai.received.at(-1)).dimensions, 8)
  for (const [index, number] of (data[0]?.embedding ?? []).entries()) {
    assert.ok(Math.abs(number - (inOpenAi?.embedding[index] ?? 9)) < 1e-6)
  }
  const whole = await mistral.embeddings.create({
    model: 'mistral-embedding',
    inputs: input,
    outputDtype: 'ubinary',
  })
  assert.equal(whole.data[0]?.embedding?.length, 8)
  await assert.rejects(
    mistral.embeddings.create({ model: 'openai-embedding', inputs: input, outputDtype: 'int8' }),
    (error) => error instanceof SDKError && /output_dtype/.test(error.body),
  )
})

test('texts and conversations are moderated and classified', async () => {
  const said = await openai.moderations.create({ model: 'openai-moderation', input: 'violence' })
  assert.equal(said.results[0]?.flagged, true)
  const ours = await mistral.classifiers.moderate({
    model: 'mistral-moderation',
    inputs: ['peace', 'violence'],
  })
  assert.deepEqual(
    ours.results.map(({ categories }) => categories?.violence),
    [false, true],
  )
  const chat = await mistral.classifiers.moderateChat({
    model: 'mistral-moderation',
    inputs: [{ role: 'user', content: 'violence' }],
  })
  assert.equal(chat.results[0]?.categories?.violence, true)
  const mood = await mistral.classifiers.classify({ model: 'mistral-classifier', inputs: 'Hurrá' })
  assert.equal(mood.results[0]?.mood?.scores.glad, 0.9)
  assert.equal(last()?.operation, 'classifications')
})

test('Mistral’s client: a document is read, and its pages are counted', async () => {
  const document = { type: 'document_url' as const, documentUrl: 'https://example.eu/a.pdf' }
  const read = await mistral.ocr.process({ model: 'mistral-ocr', document, pages: [0, 1, 2] })
  assert.equal(read.pages.length, 3)
  assert.deepEqual(last()?.units, { pages: 3 })
  assert.equal(last()?.usage.isEstimated, false)
  assert.deepEqual(sentAs(suppliers.mistral.received.at(-1)).document, {
    type: 'document_url',
    document_url: 'https://example.eu/a.pdf',
  })
})

test('OpenAI’s client: a recording reaches the supplier byte for byte, its model renamed', async () => {
  const file = await toFile(AUDIO, 'řeč.wav', { type: 'audio/wav' })
  const said = await openai.audio.transcriptions.create({
    file,
    model: 'openai-transcription',
    language: 'pl',
    prompt: 'Dzień dobry',
  })
  assert.match(said.text, /Dzień dobry/)
  const received = suppliers.openai.received.at(-1)
  const form = readForm(received?.body ?? Buffer.alloc(0), received?.headers['content-type'] ?? '')
  assert.equal(fieldText(form, 'model'), 'fake-transcription')
  assert.equal(fieldText(form, 'prompt'), 'Dzień dobry')
  assert.ok(form.find(({ name }) => name === 'file')?.bytes.equals(AUDIO))
  assert.deepEqual(last()?.units, { audioMs: 3_000_000 })
})

test('recordings are written down in a stream, in the words of either client', async () => {
  const file = await toFile(AUDIO.subarray(0, 2000), 'a.wav')
  let text = ''
  const stream = await openai.audio.transcriptions.create({
    file,
    model: 'openai-transcription',
    stream: true,
  })
  for await (const event of stream) if (event.type === 'transcript.text.delta') text += event.delta
  assert.match(text, /fałszywy dostawca\.$/)
  assert.deepEqual(last()?.units, { audioMs: 2000 })

  let heard = ''
  const events = await mistral.audio.transcriptions.stream({
    model: 'mistral-transcription',
    file: new File([AUDIO.subarray(0, 5000)], 'a.wav'),
  })
  for await (const { data } of events) {
    if (data.type === 'transcription.text.delta') heard += data.text
  }
  assert.equal(heard, text)
  assert.deepEqual(last()?.units, { audioMs: 5000 })
  assert.equal(last()?.outcome, 'complete')

  const english = await openai.audio.translations.create({
    file,
    model: 'openai-transcription',
    response_format: 'text',
  })
  assert.match(textOf(english), /dostawca/)
})

test('speech comes as audio, as events, and as Mistral’s JSON', async () => {
  const input = 'Ahoj, světe 👋'
  const ask = { model: 'openai-speech', voice: 'alloy', input }
  const audio = await openai.audio.speech.create(ask)
  assert.equal(audio.headers.get('content-type'), 'audio/mpeg')
  const bytes = Buffer.from(await audio.arrayBuffer())
  assert.match(bytes.toString('utf8'), /RIFF fake audio of Ahoj/)
  assert.deepEqual(last()?.units, { characters: 13 })

  const events = await (await openai.audio.speech.create({ ...ask, stream_format: 'sse' })).text()
  assert.match(events, /event: speech\.audio\.done/)
  assert.deepEqual(last()?.units, { characters: 13 })
  assert.equal(last()?.isStream, true)

  const whole = await mistral.audio.speech.complete({ model: 'mistral-speech', input })
  assert.ok('audioData' in whole && whole.audioData.length > 0)
})

test('OpenAI’s client: images are made, changed and varied, and counted', async () => {
  const made = await openai.images.generate({ model: 'openai-image', prompt: 'Kočka', n: 3 })
  assert.equal(made.data?.length, 3)
  assert.deepEqual(last()?.units, { images: 3 })
  assert.ok((last()?.usage.outputTokens ?? 0) > 0)
  const image = await toFile(Buffer.from('png'), 'a.png', { type: 'image/png' })
  const edited = await openai.images.edit({
    model: 'openai-image',
    image: [image, image],
    prompt: 'Pes',
  })
  assert.equal(edited.data?.length, 1)
  await openai.images.createVariation({ model: 'openai-image', image })
  assert.equal(last()?.operation, 'image-variations')
  const stream = await openai.images.generate({
    model: 'openai-image',
    prompt: 'Pes',
    stream: true,
  })
  const types = (await Array.fromAsync(stream)).map(({ type }) => type)
  assert.deepEqual(types, ['image_generation.partial_image', 'image_generation.completed'])
  assert.deepEqual(last()?.units, { images: 1 })
})

test('documents are ranked, and the search is counted', async () => {
  const said = await post('/v1/rerank', {
    model: 'openai-rerank',
    query: 'Brno',
    documents: ['a', 'bb', 'ccc'],
    top_n: 2,
  })
  assert.equal(said.body.results.length, 2)
  assert.deepEqual(last()?.units, { searches: 1 })
})

test('what a model cannot do is a clear no, with the models that can', async () => {
  await assert.rejects(
    openai.moderations.create({ model: 'openai-image', input: 'x' }),
    (error) =>
      error instanceof NotFoundError &&
      error.code === 'not_supported' &&
      /These can: .*openai-moderation/.test(error.message),
  )
  await assert.rejects(
    mistral.ocr.process({ model: 'openai', document: { documentUrl: 'https://a.eu' } }),
    (error) => error instanceof SDKError && JSON.parse(error.body).code === 'not_supported',
  )
})

test('fields that are missing or of the wrong kind are named', async () => {
  const cases: [string, object, string][] = [
    ['/v1/fim/completions', { model: 'mistral-code' }, 'prompt'],
    ['/v1/moderations', { model: 'openai-moderation' }, 'input'],
    ['/v1/moderations', { model: 'openai-moderation', input: 'x', stream: true }, 'stream'],
    ['/v1/ocr', { model: 'mistral-ocr', document: 'a.pdf' }, 'document'],
    ['/v1/rerank', { model: 'openai-rerank', query: 'x' }, 'documents'],
    ['/v1/audio/speech', { model: 'openai-speech', input: ['x'] }, 'input'],
    ['/v1/embeddings', { model: 'openai-embedding', input: null }, 'input'],
    ['/v1/images/generations', { prompt: 'x' }, 'model'],
  ]
  for (const [path, body, param] of cases) {
    const said = await post(path, body)
    assert.equal(said.status, 400, path)
    assert.equal((said.body.error ?? said.body).param, param, path)
  }
})

test('an error of the supplier keeps its words; one that breaks off is told', async () => {
  await assert.rejects(
    openai.images.generate({ model: 'openai-image', prompt: '[[fault: status=400 code=no_cats]]' }),
    (error) => error instanceof BadRequestError && error.code === 'no_cats',
  )
  const cut = await post('/v1/ocr', {
    model: 'mistral-ocr',
    document: { document_url: '[[fault: body=cut]]' },
  })
  assert.equal(cut.status, 502)
  const page = await post('/v1/rerank', {
    model: 'openai-rerank',
    query: '[[fault: body=page]]',
    documents: [],
  })
  assert.equal(page.status, 502)
  const broken = await post('/v1/moderations', {
    model: 'openai-moderation',
    input: '[[fault: body=error]]',
  })
  assert.equal(broken.status, 502)
})

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

async function post(path: string, body: object) {
  const response = await fetch(server.url + path, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: JSON.parse(await response.text()) }
}
