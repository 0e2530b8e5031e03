import assert from 'node:assert/strict'
import { test } from 'node:test'
import type OpenAI from 'openai'
import { BadRequestError, NotFoundError } from 'openai'
import { LOCAL_TENANT_ID } from '#server/access/principal.ts'
import { Secret } from '#server/lib/secret.ts'
import { readWireFixtures, startWire, type WireFixture } from '../wires/testing.ts'
import { createSeal } from './seal.ts'
import { markThoughts, takeThoughts } from './thoughts.ts'
import { scanObject } from '#server/lib/json-scan.ts'

const REASONING = fixture('reasoning')

function fixture(name: string): WireFixture {
  return readWireFixtures('openai-responses').get(name) ?? assert.fail(name)
}

function eventsOf({ response }: WireFixture): Record<string, unknown>[] {
  return response.chunks.map((chunk) => JSON.parse(chunk.split('\ndata: ')[1] ?? ''))
}

test('of a provider’s own stream only the names of what it keeps are changed', async () => {
  await using wire = await startWire('openai-responses', () => REASONING.response)
  const body = { model: 'ours', input: 'Qual?', stream: true as const, unheard_of: { of: 1 } }
  const heard: object[] = []
  for await (const event of await wire.client.responses.create(body)) heard.push(event)
  const text = JSON.stringify(heard)
  const [id = ''] = /resp_gal_wire_[\w-]+/.exec(text) ?? []
  const original = text
    .replaceAll(id, 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b')
    .replaceAll('"encrypted_content":"gal_wire.', '"encrypted_content":"')
  assert.deepEqual(JSON.parse(original), eventsOf(REASONING))
  assert.deepEqual(JSON.parse(wire.received[0]?.body ?? ''), { ...body, model: 'theirs' })
})

test('a conversation goes on at the provider that kept its last response', async () => {
  await using wire = await startWire('openai-responses', () => fixture('text-whole').response)
  const ask = { model: 'ours', input: 'Qual?', store: true }
  const first = await wire.client.responses.create(ask)
  assert.match(first.id, /^resp_gal_wire_/)
  await wire.client.responses.create({ ...ask, previous_response_id: first.id })
  const sent = JSON.parse(wire.received[1]?.body ?? '')
  assert.equal(sent.previous_response_id, 'resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b')
})

test('a kept response is read, cancelled and deleted where it is', async () => {
  const whole = fixture('text-whole').response
  const deleted = { ...whole, chunks: ['{"id":"resp_1","object":"response","deleted":true}'] }
  await using wire = await startWire('openai-responses', (index) => (index < 4 ? whole : deleted))
  const { responses } = wire.client
  const { id } = await responses.create({ model: 'ours', input: 'Qual?' })
  const read = await responses.retrieve(id, { include: ['reasoning.encrypted_content'] })
  assert.equal(read.id, id)
  assert.equal(read.output_text, 'A capital é Lisboa.')
  await responses.inputItems.list(id)
  await responses.cancel(id)
  await responses.delete(id)
  const kept = '/responses/resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b'
  assert.deepEqual(
    wire.received.slice(1).map(({ path }) => decodeURIComponent(path)),
    [
      `${kept}?include[]=reasoning.encrypted_content`,
      `${kept}/input_items`,
      `${kept}/cancel`,
      kept,
    ],
  )
  assert.equal(wire.front.records.length, 1, 'only the answer itself was a call of a model')
})

test('what is kept nowhere, or for somebody else, is not found', async () => {
  const gone = {
    status: 404,
    headers: {},
    chunks: ['{"error":{"message":"No resp_x at https://x"}}'],
  }
  await using wire = await startWire('openai-responses', () => gone)
  const thing = { providerId: 'wire', id: 'resp_1' }
  const own = createSeal([]).seal(thing, LOCAL_TENANT_ID)
  const others = createSeal([]).seal(thing, '00000000-0000-7000-8000-00000000ffff')
  for (const id of [own, others, 'resp_1', 'resp_gal_nobody_x']) {
    await assert.rejects(wire.client.responses.retrieve(id), (error) => {
      assert.ok(error instanceof NotFoundError)
      return error.code === 'not_found'
    })
  }
  assert.equal(wire.received.length, 1)
})

test('a response that is another’s, or nobody’s, is not gone on from', async () => {
  await using wire = await startWire('openai-responses', () => fixture('text-whole').response)
  const thing = { providerId: 'wire', id: 'resp_1' }
  const others = createSeal([]).seal(thing, '00000000-0000-7000-8000-00000000ffff')
  for (const id of [others, 'resp_1', 'resp_gal_wire_x', '']) {
    const asking = wire.client.responses.create({
      model: 'ours',
      input: 'Qual?',
      previous_response_id: id,
    })
    await assert.rejects(asking, (error) => {
      assert.ok(error instanceof BadRequestError)
      assert.equal(error.param, 'previous_response_id')
      assert.match(error.message, /whole conversation in “input”/)
      return true
    })
  }
  assert.equal(wire.received.length, 0)
})

test('what needs a memory is told so where the provider has none', async () => {
  await using wire = await startWire('gemini', () => readGemini('text-whole'))
  const needs: [string, Partial<OpenAI.Responses.ResponseCreateParamsNonStreaming>][] = [
    ['previous_response_id', { previous_response_id: 'resp_1' }],
    ['conversation', { conversation: 'conv_1' }],
    ['background', { background: true }],
    ['input[0]', { input: [{ type: 'item_reference', id: 'msg_1' }] }],
  ]
  for (const [param, fields] of needs) {
    const asking = wire.client.responses.create({ model: 'ours', input: 'Qual?', ...fields })
    await assert.rejects(asking, (error) => {
      assert.ok(error instanceof BadRequestError && error.param === param, String(error))
      return true
    })
  }
  assert.equal(wire.received.length, 0)
  const stored = wire.client.responses.create({ model: 'ours', input: 'Qual?', store: true })
  const { data, response } = await stored.withResponse()
  assert.equal(response.headers.get('x-galerne-dropped'), 'store')
  assert.equal('store' in data && data.store, false)
})

function readGemini(name: string): WireFixture['response'] {
  return (readWireFixtures('gemini').get(name) ?? assert.fail(name)).response
}

test('encrypted thoughts go back as they came, and those of others stay out', () => {
  const thought = { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'gAAA' }
  const marked: unknown = JSON.parse(markThoughts(JSON.stringify(thought), 'openai-eu'))
  assert.deepEqual(marked, { ...thought, encrypted_content: 'gal_openai-eu.gAAA' })
  const call = { type: 'function_call', id: 'fc_1', call_id: 'c', name: 'f', arguments: '{}' }
  const said = { role: 'user', content: 'What is "encrypted_content":"gal_other.x"?' }
  const body = Buffer.from(JSON.stringify({ model: 'm', input: [said, marked, call] }))
  const { members } = scanObject(body)
  const inputFor = (providerId: string) => {
    const { bytes, hasDropped } = takeThoughts(body, members, providerId)
    const { input } = JSON.parse(bytes.toString())
    return { input, hasDropped }
  }
  assert.deepEqual(inputFor('openai-eu'), { input: [said, thought, call], hasDropped: false })
  const { id: _id, ...nameless } = call
  assert.deepEqual(inputFor('azure'), { input: [said, nameless], hasDropped: true })
})

test('names are bound to the tenant, the provider and the key', () => {
  const [newer, older] = [new Secret('a'.repeat(32)), new Secret('b'.repeat(32))]
  const thing = { providerId: 'openai', id: 'resp_ü/1' }
  const name = createSeal([older]).seal(thing, 'tenant-1')
  assert.match(name, /^resp_[\w-]+$/)
  assert.deepEqual(createSeal([newer, older]).open(name, 'tenant-1'), thing)
  assert.equal(createSeal([newer]).open(name, 'tenant-1'), undefined)
  assert.equal(createSeal([older]).open(name, 'tenant-2'), undefined)
  const other = name.replace('resp_gal_openai_', 'resp_gal_azure_')
  assert.equal(createSeal([older]).open(other, 'tenant-1'), undefined)
  for (let at = 0; at < name.length; at += 1) {
    const changed = `${name.slice(0, at)}${name[at] === 'A' ? 'B' : 'A'}${name.slice(at + 1)}`
    assert.notDeepEqual(createSeal([older]).open(changed, 'tenant-1'), thing)
  }
})
