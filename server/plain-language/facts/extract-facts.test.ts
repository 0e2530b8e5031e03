import assert from 'node:assert/strict'
import { test } from 'node:test'
import { extractFacts } from './extract-facts.ts'
import { readNumber } from './read-number.ts'
import { wordsOf } from '../text/words.ts'

const SOFT = new Set(['negation', 'obligation', 'permission'])
const hard = (text: string, lang: string) =>
  extractFacts(text, lang)
    .filter(({ kind }) => !SOFT.has(kind))
    .map(({ kind, value }) => `${kind} ${value}`)

const numberOf = (text: string, lang: string) =>
  readNumber({ text, words: wordsOf(text), lang }, 0)?.value

/** Two, three … words with what they are worth, in each language. */
const NUMBERS: Readonly<Record<string, string>> = {
  bg: 'три:3 четиринадесет:14 двадесет:20 двадесет и пет:25 сто:100 две хиляди:2000',
  cs: 'tři:3 čtrnáct:14 čtrnácti:14 dvacet pět:25 třicet:30 sto:100 dva tisíce:2000',
  da: 'tre:3 fjorten:14 femogtyve:25 tredive:30 halvtreds:50 totusind:2000',
  de: 'drei:3 vierzehn:14 fünfundzwanzig:25 dreißig:30 hundert:100 eintausendfünfhundert:1500 zweihundertsiebenundachtzig:287 vierundzwanzig:24',
  el: 'τρεις:3 δεκατέσσερις:14 είκοσι πέντε:25 τριάντα:30 εκατό:100',
  en: 'three:3 fourteen:14 twenty-five:25 twenty five:25 one hundred and twenty:120 two thousand:2000',
  es: 'tres:3 catorce:14 veinticinco:25 treinta y cinco:35 cien:100 dos mil:2000 quinientos:500',
  et: 'kolm:3 neliteist:14 kakskümmend viis:25 kolmkümmend:30 sada:100 kaks tuhat:2000',
  fi: 'kolme:3 neljätoista:14 kaksikymmentäviisi:25 kolmekymmentä:30 sata:100 kaksituhatta:2000',
  fr: 'trois:3 quatorze:14 vingt-cinq:25 vingt et un:21 soixante-dix:70 quatre-vingt-dix:90 quatre-vingts:80 deux mille:2000 cent vingt:120',
  ga: 'trí:3 fiche:20 tríocha:30 céad:100',
  hr: 'tri:3 četrnaest:14 dvadeset pet:25 dvadeset i pet:25 trideset:30 sto:100',
  hu: 'három:3 tizennégy:14 huszonöt:25 harminc:30 száz:100 kétezer:2000',
  it: 'tre:3 quattordici:14 venticinque:25 trenta:30 cento:100 duemila:2000 ventotto:28',
  lt: 'trys:3 keturiolika:14 dvidešimt penki:25 trisdešimt:30 šimtas:100 du tūkstančiai:2000',
  lv: 'trīs:3 četrpadsmit:14 divdesmit pieci:25 trīsdesmit:30 simts:100 divi tūkstoši:2000',
  mt: 'tlieta:3 erbatax:14 ħamsa u għoxrin:25 tletin:30 mija:100',
  nl: 'drie:3 veertien:14 vijfentwintig:25 tweeëntwintig:22 dertig:30 honderd:100 tweeduizend:2000',
  pl: 'trzy:3 czternaście:14 czternastu:14 dwadzieścia pięć:25 trzydzieści:30 sto:100 dwa tysiące:2000',
  pt: 'três:3 catorze:14 vinte e cinco:25 trinta:30 cem:100 dois mil:2000 quinhentos:500',
  ro: 'trei:3 paisprezece:14 douăzeci și cinci:25 treizeci:30 o sută:100 două mii:2000',
  sk: 'tri:3 štrnásť:14 štrnástich:14 dvadsaťpäť:25 tridsať:30 sto:100 dvetisíc:2000',
  sl: 'tri:3 štirinajst:14 petindvajset:25 trideset:30 sto:100 dva tisoč:2000',
  sv: 'tre:3 fjorton:14 tjugofem:25 trettio:30 hundra:100 tvåtusen:2000',
}

for (const [lang, list] of Object.entries(NUMBERS)) {
  test(`number words of ${lang} are worth what they are worth`, () => {
    for (const pair of list.split(/(?<=:\d+) /u)) {
      const [words = '', value = ''] = pair.split(':')
      assert.equal(numberOf(words, lang), value, words)
    }
  })
}

/** What a sentence of a letter says, in each language: a date, an amount, a length of time. */
const LETTERS: Readonly<Record<string, string>> = {
  bg: 'Платете 1 500,50 евро до 5 март 2026 г. в срок от четиринадесет дни.',
  cs: 'Zaplaťte 1 500,50 eur do 5. března 2026 ve lhůtě čtrnácti dnů.',
  da: 'Betal 1.500,50 euro senest 5. marts 2026 inden for fjorten dage.',
  de: 'Zahlen Sie 1.500,50 Euro bis zum 5. März 2026 innerhalb von vierzehn Tagen.',
  el: 'Πληρώστε 1.500,50 ευρώ έως τις 5 Μαρτίου 2026 εντός δεκατεσσάρων ημερών.',
  en: 'Pay 1,500.50 euros by 5 March 2026 within fourteen days.',
  es: 'Pague 1.500,50 euros hasta el 5 de marzo de 2026 en catorce días.',
  et: 'Makske 1 500,50 eurot hiljemalt 5. märtsil 2026 neljateistkümne päeva jooksul.',
  fi: 'Maksa 1 500,50 euroa viimeistään 5. maaliskuuta 2026 neljäntoista päivän kuluessa.',
  fr: 'Payez 1 500,50 euros avant le 5 mars 2026, dans un délai de quatorze jours.',
  ga: 'Íoc €1,500.50 faoin 5 Márta 2026 laistigh de 14 lá.',
  hr: 'Platite 1.500,50 eura do 5. ožujka 2026. u roku od četrnaest dana.',
  hu: 'Fizessen 1 500,50 eurót 2026. március 5-ig, tizennégy napon belül.',
  it: 'Paghi 1.500,50 euro entro il 5 marzo 2026, entro quattordici giorni.',
  lt: 'Sumokėkite 1 500,50 euro iki 2026 m. kovo 5 d. per keturiolika dienų.',
  lv: 'Samaksājiet 1 500,50 eiro līdz 2026. gada 5. martam četrpadsmit dienu laikā.',
  mt: 'Ħallas €1,500.50 sal-5 ta’ Marzu 2026 fi żmien 14 jum.',
  nl: 'Betaal 1.500,50 euro vóór 5 maart 2026, binnen veertien dagen.',
  pl: 'Proszę zapłacić 1 500,50 euro do 5 marca 2026 r. w terminie czternastu dni.',
  pt: 'Pague 1.500,50 euros até 5 de março de 2026, em catorze dias.',
  ro: 'Plătiți 1.500,50 euro până la 5 martie 2026, în paisprezece zile.',
  sk: 'Zaplaťte 1 500,50 eur do 5. marca 2026 v lehote štrnástich dní.',
  sl: 'Plačajte 1.500,50 evra do 5. marca 2026 v štirinajstih dneh.',
  sv: 'Betala 1 500,50 euro senast den 5 mars 2026 inom fjorton dagar.',
}

for (const [lang, letter] of Object.entries(LETTERS)) {
  test(`a letter of ${lang} says an amount, a date and a length of time`, () => {
    const said = hard(letter, lang).filter((one) => !one.startsWith('name '))
    assert.deepEqual(said.toSorted(), ['date 2026-03-05', 'duration 14 day', 'money 1500.5 EUR'])
  })
}

test('each form of a fact has the same value', () => {
  const same: [lang: string, value: string, forms: string[]][] = [
    ['de', 'date 2026-03-05', ['5. März 2026', '05.03.2026', '5.3.26', '2026-03-05', '5. 3. 2026']],
    [
      'de',
      'money 1500 EUR',
      [
        '1.500 €',
        '1500 Euro',
        '€ 1500',
        '1 500,00 EUR',
        'tausendfünfhundert Euro',
        '1.500,- €'.replace(',-', ''),
      ],
    ],
    ['de', 'money 0.5 EUR', ['50 Cent', '0,50 €']],
    ['de', 'money 1500000 EUR', ['1,5 Mio. Euro', '1.500.000 €', '1,5 Millionen Euro']],
    ['de', 'percent 2.5', ['2,5 %', '2,5 Prozent', '2,50%']],
    ['de', 'time 14:30', ['14:30 Uhr', '14.30 Uhr']],
    ['de', 'duration 14 day', ['14 Tage', 'vierzehn Tagen', 'zwei Wochen', '2 Wochen']],
    ['de', 'duration 12 month', ['12 Monate', 'zwölf Monaten', 'ein Jahr']],
    ['de', 'phone 0305550123', ['030 / 555 01-23', '030 5550123', '(030) 555 01 23']],
    [
      'de',
      'address example.de/wohngeld',
      ['https://www.example.de/wohngeld', 'www.example.de/wohngeld.', 'example.de/wohngeld'],
    ],
    ['en', 'number 1.5', ['1.5', '1.50']],
    ['en', 'number 1500', ['1,500', '1500']],
    ['en', 'date 2026-03-05', ['5 March 2026', 'March 5, 2026', '5th of March 2026']],
    ['en', 'time 14:30', ['2.30 pm', '2:30 p.m.', '14:30']],
    ['en', 'percent 25', ['25%', '25 per cent', 'twenty-five percent']],
    ['en', 'money 287.5 EUR', ['€287.50', '287.50 euros', 'EUR 287.50']],
    ['fr', 'time 14:30', ['14h30', '14 h 30'.replace(' h ', 'h'), '14:30']],
    ['fr', 'date 2026-04-01', ['1er avril 2026', '1 avril 2026', '01/04/2026']],
    ['pl', 'money 25 PLN', ['25 zł', 'dwadzieścia pięć złotych', '25,00 PLN']],
  ]
  for (const [lang, value, forms] of same) {
    for (const form of forms) assert.deepEqual(hard(form, lang), [value], `${lang}: ${form}`)
  }
})

test('what only looks like another fact is not one', () => {
  assert.deepEqual(hard('Version 1.5 ist da.', 'de'), ['number 1.5'])
  assert.deepEqual(hard('1.500 Plätze', 'de'), ['number 1500'])
  assert.deepEqual(hard('1.500 places', 'en'), ['number 1.5'])
  assert.deepEqual(hard('Ein Antrag, eine Frist.', 'de'), [])
  assert.deepEqual(hard('Un citoyen et une demande.', 'fr'), [])
  assert.deepEqual(hard('Gib acht auf dich.', 'de'), [])
  assert.deepEqual(hard('You may apply in writing.', 'en'), [])
  assert.deepEqual(hard('§ 5 Abs. 2 und Art. 6', 'de'), ['law § 5', 'law par 2', 'law art 6'])
})

test('soft hyphens, Arabic digits and marks of direction hide no fact', () => {
  assert.deepEqual(hard('vier\u00ADzehn Ta\u00ADge', 'de'), ['duration 14 day'])
  assert.deepEqual(hard('\u202B١٤ أيام\u202C', 'ar'), ['number 14'])
  assert.deepEqual(hard('1\u00A0500\u00A0€', 'fr'), ['money 1500 EUR'])
})

test('what must, may and must not be done is told by words of each language', () => {
  const kinds = (text: string, lang: string) =>
    extractFacts(text, lang).flatMap(({ kind }) => (SOFT.has(kind) ? [kind] : []))
  assert.deepEqual(kinds('Sie müssen zahlen.', 'de'), ['obligation'])
  assert.deepEqual(kinds('Sie dürfen nicht warten.', 'de'), ['permission', 'negation'])
  assert.deepEqual(kinds('You must not wait.', 'en'), ['obligation', 'negation'])
  assert.deepEqual(kinds('Vous ne devez pas attendre.', 'fr'), ['obligation', 'negation'])
  assert.deepEqual(kinds('Nie może Pan czekać.', 'pl'), ['negation', 'permission'])
  assert.deepEqual(kinds('Du får inte vänta.', 'sv'), ['permission', 'negation'])
})

test('names are what has capitals within a sentence; in German only what has a title or is a pair', () => {
  const names = (text: string, lang: string) =>
    extractFacts(text, lang).flatMap(({ kind, value }) => (kind === 'name' ? [value] : []))
  assert.deepEqual(names('Ask John Byrne at the office.', 'en'), ['John Byrne'])
  assert.deepEqual(names('Der Antrag liegt bei Frau Kowalczyk und Martin Beck.', 'de'), [
    'Kowalczyk',
    'Martin Beck',
  ])
  assert.deepEqual(names('Die Frist für den Antrag endet.', 'de'), [])
  assert.deepEqual(names('Le RGPD protège Claire Dubois.', 'fr'), ['RGPD', 'Claire Dubois'])
  assert.deepEqual(names('BITTE LESEN SIE DEN BESCHEID', 'de'), [])
})

/** Each would take minutes where a pattern goes back and forth. The longest text that is taken. */
const HOSTILE = [
  '1. ',
  '(0',
  'A-',
  'März 5 ',
  'ein',
  'zwanzig ',
  'a@',
  '1 2 3 4 ',
  '§ ',
  '+1 ',
  'Amt ',
  'Art ',
  'a.',
  '\u0000\u202E',
  '2026 ',
  '0 / ',
  'x'.repeat(50),
  '.',
  ' ',
  '\n',
]

test('the longest text that is taken is read in linear time, whatever it holds', () => {
  for (const piece of HOSTILE) {
    const text = piece.repeat(Math.ceil(60_000 / piece.length))
    const started = performance.now()
    extractFacts(text, 'de')
    assert.ok(performance.now() - started < 5_000, JSON.stringify(piece))
  }
})
