import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { z } from 'zod'
import { CheckAnswer, PublishedKeys } from '#wire/provenance.ts'
import { createAddressRanges } from '#server/access/client-address.ts'
import { startTestServer, type TestServer } from '#server/app-testing.ts'
import { openTestDatabase } from '#server/lib/database-testing.ts'
import type { Database } from '#server/lib/database.ts'
import { createCheckLimits } from './check-limits.ts'
import { openTestProvenance, statement } from './provenance-testing.ts'
import { createOpenCheckRoutes } from './routes.ts'

const NASTY = 'This answer says <script>alert(1)</script> & "more", in a paragraph long enough.'

let database: Database
let server: TestServer
let parts: ReturnType<typeof openTestProvenance>
before(async () => {
  database = await openTestDatabase()
  parts = openTestProvenance(database)
  server = await startTestServer({
    database,
    weaken(all) {
      const limits = createCheckLimits(parts.clock, 8)
      const trustedProxies = createAddressRanges(['127.0.0.1'])
      all.open = [createOpenCheckRoutes({ check: parts.check, limits, trustedProxies })]
    },
  })
})
after(async () => {
  await server.close()
  await database.close()
})

/** From an address of its own, so that the limit of one test is not another's. */
let client = 1
const from = () => ({ 'x-forwarded-for': `192.0.2.${(client += 1)}` })

const form = (fields: Record<string, string>, headers: Record<string, string> = from()) =>
  server.send({
    method: 'POST',
    path: '/check?lang=en',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  })

test('anybody gets the page in their language, without a script and without a cookie', async () => {
  const german = await server.send({ path: '/check', headers: { 'accept-language': 'de-AT,en' } })
  assert.equal(german.status, 200)
  assert.match(german.text, /<html lang="de"/)
  assert.match(german.text, /Einen Text prüfen/)
  assert.doesNotMatch(german.text, /<script|<style|style=|javascript:/)
  assert.equal(german.headers['set-cookie'], undefined)
  const french = await server.send({ path: '/check?lang=fr', headers: from() })
  assert.match(french.text, /Vérifier un texte/)
  const style = await server.send({ path: '/check/style.css' })
  assert.match(style.text, /--color-canvas: light-dark\(/)
})

test('a text that was signed is confirmed, and shown as text whatever is in it', async () => {
  await parts.provenance.sign(statement(NASTY))
  const { status, text } = await form({ text: NASTY, id: '', key: '' })
  assert.equal(status, 200)
  assert.match(text, /Exactly this text was written by an AI/)
  assert.match(text, /mistral-small/)
  assert.match(text, /No approval by a person is recorded/)
  assert.doesNotMatch(text, /<script>/)
  const part = await form({ text: `Something before it.\n\n${NASTY}`, id: '', key: '' })
  assert.match(part.text, /Some paragraphs of this text/)
  assert.doesNotMatch(part.text, /<script>/)
})

test('a number from a label leads to what it speaks of; an attribute cannot be left by it', async () => {
  const { record } = await parts.provenance.sign(statement(NASTY))
  const known = await server.send({ path: `/check?id=${record.id}`, headers: from() })
  assert.match(known.text, /There is such a record/)
  const nasty = encodeURIComponent('"><script>alert(1)</script>')
  const unknown = await server.send({ path: `/check?id=${nasty}&key=${nasty}`, headers: from() })
  assert.match(unknown.text, /There is no such record/)
  assert.doesNotMatch(unknown.text, /<script>/)
})

test('programs ask in JSON', async () => {
  const ask = (body: string) =>
    server.send({
      method: 'POST',
      path: '/check',
      headers: { 'content-type': 'application/json', ...from() },
      body,
    })
  const { status, text } = await ask(JSON.stringify({ text: NASTY }))
  assert.equal(status, 200)
  assert.equal(CheckAnswer.parse(JSON.parse(text)).match, 'exact')
  for (const bad of [
    '{',
    '{}',
    '{"text":"a","id":"b"}',
    '{"text":1}',
    '[]',
    '{"text":"a","x":1}',
  ]) {
    assert.equal((await ask(bad)).status, 400, bad)
  }
  const long = JSON.stringify({ text: 'x'.repeat(2_000_000) })
  assert.ok([413, 400].includes((await ask(long)).status))
})

test('an empty form and a book say what to do', async () => {
  assert.equal((await form({ text: ' ', id: '' })).status, 400)
  const book = await form({ text: 'a b c '.repeat(20_000), id: '' })
  assert.equal(book.status, 413)
})

test('who tries many texts is stopped for a minute, others are not', async () => {
  const eve = from()
  const statuses: number[] = []
  for (let tries = 0; tries < 10; tries += 1) {
    statuses.push((await form({ text: `${NASTY} ${tries}` }, eve)).status)
  }
  assert.deepEqual(statuses.slice(0, 8), Array(8).fill(200))
  assert.deepEqual(statuses.slice(8), [429, 429])
  assert.equal((await form({ text: NASTY })).status, 200)
  parts.clock.advance(60_000)
  assert.equal((await form({ text: NASTY }, eve)).status, 200)
})

test('the keys are published for everybody, and only the public halves', async () => {
  const { status, text, headers } = await server.send({
    path: '/.well-known/galerne-provenance.json',
  })
  assert.equal(status, 200)
  assert.equal(headers['access-control-allow-origin'], '*')
  const { keys } = PublishedKeys.parse(JSON.parse(text))
  assert.equal(keys.length, 2)
  assert.ok(keys.every(({ x }) => Buffer.from(x, 'base64url').length === 32))
  const { keys: raw } = z
    .object({ keys: z.array(z.record(z.string(), z.unknown())) })
    .parse(JSON.parse(text))
  assert.deepEqual(Object.keys(raw[0] ?? {}).toSorted(), [
    'crv',
    'from',
    'kid',
    'kty',
    'until',
    'x',
  ])
})
