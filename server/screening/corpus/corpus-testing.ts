import type { FindingKind } from '#wire/screening.ts'
import { createRandom } from '#server/lib/random-testing.ts'
import { isLuhn, mod97 } from '../detect/checksums.ts'
import { SENTENCES } from './sentences-testing.ts'
import { PERSONAL, THINGS } from './things-testing.ts'
import { findIdentifierOf, makeValue, pick, writeOut, type Random } from './values-testing.ts'

/** One text, and what is in it. */
export interface Sample {
  text: string
  /** Null: nothing. */
  expected: { kind: FindingKind; start: number; end: number } | null
  /** What it is counted under: a country, a kind, or `things`. */
  group: string
}

export interface CorpusOptions {
  seed: number
  /** Samples of each identifier, each kind; as many things as all of them together. */
  each: number
}

/** Sentences of 24 languages with made-up values in them, and as many that only look so. The same for the same seed. */
export function makeCorpus({ seed, each }: CorpusOptions): Sample[] {
  const random = createRandom(seed)
  const samples: Sample[] = []
  for (const [country, types] of Object.entries(SENTENCES)) {
    for (const [type, sentences] of Object.entries(types)) {
      const identifier = findIdentifierOf(country, type)
      for (let round = 0; round < each; round += 1) {
        const value = writeOut(identifier, makeValue(identifier, random), random)
        samples.push(
          place(pick(random, sentences), { value, kind: 'national-id', group: country }, random),
        )
      }
    }
  }
  for (const { kind, make, sentences } of PERSONAL) {
    for (let round = 0; round < each * 3; round += 1) {
      const value = MAKERS[make]?.(random) ?? ''
      samples.push(
        place(pick(random, sentences), { value, kind: toKind(kind), group: kind }, random),
      )
    }
  }
  const things = samples.length
  for (let round = 0; round < things; round += 1) samples.push(makeThing(random))
  return samples
}

function toKind(kind: string): FindingKind {
  const known: readonly FindingKind[] = [
    'iban',
    'payment-card',
    'email',
    'phone',
    'ip-address',
    'date-of-birth',
    'vehicle-plate',
    'document-number',
  ]
  const found = known.find((one) => one === kind)
  if (!found) throw new Error(kind)
  return found
}

/** Before and after it may stand anything, other numbers of things too. */
const AROUND = [
  '',
  '',
  '',
  'Guten Tag! ',
  'Bonjour,\n',
  'Re: 3 Fragen\n\n',
  '• ',
  '2024-05-17 10:22:31 INFO ',
  '> ',
  'a) ',
]
const AFTER = [
  '',
  '',
  '',
  ' Danke.',
  '\nMerci d’avance !',
  ' (3 Anlagen)',
  '\n--\nVersion 2.4.1',
  ', bis 31.12.2026',
]

function place(
  sentence: string,
  { value, kind, group }: { value: string; kind: FindingKind; group: string },
  random: Random,
): Sample {
  const before = pick(random, AROUND) + sentence.slice(0, sentence.indexOf('#'))
  const text = before + value + sentence.slice(sentence.indexOf('#') + 1) + pick(random, AFTER)
  return {
    text,
    expected: { kind, start: before.length, end: before.length + value.length },
    group,
  }
}

function makeThing(random: Random): Sample {
  const sentence = pick(random, THINGS)
  const text = sentence
    .replace('#', () => digits(random, 8 + below(random, 9)))
    .replace('@', () => pick(random, LOOKALIKES)(random))
  return {
    text: pick(random, AROUND) + text + pick(random, AFTER),
    expected: null,
    group: 'things',
  }
}

const below = (random: Random, limit: number) => Math.floor(random() * limit)
const digits = (random: Random, length: number) =>
  Array.from({ length }, () => below(random, 10)).join('')
const hex = (random: Random, length: number) =>
  Array.from({ length }, () => '0123456789abcdef'[below(random, 16)]).join('')
const two = (value: number) => String(value).padStart(2, '0')

/** Hashes, versions, times, places, amounts, pieces of code. */
const LOOKALIKES: readonly ((random: Random) => string)[] = [
  (random) => hex(random, 40),
  (random) => hex(random, 64),
  (random) =>
    `${hex(random, 8)}-${hex(random, 4)}-4${hex(random, 3)}-a${hex(random, 3)}-${hex(random, 12)}`,
  (random) => `${below(random, 20)}.${below(random, 40)}.${below(random, 90)}`,
  (random) => `${below(random, 9)}.${below(random, 20)}.${below(random, 20)}.${below(random, 30)}`,
  (random) => `v${below(random, 9)}.${below(random, 20)}.0-rc.${below(random, 9)}`,
  (random) =>
    `${2000 + below(random, 30)}-${two(1 + below(random, 12))}-${two(1 + below(random, 28))}T${two(below(random, 24))}:${two(below(random, 60))}:${two(below(random, 60))}Z`,
  (random) =>
    `${two(1 + below(random, 28))}.${two(1 + below(random, 12))}.${2000 + below(random, 30)}`,
  (random) => `17${digits(random, 11)}`,
  (random) =>
    `${below(random, 90)}.${digits(random, 9)}, ${below(random, 90)}.${digits(random, 9)}`,
  (random) =>
    `${below(random, 900)}.${digits(random, 3)}.${digits(random, 3)},${digits(random, 2)} EUR`,
  (random) => `0x${hex(random, 12)}`,
  (random) => `order_${digits(random, 11)}`,
  (random) => `ABC-${digits(random, 9)}-X`,
  (random) => `${digits(random, 3)}-${digits(random, 5)}-${digits(random, 4)}`,
  (random) => `lodash@4.${below(random, 20)}.${below(random, 30)}`,
  (random) => `icon@2x.png`.replace('2', String(1 + below(random, 3))),
  (random) => `10.${below(random, 255)}.${below(random, 255)}.${below(random, 255)}`,
  (random) => `std::vector<a${below(random, 9)}::b>`,
  (random) => `§ ${below(random, 300)} Abs. ${below(random, 9)} Satz ${below(random, 4)}`,
  (random) => `COVID-${below(random, 30)} / B${below(random, 9)}B / A${below(random, 9)}`,
  (random) => `${below(random, 24)}:${two(below(random, 60))}:${two(below(random, 60))}`,
  (random) => `3.${digits(random, 15)}`,
]

const IBAN_FORMS: readonly [string, number][] = [
  ['AT', 16],
  ['BE', 12],
  ['CY', 24],
  ['CZ', 20],
  ['DE', 18],
  ['DK', 14],
  ['EE', 16],
  ['ES', 20],
  ['FI', 14],
  ['HR', 17],
  ['HU', 24],
  ['LT', 16],
  ['LU', 16],
  ['PL', 24],
  ['PT', 21],
  ['SE', 20],
  ['SI', 15],
  ['SK', 20],
  ['GR', 23],
]
const CARDS: readonly [string, number][] = [
  ['4', 16],
  ['51', 16],
  ['55', 16],
  ['2221', 16],
  ['34', 15],
  ['37', 15],
  ['3528', 16],
  ['6011', 16],
]
const PHONES: readonly [string, number][] = [
  ['+43 ', 9],
  ['+32 ', 9],
  ['+359 ', 9],
  ['+357 ', 8],
  ['+420 ', 9],
  ['+49 ', 10],
  ['+45 ', 8],
  ['+372 ', 7],
  ['+34 ', 9],
  ['+358 ', 9],
  ['+33 ', 9],
  ['+30 ', 10],
  ['+385 ', 9],
  ['+36 ', 9],
  ['+353 ', 9],
  ['+39 ', 10],
  ['+370 ', 8],
  ['+352 ', 9],
  ['+371 ', 8],
  ['+356 ', 8],
  ['+31 ', 9],
  ['+48 ', 9],
  ['+351 ', 9],
  ['+40 ', 9],
  ['+46 ', 9],
  ['+386 ', 8],
  ['+421 ', 9],
]
const NAMES = [
  'anna',
  'jan',
  'maria',
  'k.novak',
  'jose',
  'lena_m',
  'o-brien',
  'zofia',
  'giulia.rossi',
  'p.papadopoulos',
]
const MONTHS = [
  'March',
  'März',
  'mars',
  'marzo',
  'marca',
  'maart',
  'března',
  'марта',
  'Μαρτίου',
  'március',
  'martie',
]
const PLATES = [
  'L0-LL 000',
  'LL-000-LL',
  '0000 LLL',
  'LL 000LL',
  '00-LLL-0',
  'LL 00000',
  '0L0 0000',
  'LLL-000',
  'LLL 000',
  '0-LLL-000',
  'LL 00 LLL',
  'L 0000 LL',
  'ΙΚΒ-0000',
]
const PASSPORTS = [
  'L00L00L00',
  '00LL00000',
  'LLL000000',
  'LL0000000',
  'L0000000',
  '000000000',
  'LL 0000000',
  'LL0LLL000'.replace('LLL0', '00L0'),
]

const letters = (random: Random, form: string) =>
  form.replaceAll(/[L0]/g, (token) =>
    token === 'L' ? pick(random, Array.from('ABCEHKMPTX')) : String(below(random, 10)),
  )

const MAKERS: Readonly<Record<string, (random: Random) => string>> = {
  iban(random) {
    const [country, length] = pick(random, IBAN_FORMS)
    const body = digits(random, length)
    const iban = `${country}${two(98 - mod97(`${body}${country}00`))}${body}`
    return random() < 0.5 ? iban : iban.replaceAll(/(.{4})(?=.)/g, '$1 ')
  },
  card(random) {
    const [prefix, length] = pick(random, CARDS)
    const body = prefix + digits(random, length - prefix.length - 1)
    const check = Array.from('0123456789').find((one) => isLuhn(body + one)) ?? ''
    const card = body + check
    return length === 16 && random() < 0.5 ? card.replaceAll(/(.{4})(?=.)/g, '$1 ') : card
  },
  phone(random) {
    const [code, length] = pick(random, PHONES)
    const number = `${1 + below(random, 9)}${digits(random, length - 1)}`
    const spaced = random() < 0.5 ? number : number.replaceAll(/(\d{2,3})(?=\d{2})/g, '$1 ')
    const international = random() < 0.3 ? code.replace('+', '00') : code
    return random() < 0.7 ? international + spaced : `0${spaced}`
  },
  email: (random) =>
    `${pick(random, NAMES)}${below(random, 99)}@${pick(random, ['example.org', 'mail.stadt.example.de', 'univ-lyon.fr', 'posta.pl', 'xn--bcher-kva.example', 'gov.ie'])}`,
  ip: (random) =>
    random() < 0.7
      ? `${50 + below(random, 50)}.${below(random, 255)}.${below(random, 255)}.${1 + below(random, 254)}`
      : `2001:${hex(random, 4)}::${hex(random, 4)}:${hex(random, 4)}`,
  date(random) {
    const [day, month, year] = [
      1 + below(random, 28),
      1 + below(random, 12),
      1930 + below(random, 90),
    ]
    return pick(random, [
      `${two(day)}.${two(month)}.${year}`,
      `${day}/${month}/${year}`,
      `${year}-${two(month)}-${two(day)}`,
      `${two(day)}-${two(month)}-${year}`,
      `${day} ${pick(random, MONTHS)} ${year}`,
      `${day}. ${pick(random, MONTHS)} ${year}`,
    ])
  },
  plate: (random) => letters(random, pick(random, PLATES)),
  passport: (random) => letters(random, pick(random, PASSPORTS)),
}
