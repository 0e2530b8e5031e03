import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scanObject } from '#server/lib/json-scan.ts'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { createRandom } from '#server/lib/random-testing.ts'
import { findInBody } from './body/find-in-body.ts'
import { scanLongText } from './detect/scan-long-text.ts'
import { scanText } from './detect/scan-text.ts'
import { tableOf } from './choices.ts'
import { createPseudonymMap } from './pseudonyms/placeholders.ts'
import { screen, type ScreenTools } from './screen.ts'

const IBAN = 'DE89370400440532013000'
const EMAIL = 'max.muster@beispiel.de'
const KEY = ['sk-ant', 'api03', 'a1B2c3D4e5F6g7H8i9J0k1L2'].join('-')

async function kindsIn(body: unknown): Promise<string[]> {
  const bytes = Buffer.from(JSON.stringify(body))
  const { located } = await findInBody(bytes, scanObject(bytes).members)
  return located.flatMap(({ findings }) => findings.map(({ kind }) => kind)).toSorted()
}

test('characters that nobody sees hide nothing, and go with what they stand in', () => {
  const veiled = [
    ...['\u200B', '\u00AD', '\u2060', '\uFEFF', '\u200D', '\u202E'].map((veil) =>
      IBAN.replace('0440', `0${veil}44${veil}0`),
    ),
    IBAN.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
    IBAN.replaceAll(/\d/g, (digit) => String.fromCharCode(0x660 + Number(digit))),
    'DE89\u20073704\u20070044\u20070532\u20070130\u200700',
    'max.muster\uFF20beispiel.de',
    'max.muster\u200B@beispiel.de',
    KEY.replace('ant', 'a\u200Bnt'),
  ]
  for (const value of veiled) {
    const text = `vorher ☂ ${value} nachher`
    const [finding, ...more] = scanText(text)
    assert.ok(finding, JSON.stringify(value))
    assert.deepEqual([text.slice(finding.start, finding.end), more.length], [value, 0])
  }
})

test('what a caller calls id, name or status in arguments of a tool is looked at like anything else', async () => {
  const input = { id: IBAN, status: EMAIL, summary: KEY }
  const message = { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'f', input }] }
  assert.deepEqual(await kindsIn({ messages: [message] }), ['email', 'iban', 'secret'])
  assert.deepEqual(await kindsIn({ metadata: { name: EMAIL } }), ['email'])
  const item = { type: 'function_call_output', call_id: IBAN, id: IBAN, output: 'x' }
  assert.deepEqual(await kindsIn({ input: [item] }), [], 'ids of the protocol stay')
})

test('a long text holds the same in pieces as at once', async () => {
  const random = createRandom(7)
  const pem = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkq\n'.repeat(90)}-----END PRIVATE KEY-----`
  const things = [IBAN, EMAIL, KEY, pem, 'IBAN DE89 3704 0044 0532 0130 00', 'Wort für Wort, 2024']
  let text = ''
  while (text.length < 400_000) {
    text += `${things[Math.floor(random() * things.length)]} ${'x'.repeat(Math.floor(random() * 900))} `
  }
  assert.deepEqual(await scanLongText(text), scanText(text))
})

const tools: ScreenTools = {
  rowFor: () => ({ ...tableOf([]).restricted.other, email: 'pseudonym' }),
  note: () => undefined,
  openMap: async () => createPseudonymMap(),
  saveMap: async () => true,
}

test('a body of megabytes, full of one address, lets others have their turn while it is read', async () => {
  const content = `${EMAIL} `.repeat(60_000)
  const body = Buffer.from(JSON.stringify({ messages: [{ role: 'user', content }] }))
  let turns = 0
  const timer = setInterval(() => (turns += 1), 1)
  const screened = await screen(
    {
      principal: LOCAL_OWNER,
      body,
      members: scanObject(body).members,
      dialect: 'openai-chat',
      classification: 'restricted',
      target: { name: 'x', tags: { isOwnHardware: false, jurisdiction: 'US' } },
      requestId: 'r',
      memo: {},
    },
    tools,
  )
  clearInterval(timer)
  assert.equal(screened?.body.toString().match(/⟦EMAIL_1⟧/g)?.length, 60_000)
  assert.ok(turns > 10, `${turns} turns`)
})
