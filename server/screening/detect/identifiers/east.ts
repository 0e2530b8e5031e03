import { digitAt, isDay, isMod11And10, twoDigits, weightedSum } from '../checksums.ts'
import type { Identifier } from './identifier.ts'

const kind = 'national-id'
const BIRTH_NUMBER_SHAPES = ['d6/d4', 'd6/d3', 'd10', 'd9', 'd6 d4', 'd6-d4']

/** Bulgaria, Czechia, Croatia, Hungary, Poland, Romania, Slovenia, Slovakia. */
export const EASTERN: readonly Identifier[] = [
  {
    country: 'BG',
    type: 'egn',
    kind,
    shapes: ['d10', 'd6 d4'],
    words: ['егн', 'единен граждански', 'egn', 'personal number', 'лнч'],
    isValid(text) {
      const month = twoDigits(text, 2)
      const sum = weightedSum(text, [2, 4, 8, 5, 10, 9, 7, 3, 6])
      return (
        isDay(month % 20, twoDigits(text, 4)) && month < 53 && (sum % 11) % 10 === digitAt(text, 9)
      )
    },
  },
  {
    country: 'CZ',
    type: 'rodne-cislo',
    kind,
    shapes: BIRTH_NUMBER_SHAPES,
    words: [
      'rodné číslo',
      'rodného čísla',
      'rodným číslem',
      'rodne cislo',
      'r.č',
      'rč',
      'birth number',
    ],
    isValid: isBirthNumber,
  },
  {
    country: 'HR',
    type: 'oib',
    kind,
    shapes: ['d11'],
    words: ['oib', 'osobni identifikacijski', 'personal identification number'],
    isValid: isMod11And10,
  },
  {
    country: 'HU',
    type: 'szemelyi-azonosito',
    kind,
    shapes: ['d11', 'd1-d6-d4', 'd1 d6 d4'],
    words: [
      'személyi azonosító',
      'személyi szám',
      'személyazonosító',
      'szem. az',
      'personal identification',
    ],
    isValid(text) {
      const first = digitAt(text, 0)
      if (first < 1 || first > 8 || !isDay(twoDigits(text, 3), twoDigits(text, 5))) return false
      // The weights ran the other way for those born until 1996 (1996. évi XX. törvény).
      const rising = weightedSum(text, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) % 11
      const falling = weightedSum(text, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11
      const isOld = (first === 1 || first === 2) && twoDigits(text, 1) < 97
      return (isOld ? rising : falling) === digitAt(text, 10)
    },
  },
  {
    country: 'HU',
    type: 'taj',
    kind,
    shapes: ['d9', 'd3 d3 d3', 'd3-d3-d3'],
    words: ['taj', 'társadalombiztosítási', 'social security'],
    isValid: (text) => weightedSum(text, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 === digitAt(text, 8),
  },
  {
    country: 'HU',
    type: 'adoazonosito-jel',
    kind,
    shapes: ['d10'],
    words: ['adóazonosító', 'adóazonosítója', 'adószám', 'tax identification'],
    isValid: (text) =>
      text[0] === '8' && weightedSum(text, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 === digitAt(text, 9),
  },
  {
    country: 'PL',
    type: 'pesel',
    kind,
    shapes: ['d11'],
    words: ['pesel', 'numer ewidencyjny', 'personal number'],
    isValid(text) {
      const sum = weightedSum(text, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1])
      return isDay(twoDigits(text, 2) % 20, twoDigits(text, 4)) && sum % 10 === 0
    },
  },
  {
    country: 'PL',
    type: 'nip',
    kind,
    shapes: ['d10', 'd3-d3-d2-d2', 'd3-d2-d2-d3', 'd3 d3 d2 d2'],
    words: ['nip', 'identyfikacji podatkowej', 'tax number'],
    isValid: (text) => weightedSum(text, [6, 5, 7, 2, 3, 4, 5, 6, 7]) % 11 === digitAt(text, 9),
  },
  {
    country: 'RO',
    type: 'cnp',
    kind,
    isStrong: true,
    shapes: ['d13'],
    words: ['cnp', 'cod numeric personal', 'codul numeric', 'personal numeric'],
    isValid(text) {
      const county = twoDigits(text, 7)
      const isCounty =
        (county >= 1 && county <= 48) ||
        county === 51 ||
        county === 52 ||
        county === 70 ||
        county >= 80
      if (text[0] === '0' || !isDay(twoDigits(text, 3), twoDigits(text, 5)) || !isCounty)
        return false
      const check = weightedSum(text, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11
      return (check === 10 ? 1 : check) === digitAt(text, 12)
    },
  },
  {
    country: 'SI',
    type: 'emso',
    kind,
    isStrong: true,
    shapes: ['d13'],
    words: ['emšo', 'emso', 'enotna matična', 'jmbg', 'matični broj', 'personal identification'],
    isValid(text) {
      const year = Number(text.slice(4, 7))
      if (!isDay(twoDigits(text, 2), twoDigits(text, 0)) || (year > 50 && year < 880)) return false
      const left = 11 - (weightedSum(text, [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)
      return (left === 11 ? 0 : left) === digitAt(text, 12)
    },
  },
  {
    country: 'SI',
    type: 'davcna-stevilka',
    kind,
    shapes: ['d8'],
    words: ['davčna številka', 'davčno številko', 'davčne številke', 'davčna', 'tax number'],
    isValid(text) {
      const left = 11 - (weightedSum(text, [8, 7, 6, 5, 4, 3, 2]) % 11)
      return text[0] !== '0' && left !== 11 && (left === 10 ? 0 : left) === digitAt(text, 7)
    },
  },
  {
    country: 'SK',
    type: 'rodne-cislo',
    kind,
    shapes: BIRTH_NUMBER_SHAPES,
    words: [
      'rodné číslo',
      'rodného čísla',
      'rodným číslom',
      'rodne cislo',
      'r.č',
      'rč',
      'birth number',
    ],
    isValid: isBirthNumber,
  },
]

/** Of Czechia and Slovakia: those of nine digits, until 1953, have no check digit. */
function isBirthNumber(text: string): boolean {
  const month = twoDigits(text, 2)
  const plain = month > 70 ? month - 70 : month > 50 ? month - 50 : month > 20 ? month - 20 : month
  if (!isDay(plain, twoDigits(text, 4))) return false
  if (text.length === 9) return twoDigits(text, 0) < 54 && !text.endsWith('000')
  // What is left of nine digits may be 10, which is then written 0: until 1985.
  return (Number(text.slice(0, 9)) % 11) % 10 === digitAt(text, 9)
}
