import assert from 'node:assert/strict'
import { test } from 'node:test'
import { silentLog } from '#server/lib/log.ts'
import { createLanguageDetector } from '../detect-language.ts'
import { checkReply } from './check-reply.ts'
import { mentionsLanguage } from './mentions-language.ts'
import { blocksOf, instructionOf } from './text-blocks.ts'

const detect = createLanguageDetector({ log: silentLog })
const GERMAN =
  'Die Bürgermeisterin hat den Antrag geprüft und schlägt vor, ihn in der nächsten Sitzung zu beraten.'
const ENGLISH =
  'The mayor has looked at the request and proposes to discuss it at the next meeting of the council.'
const check = (text: string, wanted: string | null, question = '?') =>
  checkReply(detect, { text, wanted, question })

test('an answer in the language that was wanted is right, one in another wrong, a mixed one partly', async () => {
  assert.equal((await check(GERMAN, 'de')).verdict, 'right')
  assert.deepEqual(await check(ENGLISH, 'de'), {
    lang: 'en',
    verdict: 'wrong',
    passages: [],
    found: 'en',
  })
  const text = `${GERMAN}\n\n${ENGLISH}`
  const mixed = await check(text, 'de')
  assert.equal(mixed.verdict, 'partly')
  assert.equal(mixed.found, 'en')
})

test('passages in another language are named where they stand', async () => {
  const text = `${GERMAN} ${GERMAN}\n\n- ${ENGLISH}\n\n${GERMAN}`
  const { lang, passages } = await check(text, 'de')
  assert.equal(lang, 'de')
  assert.deepEqual(
    passages.map(({ from, to, lang: of }) => [text.slice(from, to).trim(), of]),
    [[`- ${ENGLISH}`, 'en']],
  )
})

test('code, quotations, addresses and what is too short are no reason to complain', async () => {
  const quoted = `Es steht dort: „${ENGLISH}“ und das genügt für heute vollkommen, sagt die Verwaltung.`
  const cases = [
    '```ts\n// returns the list of all the people who have signed in today\nconst people = list()\n```',
    quoted,
    `> ${ENGLISH}`,
    'Yes.',
    'OK – 42',
    'https://example.eu/the/list/of/all/the/people/who/have/signed/in',
    '`const answerOfTheMayor = await findTheRequestOfTheCouncil()`',
    '| a | b |\n|---|---|\n| 1 | 2 |',
  ]
  for (const text of cases) assert.equal((await check(text, 'de')).verdict, 'right', text)
})

test('who asked for another language, or wrote in it, gets what they asked for', async () => {
  for (const question of [
    'Übersetze das ins Englische: Die Bürgermeisterin hat den Antrag geprüft.',
    'Schreibe mir das auf Englisch',
    `Verbessere diesen Text:\n\n${ENGLISH.replace('looked', 'look')}`,
  ]) {
    assert.equal((await check(ENGLISH, 'de', question)).verdict, 'right', question)
  }
  assert.equal((await check(ENGLISH, 'de', 'Was sagt die Bürgermeisterin?')).verdict, 'wrong')
})

test('a language is found by its name in any of the Union’s', () => {
  for (const [text, lang] of [
    ['Käännä tämä englanniksi', 'en'],
    ['po francusku, proszę', 'fr'],
    ['Přelož to do němčiny', 'de'],
    ['Traduis en néerlandais', 'nl'],
    ['μετάφρασέ το στα ιταλικά', 'it'],
    ['Aistrigh go Spáinnis é', 'es'],
  ] as const) {
    assert.equal(mentionsLanguage(text, lang), true, text)
  }
  assert.equal(mentionsLanguage('Schreibe einen Brief', 'en'), false)
})

test('a language without a mark of the Union is not held against a neighbour of its', async () => {
  const norwegian =
    'Ordføreren har sett på søknaden og foreslår at den skal drøftes på neste møte i kommunestyret.'
  assert.notEqual((await check(norwegian, 'da')).verdict, 'wrong')
})

test('what is asked stands before what was pasted, or after it', () => {
  const letter = `${ENGLISH} `.repeat(8)
  assert.equal(instructionOf(`Fasse das zusammen:\n\n${letter}`), 'Fasse das zusammen:')
  assert.equal(instructionOf(`${letter}\n\nWas will er?`), 'Was will er?')
  assert.equal(instructionOf('Kurz'), 'Kurz')
  assert.equal(instructionOf(letter), letter)
})

test('blocks cover what is said, and end where the next one begins', () => {
  const text = '# Titel\n\nEin Satz.\n- eins\n- zwei\n\n```\ncode\n```\nDanach.'
  assert.deepEqual(
    blocksOf(text).map(({ from, to }) => text.slice(from, to).trim()),
    ['# Titel', 'Ein Satz.', '- eins', '- zwei', 'Danach.'],
  )
})
