import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findStandard } from '../standards/standards.ts'
import { findProblems } from './find-problems.ts'

function found(id: string, text: string): string[] {
  const standard = findStandard(id)
  assert.ok(standard)
  return findProblems(text, standard).map(
    ({ kind, start, end }) => `${kind}: ${text.slice(start, end)}`,
  )
}

const kinds = (id: string, text: string) => new Set(found(id, text).map((one) => one.split(':')[0]))

/** Sentences that are in the passive, and such that only look like it. */
const PASSIVE: Readonly<Record<string, { yes: string[]; no: string[] }>> = {
  'da-plain': {
    yes: ['Sagen bliver behandlet.'],
    no: ['Han bliver hjemme.', 'Vi behandler sagen.'],
  },
  'de-einfache-sprache': {
    yes: [
      'Der Antrag wird geprüft.',
      'Sie werden gebeten, zu kommen.',
      'Die Leistung wurde bewilligt.',
      'Das Geld ist überwiesen worden.',
      'Die Gebühr wird von der Stadt erhoben.',
    ],
    no: [
      'Sie werden Post bekommen.',
      'Er wird Lehrer.',
      'Wir werden Ihnen helfen.',
      'Das Wetter wird besser.',
      'Sie werden den Bescheid verstehen.',
    ],
  },
  'en-plain': {
    yes: [
      'The form was sent to you.',
      'Your claim will be assessed.',
      'Payments are made monthly.',
      'It has been withdrawn.',
    ],
    no: ['You are interested.', 'We are here.', 'She is tired.', 'They were late.'],
  },
  'es-claro': {
    yes: ['La solicitud fue rechazada.', 'Ha sido enviada.'],
    no: ['Es importante.', 'El plazo es corto.'],
  },
  'fr-clair': {
    yes: [
      'Votre demande a été rejetée.',
      'Le dossier est examiné par la commission.',
      'La lettre est transmise.',
    ],
    no: [
      'Elle est arrivée hier.',
      'Il est né à Lyon.',
      'Vous êtes importante.',
      'Nous sommes partis.',
    ],
  },
  'it-semplice': {
    yes: ['La domanda viene respinta.'],
    no: ['La domanda è nuova.', 'Viene domani.'],
  },
  'nl-b1': {
    yes: ['De aanvraag wordt behandeld.', 'Het besluit werd genomen.'],
    no: ['Het wordt koud.', 'Wij behandelen de aanvraag.'],
  },
  'pt-clara': { yes: ['O pedido foi rejeitado.'], no: ['O prazo é curto.'] },
  'sv-klarsprak': {
    yes: ['Ansökan blev avslagen.'],
    no: ['Det blir kallt.'.replace('kallt', 'bra')],
  },
}

for (const [id, { yes, no }] of Object.entries(PASSIVE)) {
  test(`${id}: the passive is found, and what only looks like it is not`, () => {
    for (const text of yes) assert.ok(kinds(id, text).has('passive'), text)
    for (const text of no) assert.ok(!kinds(id, text).has('passive'), text)
  })
}

test('Leichte Sprache: each rule that can be checked finds its place', () => {
  const id = 'de-leichte-sprache'
  assert.deepEqual(found(id, 'Das ist die Wohnungsgeberbestätigung.'), [
    'long-word: Wohnungsgeberbestätigung',
  ])
  assert.deepEqual(found(id, 'Das ist die Wohnungs·geber·bestätigung.'), [])
  assert.deepEqual(found(id, 'Das ist das Ende des Antrags.'), ['genitive: des'])
  assert.deepEqual(found(id, 'Sie bekommen kein Geld.'), ['negation: kein'])
  assert.deepEqual(found(id, 'Das kostet 150000 Euro.'), ['number-format: 150000'])
  assert.deepEqual(found(id, 'Das sind 25 % vom Geld.'), ['number-format: 25 %'])
  assert.deepEqual(found(id, '10115 Berlin, Telefon 030 123456.'), [])
  assert.deepEqual(found(id, 'Das macht das BAMF.'), ['abbreviation: BAMF'])
  assert.deepEqual(found(id, 'Das macht das BAMF (Bundes-Amt).'), [])
  assert.deepEqual(found(id, 'Sie füllen das aus, und dann schicken Sie es uns zu.'), [
    'several-statements: Sie füllen das aus, und dann schicken Sie es uns zu.',
  ])
})

/** As a person has marked them: texts that follow their standard. Nothing in them is a mistake. */
const GOOD: readonly (readonly [id: string, text: string])[] = [
  [
    'de-leichte-sprache',
    'Sie wollen Wohn-Geld.\nWohn-Geld ist Geld für die Miete.\nSie müssen einen Antrag stellen.\nDer Antrag ist ein Formular.\nWir helfen Ihnen gern.\nRufen Sie uns an: 030 555 01 23.\nSie haben 14 Tage Zeit.',
  ],
  [
    'de-einfache-sprache',
    'Sie haben Wohngeld beantragt. Wir brauchen dafür noch Ihren Mietvertrag. Bitte schicken Sie ihn bis zum 9. Februar 2026. Haben Sie Fragen? Dann rufen Sie Herrn Beck an.',
  ],
  [
    'en-plain',
    'You asked us for help with your rent. We need a copy of your lease. Please send it by 9 February 2026. If you have questions, call John Byrne on 01 555 0123.',
  ],
  [
    'fr-clair',
    'Vous avez demandé une aide pour votre loyer. Il nous manque deux documents. Envoyez-les avant le 15 février 2026. Pour toute question, appelez Claire Dubois.',
  ],
  [
    'es-lectura-facil',
    'Usted pidió una ayuda.\nLa ayuda es dinero para la casa.\nEnvíe su contrato.\nTiene 14 días.',
  ],
  [
    'sv-klarsprak',
    'Du har ansökt om bidrag. Vi behöver ditt kontrakt. Skicka det senast den 9 februari. Ring oss om du har frågor.',
  ],
]

test('texts that follow their standard are left alone', () => {
  for (const [id, text] of GOOD) assert.deepEqual(found(id, text), [], id)
})

test('a text of one sentence without end is marked once, and quickly', () => {
  const text = 'wort '.repeat(12_000)
  assert.deepEqual([...kinds('de-leichte-sprache', text)], ['long-sentence'])
})
