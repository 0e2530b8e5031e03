import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import OpenAI, { APIError, BadRequestError, NotFoundError, RateLimitError } from 'openai'
import { zodTextFormat } from 'openai/helpers/zod'
import { z } from 'zod'
import { REPERTOIRE } from '#server/providers/fake-repertoire.ts'
import { startV1Server, TEST_KEY } from './v1/testing.ts'

const server = await startV1Server()
after(() => server[Symbol.asyncDispose]())
const openai = new OpenAI({ baseURL: `${server.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
const model = 'fake'
const WEATHER = {
  type: 'function' as const,
  name: 'get_weather',
  strict: true,
  parameters: {
    type: 'object',
    properties: { place: { type: 'string' }, days: { type: 'integer' } },
    required: ['place', 'days'],
    additionalProperties: false,
  },
}

test('a response in the language of the question, with what it repeats and used', async () => {
  const said = await openai.responses.create({
    model,
    instructions: 'Be brief.',
    input: 'Jó napot, mi az a víz?',
    metadata: { team: 'a' },
    max_output_tokens: 500,
  })
  assert.ok(REPERTOIRE.hu?.replies.includes(said.output_text))
  assert.equal(said.status, 'completed')
  assert.equal(said.model, 'fake')
  assert.equal(said.instructions, 'Be brief.')
  assert.deepEqual(said.metadata, { team: 'a' })
  assert.equal(said.max_output_tokens, 500)
  assert.ok((said.usage?.total_tokens ?? 0) > 0)
})

test('a stream: every event named and numbered, the text in pieces and whole', async () => {
  const stream = await openai.responses.create({ model, input: 'Labdien!', stream: true })
  const types: string[] = []
  let text = ''
  for await (const event of stream) {
    assert.equal(event.sequence_number, types.length)
    types.push(event.type)
    if (event.type === 'response.output_text.delta') text += event.delta
    if (event.type === 'response.output_text.done') assert.equal(event.text, text)
  }
  assert.ok(REPERTOIRE.lv?.replies.includes(text))
  assert.deepEqual(types.slice(0, 4), [
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.content_part.added',
  ])
  assert.equal(types.at(-1), 'response.completed')
})

test('thoughts are a summary for who asks for one, and the text that they are for others', async () => {
  const input = '[[reasoning]] Labdien!'
  const summed = openai.responses.stream({ model, input, reasoning: { summary: 'auto' } })
  const [first] = (await summed.finalResponse()).output
  assert.ok(first?.type === 'reasoning' && first.summary.length === 1 && !first.content)
  const plain = await openai.responses.create({ model, input })
  const [other] = plain.output
  assert.ok(other?.type === 'reasoning' && other.summary.length === 0)
  assert.equal(other.content?.[0]?.text, first.summary[0]?.text)
})

test('tools: called in a stream, answered, and gone on from with all of it', async () => {
  const input: OpenAI.Responses.ResponseInput = [{ role: 'user', content: '[[tools]] Wetter?' }]
  const stream = openai.responses.stream({ model, input, tools: [WEATHER] })
  const { output } = await stream.finalResponse()
  const calls = output.filter((item) => item.type === 'function_call')
  assert.equal(calls.length, 2)
  for (const call of calls) {
    assert.deepEqual(JSON.parse(call.arguments), { place: 'Łódź', days: 21 })
    const result = { type: 'function_call_output' as const, call_id: call.call_id, output: '21°' }
    input.push(call, result)
  }
  input.push({ role: 'user', content: 'Danke, und was ist Wasser?' })
  const answer = await openai.responses.create({ model, input, tools: [WEATHER] })
  assert.ok(answer.output_text !== '')
})

test('a schema is answered, and parsed by the client', async () => {
  const Place = z.object({ mesto: z.enum(['Ljubljana', 'Zagreb']), leta: z.int().min(30) })
  const format = zodTextFormat(Place, 'kraj')
  const said = await openai.responses.parse({ model, input: 'Kje?', text: { format } })
  assert.deepEqual(said.output_parsed, { mesto: 'Ljubljana', leta: 30 })
})

test('an answer that is cut short says so', async () => {
  const said = await openai.responses.create({ model, input: 'Labdien!', max_output_tokens: 1 })
  assert.equal(said.status, 'incomplete')
  assert.equal(said.incomplete_details?.reason, 'max_output_tokens')
})

test('a stream that breaks ends in a failure with its own number, and never as completed', async () => {
  for (const fault of ['cut=2', 'reset=2', 'error=2']) {
    const stream = await openai.responses.create({
      model,
      input: `Labdien! [[fault: ${fault}]]`,
      stream: true,
    })
    const types: string[] = []
    let failed: OpenAI.Responses.Response | undefined
    const reading = async () => {
      for await (const event of stream) {
        assert.equal(event.sequence_number, types.length)
        types.push(event.type)
        if (event.type === 'response.failed') failed = event.response
      }
    }
    await assert.rejects(reading, (error) => error instanceof APIError && error.code !== null)
    assert.ok(!types.includes('response.completed'), fault)
    assert.equal(failed?.status, 'failed')
    assert.equal(failed.output.length, 1, 'what was said until then is there')
  }
})

test('errors have the client’s own classes', async () => {
  const asking = (input: string, name = model) =>
    openai.responses.create({ model: name, input, stream: true })
  await assert.rejects(asking('x', 'nobody'), NotFoundError)
  await assert.rejects(asking('[[fault: status=400 code=context_length_exceeded]] x'), (error) => {
    return error instanceof BadRequestError && error.code === 'context_length_exceeded'
  })
  const nothing = openai.responses.create({ model })
  await assert.rejects(nothing, (error) => {
    return error instanceof BadRequestError && error.param === 'input'
  })
})

test('a provider that takes no more is told as such, with how long to wait', async () => {
  // Of its own: the provider then rests.
  await using other = await startV1Server()
  const client = new OpenAI({ baseURL: `${other.url}/v1`, apiKey: TEST_KEY, maxRetries: 0 })
  const input = '[[fault: status=429 retry-after=7]] x'
  const asking = client.responses.create({ model, input, stream: true })
  await assert.rejects(asking, (error) => {
    return error instanceof RateLimitError && error.headers.get('retry-after') === '7'
  })
})

test('a caller that leaves in the middle of a stream is charged for what came', async () => {
  const before = server.records.length
  const input = 'Labdien! [[fault: stall=2]]'
  const stream = await openai.responses.create({ model, input, stream: true })
  for await (const event of stream) if (event.type === 'response.output_text.delta') break
  while (server.records.length === before) await new Promise((resolve) => setImmediate(resolve))
  assert.equal(server.records.at(-1)?.outcome, 'cancelled')
})
