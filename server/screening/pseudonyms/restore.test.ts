import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { FindingKind } from '#wire/screening.ts'
import { fieldOf } from '#server/lib/field-of.ts'
import { createRandom } from '#server/lib/random-testing.ts'
import { z } from 'zod'
import { createPseudonymMap } from './placeholders.ts'
import { restoreAnswer } from './restore-answer.ts'
import { createStreamRestorer } from './restore-stream.ts'
import { createTextRestorer, restoreText } from './restore-text.ts'

const DialectName = z.enum(['openai-chat', 'anthropic-messages', 'openai-responses'])
const random = createRandom(20_261_122)
const below = (limit: number) => Math.floor(random() * limit)
const pick = <T>(list: readonly T[]): T => list[below(list.length)] ?? assert.fail()

const VALUES: readonly [FindingKind, string, string | null][] = [
  ['email', 'jane.doe@example.org', null],
  ['email', 'o"brien\\x@example.org', null],
  ['person', 'Zoë Müller-Łukasz', 'F'],
  ['person', 'Δημήτρης', 'M'],
  ['phone', '+33 6 12 34 56 78', 'FR'],
  ['national-id', '123456782', 'NL'],
  ['iban', 'DE89 3704 0044 0532 0130 00', 'DE'],
]

function mapWithValues() {
  const map = createPseudonymMap()
  const names = VALUES.map(([kind, value, hint]) => map.nameFor(kind, value, hint))
  return { map, names }
}

/** Words, brackets and halves of placeholders that are none. */
const WORDS = [
  'Guten',
  'Tag',
  ',',
  ' ',
  '\n',
  'EMAIL',
  'EMAIL_',
  '⟦',
  '⟧',
  '[1]',
  '[link](x)',
  'PERSONAL',
  'E',
  'PHON',
  '⟦EMAIL',
  'ID',
  'IDEA_1',
  '𝕏',
  '😀',
  'ñ',
  '[[',
  ']]',
  '{{name}}',
  '\\',
  'a_b',
]

function cut(text: string): string[] {
  const pieces: string[] = []
  for (let at = 0; at < text.length;) {
    const length = 1 + below(random() < 0.5 ? 3 : 12)
    pieces.push(text.slice(at, at + length))
    at += length
  }
  return pieces
}

test('whatever stands for something comes back as it was, however the text was cut', () => {
  const { map, names } = mapWithValues()
  for (let round = 0; round < 3000; round += 1) {
    let said = ''
    let meant = ''
    for (let piece = below(12); piece >= 0; piece -= 1) {
      const index = below(names.length)
      const isName = random() < 0.4
      const word = pick(WORDS)
      // Half a placeholder just before a whole one is one with two brackets.
      const gap = isName ? ' ' : ''
      said += gap + (isName ? names[index] : word)
      meant += gap + (isName ? VALUES[index]?.[1] : word)
    }
    const restorer = createTextRestorer(map)
    const told =
      cut(said)
        .map((piece) => restorer.push(piece))
        .join('') + restorer.end()
    assert.equal(told, restoreText(said, map), said)
    if (!/⟦(?:EMAIL)?\s*(?:⟦|\[)|[⟦[\\]\s+⟦|[⟦[]$/.test(said)) assert.equal(told, meant, said)
  }
})

test('what a model makes of a placeholder is still read', () => {
  const { map } = mapWithValues()
  const ways = [
    '⟦EMAIL_1⟧',
    '⟦email_1⟧',
    '⟦ EMAIL_1 ⟧',
    '⟦EMAIL 1⟧',
    '⟦EMAIL-1⟧',
    '⟦Email_1⟧',
    '[EMAIL_1]',
    '[[EMAIL_1]]',
    '【EMAIL_1】',
    '〖EMAIL_1〗',
    '〚EMAIL_1〛',
    'EMAIL_1',
    String.raw`⟦EMAIL\_1⟧`,
    String.raw`EMAIL\_1`,
    '⟦EMAIL_1',
    '⟦⟦EMAIL_1⟧⟧',
  ]
  for (const way of ways) {
    assert.equal(
      restoreText(`Write to ${way} please`, map),
      'Write to jane.doe@example.org please',
      way,
    )
  }
  assert.equal(
    restoreText('Tel. ⟦PHONE_1⟧, ⟦PHONE_FR_1⟧, ⟦phone fr 1⟧', map),
    'Tel. +33 6 12 34 56 78, +33 6 12 34 56 78, +33 6 12 34 56 78',
  )
  assert.equal(
    restoreText('**⟦PERSON_F_1⟧**, «PERSON_M_2», (PERSON_M_2)', map),
    '**Zoë Müller-Łukasz**, «Δημήτρης», (Δημήτρης)',
  )
  assert.equal(
    restoreText('[EMAIL_1](mailto:EMAIL_1)', map),
    '[jane.doe@example.org](mailto:jane.doe@example.org)',
  )
})

test('what only looks like a placeholder stays as it is', () => {
  const { map } = mapWithValues()
  for (const text of [
    '⟦EMAIL_9⟧',
    'MY_EMAIL_1',
    'EMAIL_1X',
    'EMAIL 1',
    'email_1',
    '[email]',
    '⟦NAME_1⟧',
    '[1]',
    'ID_',
    '⟦⟧',
    'EMAIL_',
  ]) {
    assert.equal(restoreText(text, map), text)
  }
})

test('no more is held back than what may be the start of a placeholder', () => {
  const { map } = mapWithValues()
  const restorer = createTextRestorer(map)
  assert.equal(restorer.push('Hello, an array is a[0], and '), 'Hello, an array is a[0], and ')
  assert.equal(restorer.push('write to ⟦EM'), 'write to ')
  assert.equal(restorer.push('AIL_1'), '')
  assert.equal(restorer.push('⟧ now'), 'jane.doe@example.org now')
  assert.equal(restorer.push(' ⟦E'), ' ')
  assert.equal(restorer.push('uro⟧'), '⟦Euro⟧')
})

test('arguments of tools stay JSON, whatever the value is and however brackets are escaped', () => {
  const { map } = mapWithValues()
  const said = String.raw`{"to":"⟦EMAIL_2⟧","cc":"\u27e6EMAIL_1\u27e7","n":"EMAIL_2"}`
  for (let round = 0; round < 200; round += 1) {
    const restorer = createTextRestorer(map, { isJson: true })
    const told =
      cut(said)
        .map((piece) => restorer.push(piece))
        .join('') + restorer.end()
    assert.deepEqual(JSON.parse(told), {
      to: 'o"brien\\x@example.org',
      cc: 'jane.doe@example.org',
      n: 'o"brien\\x@example.org',
    })
  }
})

function within(value: unknown, ...names: string[]): string {
  let found = value
  for (const name of names) found = fieldOf(found, name)
  return typeof found === 'string' ? found : ''
}

/** Events of each dialect that say a text in pieces, and how a client reads them. */
const STREAMS = {
  'openai-chat': {
    events: (pieces: string[]) => [
      { choices: [{ index: 0, delta: { role: 'assistant', content: '' } }] },
      ...pieces.map((content) => ({
        id: 'x',
        choices: [{ index: 0, delta: { content }, finish_reason: null }],
      })),
      { id: 'x', choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
    ],
    read: (event: unknown) => within(event, 'choices', '0', 'delta', 'content'),
  },
  'anthropic-messages': {
    events: (pieces: string[]) => [
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      ...pieces.map((text) => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text },
      })),
      { type: 'content_block_stop', index: 0 },
    ],
    read: (event: unknown) => within(event, 'delta', 'text'),
  },
  'openai-responses': {
    events: (pieces: string[]) => [
      ...pieces.map((delta) => ({
        type: 'response.output_text.delta',
        output_index: 0,
        content_index: 0,
        delta,
      })),
      {
        type: 'response.output_text.done',
        output_index: 0,
        content_index: 0,
        text: pieces.join(''),
      },
    ],
    read: (event: unknown) =>
      within(event, 'type') === 'response.output_text.delta' ? within(event, 'delta') : '',
  },
} as const

for (const [dialect, { events, read }] of Object.entries(STREAMS)) {
  test(`${dialect}: a stream cut at any byte brings every value back`, () => {
    const { map, names } = mapWithValues()
    for (let round = 0; round < 150; round += 1) {
      const at = below(names.length)
      const isAtEnd = random() < 0.3
      const said = `Dear ${names[at]}, yours ${names[0]}${isAtEnd ? '' : ' truly'}${random() < 0.2 ? ' ⟦EMA' : ''}`
      const lines = events(cut(said))
        .map((event) => `data: ${JSON.stringify(event)}\n\n`)
        .join('')
      const bytes = Buffer.from(dialect === 'openai-chat' ? `${lines}data: [DONE]\n\n` : lines)
      const restorer = createStreamRestorer(DialectName.parse(dialect), map)
      const out: Buffer[] = []
      for (let from = 0; from < bytes.length;) {
        const end = from + 1 + below(round % 3 === 0 ? 2 : 300)
        const piece = restorer.push(bytes.subarray(from, end))
        if (piece) out.push(piece)
        from = end
      }
      const last = restorer.end()
      if (last) out.push(last)
      const told = Buffer.concat(out)
        .toString()
        .split('\n')
        .filter((line) => line.startsWith('data: {'))
        .map((line) => JSON.parse(line.slice(6)))
      assert.equal(told.map(read).join(''), restoreText(said, map))
      const done = told.find(({ type }) => type === 'response.output_text.done')
      if (done) assert.equal(done.text, restoreText(said, map))
    }
  })
}

test('a stream without placeholders passes with every byte as it was', () => {
  const { map } = mapWithValues()
  const bytes = Buffer.from(
    'event: x\ndata: {"choices": [ {"index":0,"delta":{"content":"a\\u00e9 1.0"}} ],  "n":1.50}\n\n: ping\n\ndata: [DONE]\n\n',
  )
  const restorer = createStreamRestorer('openai-chat', map)
  assert.deepEqual(restorer.push(bytes), bytes)
})

test('thoughts and their signatures stay as the provider wrote them', () => {
  const { map } = mapWithValues()
  const answer = Buffer.from(
    JSON.stringify({
      content: [
        { type: 'thinking', thinking: 'about ⟦EMAIL_1⟧', signature: 'EMAIL_1' },
        { type: 'text', text: 'to ⟦EMAIL_1⟧' },
        { type: 'tool_use', id: 'EMAIL_1', name: 'f', input: { to: ['⟦EMAIL_1⟧'] } },
      ],
    }),
  )
  const told = JSON.parse(restoreAnswer(answer, 'anthropic-messages', map).toString())
  assert.equal(told.content[0].thinking, 'about ⟦EMAIL_1⟧')
  assert.equal(told.content[0].signature, 'EMAIL_1')
  assert.equal(told.content[1].text, 'to jane.doe@example.org')
  assert.deepEqual(told.content[2], {
    type: 'tool_use',
    id: 'EMAIL_1',
    name: 'f',
    input: { to: ['jane.doe@example.org'] },
  })
})

test('brackets that a model doubles are all taken away, wherever the text is cut', () => {
  const map = createPseudonymMap()
  const text = `an ${map.nameFor('email', 'max@beispiel.de', null)} und`
  const doubled = text.replace('⟦', '⟦⟦').replace('⟧', '⟧⟧')
  for (let at = 1; at < doubled.length; at += 1) {
    const restorer = createTextRestorer(map)
    const said = restorer.push(doubled.slice(0, at)) + restorer.push(doubled.slice(at))
    assert.equal(said + restorer.end(), 'an max@beispiel.de und', `cut at ${at}`)
  }
})
