import assert from 'node:assert/strict'
import { test } from 'node:test'
import { measure } from './measure.ts'

const valuesOf = (text: string, lang: string) =>
  Object.fromEntries(measure([text], lang).measures.map(({ id, value }) => [id, value]))

/** A text of an administration, and the same in plain words: hard and easy, in languages with formulas of their own and without. */
const PAIRS: Readonly<Record<string, readonly [hard: string, easy: string]>> = {
  cs: [
    'K rozhodnutí o žádosti je nezbytné předložení veškerých požadovaných dokumentů prokazujících oprávněnost nároku žadatele.',
    'Pošlete nám prosím své doklady. Pak o žádosti rozhodneme. Píšeme vám brzy.',
  ],
  da: [
    'Afgørelsen vedrørende boligstøtteansøgningen forudsætter fremsendelse af yderligere dokumentation for husstandens indkomstforhold.',
    'Vi mangler nogle papirer. Send os din lejekontrakt. Så får du svar fra os.',
  ],
  de: [
    'Die Bewilligung der beantragten Leistung setzt die fristgerechte Vorlage sämtlicher angeforderter Nachweise über die Einkommensverhältnisse voraus.',
    'Wir brauchen noch Papiere von Ihnen. Bitte schicken Sie uns den Vertrag. Dann bekommen Sie Geld.',
  ],
  en: [
    'The determination of entitlement is conditional upon the timely submission of supplementary documentation substantiating household income.',
    'We need some papers from you. Please send us your lease. Then we can pay you the money.',
  ],
  es: [
    'La concesión de la prestación solicitada queda supeditada a la presentación de la documentación acreditativa correspondiente.',
    'Nos faltan papeles. Envíe su contrato de casa. Luego le damos la ayuda.',
  ],
  fr: [
    'L’attribution de la prestation sollicitée est subordonnée à la transmission des pièces justificatives complémentaires exigées par la réglementation.',
    'Il nous manque des papiers. Envoyez votre bail. Puis nous vous payons l’aide.',
  ],
  it: [
    'L’erogazione della prestazione richiesta è subordinata alla presentazione della documentazione integrativa comprovante la situazione reddituale.',
    'Ci mancano dei fogli. Mandi il suo contratto. Poi paghiamo noi la casa.',
  ],
  nl: [
    'De toekenning van de aangevraagde huurtoeslag is afhankelijk van tijdige overlegging van aanvullende inkomensgegevens.',
    'Wij missen nog papieren van u. Stuur ons uw contract. Dan krijgt u geld.',
  ],
  pl: [
    'Rozpatrzenie wniosku o przyznanie świadczenia uzależnione jest od dostarczenia dodatkowej dokumentacji potwierdzającej wysokość dochodów.',
    'Brakuje nam kilku pism. Proszę wysłać umowę. Wtedy damy pani pomoc i dom.',
  ],
  pt: [
    'A atribuição da prestação requerida depende da apresentação tempestiva da documentação comprovativa complementar.',
    'Faltam papéis. Mande o contrato da casa. Depois nós pagamos a ajuda.',
  ],
  sv: [
    'Beviljandet av bostadsbidraget förutsätter att kompletterande inkomstuppgifter inkommer till myndigheten.',
    'Vi saknar några papper. Skicka ditt kontrakt till oss. Sedan får du pengar.',
  ],
}

for (const [lang, [hard, easy]] of Object.entries(PAIRS)) {
  test(`every formula of ${lang} finds plain words easier than those of an administration`, () => {
    const before = measure([hard], lang).measures
    const after = measure([easy], lang).measures
    assert.ok(before.length > 0)
    for (const [at, one] of before.entries()) {
      const then = after[at]
      assert.ok(then && then.position < one.position, `${one.id}: ${one.value} → ${then?.value}`)
      assert.ok(['hard', 'very-hard'].includes(one.band), `${one.id}: ${one.value} is ${one.band}`)
      assert.ok(
        ['very-easy', 'easy', 'medium'].includes(then.band),
        `${one.id}: ${then.value} is ${then.band}`,
      )
    }
  })
}

test('formulas give what one computes by hand', () => {
  // 10 words, 2 sentences, 11 syllables (of "people" two); no long word.
  const text = 'We send you the form. You fill it in for people.'
  const { flesch, 'flesch-kincaid': grade } = valuesOf(text, 'en')
  assert.equal(flesch, Math.round((206.835 - 1.015 * 5.5 - (84.6 * 12) / 11) * 10) / 10)
  assert.equal(grade, Math.round((0.39 * 5.5 + (11.8 * 12) / 11 - 15.59) * 10) / 10)
  // 12 words, 2 sentences, 3 of more than six letters.
  assert.equal(
    valuesOf('Vi skickar blanketten till dig nu. Du fyller blanketten hemma och skickar.', 'sv')[
      'lix'
    ],
    Math.round((6 + (100 * 4) / 12) * 10) / 10,
  )
  // 12 words, 3 sentences, 55 letters.
  const italian = 'Il modulo arriva domani. Lei firma il foglio. Noi paghiamo la casa.'
  const letters = italian.replaceAll(/[^a-z]/giu, '').length
  assert.equal(
    valuesOf(italian, 'it')['gulpease'],
    Math.round((89 + (300 * 3 - 10 * letters) / 12) * 10) / 10,
  )
})

test('a language without a formula of its own has LIX, said to be no more than a hint', () => {
  for (const lang of 'bg cs el et fi ga hr hu lt lv mt ro sk sl'.split(' ')) {
    const [lix, ...others] = measure(['Это тест. '.repeat(20)], lang).measures
    assert.deepEqual([lix?.id, lix?.validity, others.length], ['lix', 'general', 0])
  }
})

test('a few words are not measured, and numbers and divided words do not count as long ones', () => {
  assert.deepEqual(measure(['Zu kurz.'], 'de').measures, [])
  const { longWordShare } = measure(
    ['Der Miet-Vertrag, der Miet·vertrag und 1.500.000 Euro.'],
    'de',
  )
  // Two of seven: of each the part "Vertrag".
  assert.equal(longWordShare, 28.6)
  assert.equal(measure(['Miet-Recht und Miet·geld 1.500.000'], 'de').longWordShare, 0)
})
