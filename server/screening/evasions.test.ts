import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LOCAL_OWNER } from '#server/access/principal.ts'
import { scanObject } from '#server/lib/json-scan.ts'
import { tableOf } from './choices.ts'
import { scanText } from './detect/scan-text.ts'
import { createPseudonymMap } from './pseudonyms/placeholders.ts'
import { screen } from './screen.ts'

const CARD = '4111111111111111'
const IBAN = 'DE89370400440532013000'
const MAIL = 'jane.doe@example.org'
const KEY = 'AKIAIOSFODNN7EXAMPLQ'

const each = (text: string, write: (letter: string) => string) => Array.from(text, write).join('')
const codeOf = (letter: string) => letter.charCodeAt(0)
const hexOf = (letter: string) => codeOf(letter).toString(16).padStart(2, '0')
const base64 = (text: string) => Buffer.from(text).toString('base64')
const percent = (text: string) => each(text, (letter) => `%${hexOf(letter)}`)
const digitsFrom = (zero: number) =>
  each(CARD, (digit) => String.fromCodePoint(zero + Number(digit)))

/** How somebody may write what is looked for, so that a scan of the letters alone does not see it. */
const WRITTEN: Record<string, string> = {
  'base64, a number alone': `card ${base64(CARD)}`,
  'base64, in a sentence': base64(`please charge the card ${CARD} today`),
  'base64 for addresses': Buffer.from(`write to ${MAIL}`).toString('base64url'),
  'base64 twice': base64(`see ${base64(`the card ${CARD} is mine`)}`),
  'a key in base64': base64(`the key is ${KEY}`),
  'hexadecimal digits': Buffer.from(`iban ${IBAN}`).toString('hex'),
  'percent signs': `card ${percent(CARD)}`,
  'percent signs twice': `card ${percent(CARD).replaceAll('%', '%25')}`,
  'entities, decimal': `card ${each(CARD, (digit) => `&#${codeOf(digit)};`)}`,
  'entities, hexadecimal': `card ${each(CARD, (digit) => `&#x${hexOf(digit)};`)}`,
  'entities, by name': MAIL.replace('@', '&commat;').replace('.org', '&period;org'),
  'escapes of JavaScript': `card ${each(CARD, (digit) => `\\u00${hexOf(digit)}`)}`,
  'every digit apart': `card ${CARD.split('').join(' ')}`,
  'every digit apart, with dashes': `card ${CARD.split('').join('-')}`,
  'every digit on a line': `card ${CARD.split('').join('\n')}`,
  'every letter apart': MAIL.split('').join(' '),
  'groups with underscores': `card ${CARD.replaceAll(/(.{4})(?=.)/g, '$1_')}`,
  'groups on lines': `card ${CARD.replaceAll(/(.{4})(?=.)/g, '$1\n')}`,
  'groups with stars': IBAN.replaceAll(/(.{4})(?=.)/g, '$1*'),
  'bold digits': `card ${digitsFrom(0x1d7ce)}`,
  'digits of Devanagari': `card ${digitsFrom(0x966)}`,
  'struck-through digits': `card ${each(CARD, (digit) => `${digit}\u0336`)}`,
  'digits on keys': `card ${each(CARD, (digit) => `${digit}\ufe0f\u20e3`)}`,
  'invisible tags': `hello ${each(`card ${CARD}`, (letter) => String.fromCodePoint(0xe0000 + codeOf(letter)))}`,
  'a Cyrillic letter': `D\u0415${IBAN.slice(2)}`,
  'at and dot in brackets': 'jane.doe (at) example [dot] org',
  'percent signs, apart': `card ${percent(CARD.split('').join(' '))}`,
}

for (const [name, text] of Object.entries(WRITTEN)) {
  test(`${name}: passes a scan of the letters as they stand, and does not pass ours`, () => {
    const asWritten = scanText(text, { levels: 0 })
    assert.deepEqual(asWritten, [], 'the weakened scan was expected to miss it')
    const [found, ...more] = scanText(text)
    assert.ok(found)
    assert.deepEqual(more, [])
    // With what stands for it taken out, nothing of it can be read any more.
    const left = text.slice(0, found.start) + text.slice(found.end)
    assert.deepEqual(scanText(left), [])
  })
}

const table = tableOf([
  { classification: 'internal', destination: 'other', kind: 'email', choice: 'mask' },
])

async function leaving(request: object) {
  const body = Buffer.from(JSON.stringify(request))
  const screened = await screen(
    {
      principal: LOCAL_OWNER,
      body,
      members: scanObject(body).members,
      dialect: 'openai-chat',
      classification: 'internal',
      target: { name: 'them/m', tags: { isOwnHardware: false, jurisdiction: null } },
      requestId: 'r',
      memo: {},
    },
    {
      rowFor: (_, of, destination) => table[of][destination],
      note: () => undefined,
      openMap: () => Promise.resolve(createPseudonymMap()),
      saveMap: () => Promise.resolve(true),
    },
  )
  const said: unknown = JSON.parse((screened?.body ?? body).toString())
  return { said, text: JSON.stringify(said), screened }
}

const user = (content: unknown) => ({ role: 'user', content })
const part = (text: string) => ({ type: 'text', text })

test('a number split over parts or messages is put together, also over what the model said between', async () => {
  const inParts = user([part('my card is 41111111'), part('11111111, thanks')])
  const inManyParts = user(['My card: 41', '11', '11', '11', '11', '11', '11', '11'].map(part))
  const answered = [
    user('card 411111111'),
    { role: 'assistant', content: 'Go on.' },
    user('1111111'),
  ]
  const cases = {
    parts: [inParts],
    many: [inManyParts],
    messages: [user('card 41111111'), user('11111111')],
    answered,
  }
  for (const [name, messages] of Object.entries(cases)) {
    const { text } = await leaving({ messages })
    assert.doesNotMatch(text, /1{4}|"41"/, `${name}: ${text}`)
    assert.match(text, /⟦CARD_\d⟧/)
  }
})

test('a number that the message before asked for is what it was asked for', async () => {
  const ask = { role: 'assistant', content: 'Wat is uw BSN?' }
  const { text } = await leaving({ messages: [ask, user('123456782')] })
  assert.match(text, /"⟦ID_NL_1⟧"/)
  const other = { role: 'assistant', content: 'How many inhabitants?' }
  assert.match((await leaving({ messages: [other, user('123456782')] })).text, /123456782/)
})

test('texts that stand side by side by chance are left as they are', async () => {
  const messages = [
    user('In 2024 there were 4111'),
    user('1111 people came, 1111'),
    user('1111 left.'),
  ]
  assert.equal(
    (await leaving({ messages: [user('write to'), user(`${MAIL} soon`)] })).text.includes(
      'write to"',
    ),
    true,
  )
  assert.equal((await leaving({ messages })).screened, null)
})

test('names of members are words of the caller like any other', async () => {
  const { text } = await leaving({
    messages: [user('x')],
    metadata: { [`card ${CARD}`]: 1, [MAIL]: 2 },
  })
  assert.doesNotMatch(text, /4111|jane/)
})

test('a text file in base64 is read, and what leaves is the same file without it; a picture is not read', async () => {
  const file = `Name;Card\nJane;${CARD}\n`
  const url = (type: string, bytes: Buffer) => `data:${type};base64,${bytes.toString('base64')}`
  const parts = [
    { type: 'file', file: { filename: 'a.csv', file_data: url('text/csv', Buffer.from(file)) } },
    { type: 'image_url', image_url: { url: url('image/png', Buffer.alloc(300, 7)) } },
    { type: 'input_file', file_data: Buffer.from(`${file}${file}`, 'utf16le').toString('base64') },
  ]
  const { said, screened } = await leaving({ messages: [user(parts)] })
  const [first] = JSON.stringify(said).match(/(?<=text\/csv;base64,)[^"]+/) ?? []
  assert.match(Buffer.from(first ?? '', 'base64').toString(), /^Name;Card\nJane;⟦CARD_1⟧\n$/)
  assert.deepEqual(screened?.warnings, ['payment-card=1 (pseudonym)', 'not-screened=2'])
})

test('reading in every way takes time that grows with the length, whatever a text is made of', () => {
  const pieces = [
    '%34',
    '%25',
    '1 ',
    '1, ',
    '1234_',
    'MTIz',
    'SGVsbG8gd29ybGQgdGhpcyA= ',
    '&#',
    '(at)',
    'aа',
    '१',
    '61',
    '[.]',
    '\\u0031',
    '1\u0336',
  ]
  const timeOf = (text: string) => {
    const from = process.cpuUsage()
    scanText(text)
    return process.cpuUsage(from).user
  }
  for (const piece of pieces) {
    timeOf(piece.repeat(1000))
    const short = Math.min(...[1, 2, 3].map(() => timeOf(piece.repeat(2000))))
    // The least of several: what garbage collection took is not the text's.
    const long = Math.min(...[1, 2, 3].map(() => timeOf(piece.repeat(16_000))))
    // Eight times as much: 64 where it is quadratic.
    assert.ok(long < 30 * Math.max(short, 2000), `${piece}: ${short} µs, then ${long} µs`)
  }
})
