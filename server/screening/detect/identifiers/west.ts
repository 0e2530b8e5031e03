import {
  digitAt,
  isDay,
  isLuhn,
  isMod11And10,
  isVerhoeff,
  mod97,
  twoDigits,
  weightedSum,
} from '../checksums.ts'
import type { Identifier } from './identifier.ts'

const kind = 'national-id'

/** Austria, Belgium, Germany, France, Ireland, Luxembourg, the Netherlands. */
export const WESTERN: readonly Identifier[] = [
  {
    country: 'AT',
    type: 'svnr',
    kind,
    shapes: ['d10', 'd4 d6', 'd4-d6', 'd4/d6', 'd4 d2 d2 d2', 'd4 d2.d2.d2'],
    words: ['svnr', 'sozialversicherungs', 'versicherungsnummer', 'sv-nummer', 'sv-nr', 'vsnr'],
    isValid(text) {
      const sum = weightedSum(text, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6])
      // Where the days of a date are used up, months of 13 and more are given.
      const month = twoDigits(text, 6)
      const isDated = month >= 13 ? month <= 15 : isDay(month, twoDigits(text, 4))
      return text[0] !== '0' && isDated && sum % 11 === digitAt(text, 3)
    },
  },
  {
    country: 'BE',
    type: 'rijksregisternummer',
    kind,
    shapes: [
      'd11',
      'd2.d2.d2-d3.d2',
      'd2.d2.d2-d3-d2',
      'd6 d3 d2',
      'd6-d3-d2',
      'd2 d2 d2 d3 d2',
      'd2.d2.d2.d3.d2',
      'd6-d3.d2',
    ],
    words: [
      'rijksregister',
      'registre national',
      'nationalregister',
      'national register',
      'insz',
      'niss',
      'nationaal nummer',
      'numéro national',
      'national number',
      'bis-nummer',
      'rrn',
      'nrn',
    ],
    isValid(text) {
      const check = Number(text.slice(9))
      const body = text.slice(0, 9)
      // Months of a bis number are 20 or 40 higher; 00 is an unknown month.
      const month = twoDigits(text, 2) % 20
      if (month > 12 || twoDigits(text, 4) > 31) return false
      return 97 - mod97(body) === check || 97 - mod97(`2${body}`) === check
    },
  },
  {
    country: 'DE',
    type: 'steuer-id',
    kind,
    shapes: ['d11', 'd2 d3 d3 d3', 'd2-d3-d3-d3', 'd2/d3/d3/d3', 'd2.d3.d3.d3'],
    words: [
      'steuer-id',
      'steuerid',
      'steueridentifikation',
      'steuer-identifikation',
      'identifikationsnummer',
      'idnr',
      'id-nr',
      'steuernummer',
      'steuerliche',
      'tin',
      'tax id',
      'tax identification',
    ],
    isValid(text) {
      if (text[0] === '0' || !isMod11And10(text)) return false
      return hasOneRepeatedDigit(text)
    },
  },
  {
    country: 'DE',
    type: 'rentenversicherungsnummer',
    kind,
    isStrong: true,
    shapes: ['d8l1d3', 'd2 d6 l1 d3', 'd2 d2 d2 d2 l1 d3', 'd2 d6 l1 d2 d1', 'd2-d6-l1-d3'],
    words: [
      'rentenversicherung',
      'sozialversicherung',
      'versicherungsnummer',
      'rvnr',
      'sv-nummer',
      'svnr',
      'vsnr',
    ],
    isValid: isPensionNumber,
  },
  {
    country: 'DE',
    type: 'krankenversichertennummer',
    kind,
    shapes: ['l1d9'],
    words: [
      'krankenversicher',
      'versichertennummer',
      'versicherten-nr',
      'kvnr',
      'gesundheitskarte',
      'krankenkasse',
    ],
    isValid(text) {
      const letter = String(text.charCodeAt(0) - 64).padStart(2, '0')
      const digits = letter + text.slice(1)
      let sum = 0
      for (let at = 0; at < 10; at += 1) {
        const value = digitAt(digits, at) * (at % 2 === 0 ? 1 : 2)
        sum += value > 9 ? value - 9 : value
      }
      return sum % 10 === digitAt(digits, 10)
    },
  },
  {
    country: 'FR',
    type: 'nir',
    kind,
    isStrong: true,
    shapes: [
      'd15',
      'd13 d2',
      'd1 d2 d2 d2 d3 d3 d2',
      'd1 d2 d2 d2 d3 d3-d2',
      'd1-d2-d2-d2-d3-d3-d2',
      'd6l1d8',
      'd6l1d6 d2',
      'd1 d2 d2 d1l1 d3 d3 d2',
    ],
    words: [
      'sécurité sociale',
      'securite sociale',
      'sécu',
      'nir',
      'insee',
      'vitale',
      'social security',
    ],
    isValid(text) {
      if (!/^[1-478]\d{4}(?:\d\d|2[AB])\d{8}$/.test(text)) return false
      const month = twoDigits(text, 3)
      if ((month < 1 || month > 12) && month < 20) return false
      const body = text.slice(0, 13).replace('2A', '19').replace('2B', '18')
      return 97 - mod97(body) === Number(text.slice(13))
    },
  },
  {
    country: 'FR',
    type: 'spi',
    kind,
    shapes: ['d13', 'd2 d2 d3 d3 d3'],
    words: [
      'numéro fiscal',
      'numéro fiscal de référence',
      'numero fiscal',
      'spi',
      'n° fiscal',
      'identifiant fiscal',
      'référence fiscale',
      'tax number',
    ],
    isValid: (text) =>
      digitAt(text, 0) <= 3 && Number(text.slice(0, 10)) % 511 === Number(text.slice(10)),
  },
  {
    country: 'IE',
    type: 'ppsn',
    kind,
    shapes: ['d7l1', 'd7l2', 'd7 l1', 'd7 l2'],
    words: ['pps', 'ppsn', 'personal public service', 'uimhir phearsanta', 'psp', 'rsi'],
    isValid(text) {
      const second = text[8]
      const extra = second === undefined || second === 'W' ? 0 : second.charCodeAt(0) - 64
      if (extra > 9) return false
      const sum = weightedSum(text, [8, 7, 6, 5, 4, 3, 2]) + extra * 9
      return text[7] === 'WABCDEFGHIJKLMNOPQRSTUV'[sum % 23]
    },
  },
  {
    country: 'LU',
    type: 'matricule',
    kind,
    isStrong: true,
    shapes: ['d13', 'd4 d2 d2 d3 d2', 'd4 d2 d2 d5', 'd4 d4 d5', 'd8 d5', 'd8 d3 d2'],
    words: [
      'matricule',
      'identification nationale',
      'sécurité sociale',
      'identifikatiounsnummer',
      'matrikel',
      'ccss',
      'national identification',
    ],
    isValid(text) {
      const century = twoDigits(text, 0)
      if (
        (century !== 18 && century !== 19 && century !== 20) ||
        !isDay(twoDigits(text, 4), twoDigits(text, 6))
      ) {
        return false
      }
      // Both check digits are over the first eleven (loi du 19 juin 2013, règlement du 28 novembre 2013).
      return isLuhn(text.slice(0, 12)) && isVerhoeff(text.slice(0, 11) + text.slice(12))
    },
  },
  {
    country: 'NL',
    type: 'bsn',
    kind,
    shapes: ['d9', 'd4.d2.d3', 'd4 d2 d3', 'd3 d3 d3', 'd3.d3.d3', 'd8'],
    words: [
      'bsn',
      'burgerservicenummer',
      'burger service',
      'sofinummer',
      'sofi-nummer',
      'persoonsnummer',
      'citizen service',
    ],
    isValid(text) {
      const padded = text.padStart(9, '0')
      const sum = weightedSum(padded, [9, 8, 7, 6, 5, 4, 3, 2, -1])
      return Number(padded) > 0 && !padded.startsWith('00') && sum % 11 === 0
    },
  },
]

/** Of the first ten digits one comes two or three times, all others once at most (ITZBund, since 2016). */
function hasOneRepeatedDigit(text: string): boolean {
  const counts = new Uint8Array(10)
  for (let at = 0; at < 10; at += 1) {
    const digit = digitAt(text, at)
    counts[digit] = (counts[digit] ?? 0) + 1
  }
  let repeated = 0
  for (const count of counts) {
    if (count > 3) return false
    if (count > 1) repeated += 1
  }
  return repeated === 1
}

/** Deutsche Rentenversicherung: area, date of birth, first letter of the name, serial number, check digit. */
function isPensionNumber(text: string): boolean {
  const day = twoDigits(text, 2)
  const month = twoDigits(text, 4)
  if (!isDay(month, day > 50 ? day - 50 : day)) return false
  const letter = String(text.charCodeAt(8) - 64).padStart(2, '0')
  const digits = text.slice(0, 8) + letter + text.slice(9, 11)
  const weights = [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]
  let sum = 0
  for (let at = 0; at < 12; at += 1) {
    const value = digitAt(digits, at) * (weights[at] ?? 0)
    sum += Math.floor(value / 10) + (value % 10)
  }
  return sum % 10 === digitAt(text, 11)
}
