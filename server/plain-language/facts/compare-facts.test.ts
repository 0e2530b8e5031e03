import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compareFacts } from './compare-facts.ts'

/** As one reads it: what has changed, and from what to what. */
function differences(source: string, text: string, lang = 'de'): string[] {
  return compareFacts([{ id: 'a', source, text }], lang).map(
    ({ change, kind, source: from, result }) =>
      [change, kind, from?.text, result?.text].filter((part) => part !== undefined).join(' '),
  )
}

test('the same said in another form is no difference', () => {
  const same: [lang: string, source: string, text: string][] = [
    ['de', 'bis zum 5. März 2026 1.500,00 €', 'Zahlen Sie 1500 Euro bis 05.03.2026.'],
    ['de', 'innerhalb von vierzehn Tagen', 'Sie haben 2 Wochen Zeit.'],
    ['de', 'eine Gebühr von eintausendfünfhundert Euro', 'Die Gebühr ist 1.500 Euro.'],
    ['de', 'Der Antrag von Frau Kowalczyk', 'Frau Kowalczyk hat einen Antrag gestellt.'],
    ['de', 'nach dem Wohngeld·gesetz', 'Das steht im Wohngeldgesetz.'],
    ['de', 'am 5. März 2026', 'am 5. März'],
    ['fr', 'dans un délai de trente jours', 'Vous avez 30 jours.'],
    ['fr', 'à 14h30', 'à 14:30'],
    ['en', 'twenty-five per cent', '25%'],
    ['pl', 'pana Jana Kowalskiego', 'Jan Kowalski pisze list do urzędu.'],
    ['fi', 'Ota yhteyttä Anna Virtaseen.', 'Soita: Anna Virtanen.'],
    ['it', 'entro quattordici giorni', 'Ha 14 giorni.'],
  ]
  for (const [lang, source, text] of same) assert.deepEqual(differences(source, text, lang), [])
})

test('what is lost, what is new and what has become another is told apart', () => {
  assert.deepEqual(
    differences('Zahlen Sie 287,00 € bis zum 9. Februar 2026.', 'Zahlen Sie bis dann.'),
    ['missing money 287,00 €', 'missing date 9. Februar 2026'],
  )
  assert.deepEqual(differences('Zahlen Sie bald.', 'Zahlen Sie 20 Euro.'), ['added money 20 Euro'])
  assert.deepEqual(differences('Sie haben 14 Tage.', 'Sie haben 14 Monate.'), [
    'changed duration 14 Tage 14 Monate',
  ])
  assert.deepEqual(differences('Es kostet 1,5 Euro.', 'Es kostet 15 Euro.'), [
    'changed money 1,5 Euro 15 Euro',
  ])
  assert.deepEqual(differences('It costs 1.5 euros.', 'It costs 1,500 euros.', 'en'), [
    'changed money 1.5 euros 1,500 euros',
  ])
  assert.deepEqual(differences('nach § 60 Abs. 1 SGB I', 'nach § 66 Abs. 1 SGB I'), [
    'changed law § 60 § 66',
  ])
  assert.deepEqual(differences('Rufen Sie 030 555 01 23 an.', 'Rufen Sie 030 555 01 32 an.'), [
    'changed phone 030 555 01 23 030 555 01 32',
  ])
})

test('a “not” that goes, or comes, is told, as is a duty that nobody says any more', () => {
  assert.deepEqual(differences('Eine Auszahlung darf nicht erfolgen.', 'Es wird ausgezahlt.'), [
    'missing negation nicht',
    'missing permission darf',
  ])
  assert.deepEqual(differences('Das gilt.', 'Das gilt nicht.'), ['added negation nicht'])
  assert.deepEqual(differences('You must reply.', 'You reply.', 'en'), ['missing obligation must'])
  assert.deepEqual(differences('You must not pay.', 'You must not pay.', 'en'), [])
})

test('a fact may move to another part, and is told once however often it was said', () => {
  const blocks = [
    { id: 'a', source: 'Frist: 14 Tage. Nochmals: 14 Tage.', text: 'Es gibt eine Frist.' },
    { id: 'b', source: 'Danke.', text: 'Sie haben 14 Tage.' },
  ]
  assert.deepEqual(compareFacts(blocks, 'de'), [])
  assert.deepEqual(differences('14 Tage, 14 Tage', 'nichts davon').length, 2)
})

test('differences lead to their places, and have keys that stay', () => {
  const source = 'Zahlen Sie 287,00 €.'
  const [found] = compareFacts([{ id: 'a', source, text: 'Zahlen Sie 278 Euro.' }], 'de')
  assert.equal(source.slice(found?.source?.start, found?.source?.end), '287,00 €')
  assert.equal(found?.key, 'money|changed|287 EUR|278 EUR')
})

test('a “no” that denies nothing hides no “not” that has gone', () => {
  assert.deepEqual(differences('It has not been sent.', 'Send it no later than then.', 'en'), [
    'missing negation not',
  ])
})
