import { digitAt, isDay, isLuhn, twoDigits, weightedSum } from '../checksums.ts'
import type { Identifier } from './identifier.ts'

const kind = 'national-id'

/** Denmark, Estonia, Finland, Lithuania, Latvia, Sweden. */
export const NORTHERN: readonly Identifier[] = [
  {
    country: 'DK',
    type: 'cpr',
    kind,
    // Since 2007 not every number meets the check digit: the date has to do, and words.
    shapes: ['d6-d4', 'd10', 'd6 d4'],
    words: ['cpr', 'personnummer', 'personnr', 'civil registration'],
    isValid: (text) => isDay(twoDigits(text, 2), twoDigits(text, 0)),
  },
  {
    country: 'EE',
    type: 'isikukood',
    kind,
    shapes: ['d11'],
    words: ['isikukood', 'ik ', 'personal code', 'personal identification code', 'личный код'],
    isValid: isBalticCode,
  },
  {
    country: 'FI',
    type: 'hetu',
    kind,
    isStrong: true,
    // The sign of the century may be a letter since 2023.
    shapes: ['d6-d4', 'd6-d3l1', 'd6l1d4', 'd6l1d3l1', 'd6+d4', 'd6+d3l1'],
    words: [
      'hetu',
      'henkilötunnus',
      'personbeteckning',
      'sosiaaliturvatunnus',
      'personal identity code',
    ],
    isValid(text) {
      const month = twoDigits(text, 2)
      const body = text.slice(0, 6) + text.slice(-4, -1)
      if (!isDay(month, twoDigits(text, 0)) || !/^\d{9}$/.test(body)) return false
      if (text.length === 11 && !/[A-FU-Y]/.test(text[6] ?? '')) return false
      return '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(body) % 31] === text.at(-1)
    },
  },
  {
    country: 'LT',
    type: 'asmens-kodas',
    kind,
    shapes: ['d11'],
    words: ['asmens kod', 'a. k.', 'a.k.', 'personal code'],
    isValid: isBalticCode,
  },
  {
    country: 'LV',
    type: 'personas-kods',
    kind,
    shapes: ['d6-d5', 'd11'],
    words: ['personas kod', 'personas koda', 'p.k.', 'personal code', 'персональный код'],
    isValid(text) {
      // Those given since July 2017 begin with 32 and say nothing of the birth; they have no public check digit.
      if (text.startsWith('32')) return true
      const century = digitAt(text, 6)
      if (!isDay(twoDigits(text, 2), twoDigits(text, 0)) || century > 2) return false
      const sum = weightedSum(text, [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
      return (1101 - sum) % 11 === digitAt(text, 10)
    },
  },
  {
    country: 'SE',
    type: 'personnummer',
    kind,
    shapes: ['d6-d4', 'd8-d4', 'd10', 'd12', 'd6+d4', 'd8 d4'],
    words: [
      'personnummer',
      'personnr',
      'pnr',
      'samordningsnummer',
      'personal identity number',
      'födelsenummer',
      'social security',
    ],
    isValid(text) {
      const short = text.slice(-10)
      const day = twoDigits(short, 4)
      const century = text.length === 12 ? twoDigits(text, 0) : 19
      if (century !== 18 && century !== 19 && century !== 20) return false
      // Of those who are not registered as living there the day is 60 higher.
      return isDay(twoDigits(short, 2), day > 60 ? day - 60 : day) && isLuhn(short)
    },
  },
]

/** Of Estonia and Lithuania, which have the same: century and sex, date of birth, serial number, check digit. */
function isBalticCode(text: string): boolean {
  const first = digitAt(text, 0)
  if (first < 1 || first > 8 || !isDay(twoDigits(text, 3), twoDigits(text, 5))) return false
  let check = weightedSum(text, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11
  if (check === 10) check = (weightedSum(text, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11) % 10
  return check === digitAt(text, 10)
}
