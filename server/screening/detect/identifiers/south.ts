import { digitAt, isDay, isLuhn, twoDigits, weightedSum } from '../checksums.ts'
import type { Identifier } from './identifier.ts'

const kind = 'national-id'
const DNI_LETTERS = 'TRWAGMYFPDXBNJZSQVHLCKE'

/** Cyprus, Spain, Greece, Italy, Malta, Portugal. */
export const SOUTHERN: readonly Identifier[] = [
  {
    country: 'CY',
    type: 'tic',
    kind,
    shapes: ['d8l1', 'd8 l1'],
    words: [
      'αφτ',
      'α.φ.τ',
      'φορολογικής ταυτότητας',
      'αριθμός φορολογ',
      'tic',
      'tax identification',
      'tax number',
      'vergi',
    ],
    isValid(text) {
      if (text.startsWith('12')) return false
      const odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21]
      let sum = 0
      for (let at = 0; at < 8; at += 1) {
        sum += at % 2 === 0 ? (odd[digitAt(text, at)] ?? 0) : digitAt(text, at)
      }
      return text.charCodeAt(8) === 65 + (sum % 26)
    },
  },
  {
    country: 'CY',
    type: 'identity-card',
    kind,
    isBare: true,
    shapes: ['d6', 'd7', 'd8', 'd10'],
    words: [
      'αριθμός ταυτότητας',
      'αρ. ταυτότητας',
      'αδτ',
      'α.δ.τ',
      'δελτίου ταυτότητας',
      'δελτίο ταυτότητας',
      'kimlik',
      'cypriot id',
      'identity card',
      'arc number',
    ],
    isValid: (text) => !/^(\d)\1+$/.test(text),
  },
  {
    country: 'ES',
    type: 'dni',
    kind,
    isStrong: true,
    shapes: ['d8l1', 'd8-l1', 'd8 l1', 'd2.d3.d3-l1', 'd2.d3.d3 l1', 'd2.d3.d3l1'],
    words: [
      'dni',
      'nif',
      'documento nacional',
      'n.i.f',
      'd.n.i',
      'identidad',
      'identificación fiscal',
      'identitat',
      'nan',
    ],
    isValid: (text) => text[8] === DNI_LETTERS[Number(text.slice(0, 8)) % 23],
  },
  {
    country: 'ES',
    type: 'nie',
    kind,
    isStrong: true,
    shapes: ['l1d7l1', 'l1-d7-l1', 'l1d7-l1', 'l1 d7 l1', 'l1-d7l1'],
    words: ['nie', 'nif', 'extranjero', 'n.i.e', 'identidad'],
    isValid(text) {
      const first = 'XYZ'.indexOf(text[0] ?? '')
      return first >= 0 && text[8] === DNI_LETTERS[Number(`${first}${text.slice(1, 8)}`) % 23]
    },
  },
  {
    country: 'ES',
    type: 'nuss',
    kind,
    shapes: ['d12', 'd2 d8 d2', 'd2/d8/d2', 'd2-d8-d2', 'd2 d10'],
    words: [
      'seguridad social',
      'nuss',
      'afiliación',
      'n.º ss',
      'seguretat social',
      'social security',
    ],
    isValid(text) {
      const province = twoDigits(text, 0)
      if (province < 1 || province > 66) return false
      const check = twoDigits(text, 10)
      // Short numbers are checked without the zero that fills them up; not by everybody.
      const short = province * 10_000_000 + Number(text.slice(2, 10))
      return Number(text.slice(0, 10)) % 97 === check || (text[2] === '0' && short % 97 === check)
    },
  },
  {
    country: 'GR',
    type: 'amka',
    kind,
    shapes: ['d11', 'd6 d5', 'd6-d5', 'd6 d4 d1'],
    words: ['αμκα', 'α.μ.κ.α', 'κοινωνικής ασφάλισης', 'amka', 'social security'],
    isValid: (text) => isDay(twoDigits(text, 2), twoDigits(text, 0)) && isLuhn(text),
  },
  {
    country: 'GR',
    type: 'afm',
    kind,
    shapes: ['d9', 'd3 d3 d3'],
    words: ['αφμ', 'α.φ.μ', 'φορολογικού μητρώου', 'afm', 'tax number', 'tin'],
    isValid(text) {
      const sum = weightedSum(text, [256, 128, 64, 32, 16, 8, 4, 2])
      return text !== '000000000' && (sum % 11) % 10 === digitAt(text, 8)
    },
  },
  {
    country: 'IT',
    type: 'codice-fiscale',
    kind,
    isStrong: true,
    shapes: ['l6d2l1d2l1d3l1', 'l3 l3 d2l1d2 l1d3l1', 'l3-l3-d2l1d2-l1d3l1', 'l6 d2l1d2 l1d3l1'],
    words: [
      'codice fiscale',
      'cod. fisc',
      'c.f.',
      'tessera sanitaria',
      'fiscal code',
      'steuernummer',
    ],
    isValid: isFiscalCode,
  },
  {
    country: 'MT',
    type: 'identity-card',
    kind,
    isBare: true,
    shapes: ['d7l1', 'd6l1', 'd5l1', 'd4l1', 'd7 l1', 'd6 l1'],
    words: [
      'karta tal-identità',
      'karta tal-identita',
      'numru tal-karta',
      'identity card',
      'id card',
      'id number',
      'i.d. no',
      'id no',
      'numru tal-identità',
      'numru tal-id',
    ],
    isValid: (text) => /^\d{4,7}[MGAPLHBZ]$/.test(text),
  },
  {
    country: 'PT',
    type: 'nif',
    kind,
    shapes: ['d9', 'd3 d3 d3', 'd3.d3.d3'],
    words: ['nif', 'contribuinte', 'identificação fiscal', 'n.i.f', 'tax number'],
    isValid(text) {
      const sum = weightedSum(text, [9, 8, 7, 6, 5, 4, 3, 2])
      const left = 11 - (sum % 11)
      // Of people: 1 to 3, and 45 for those who live abroad.
      return /^(?:[123]|45)/.test(text) && (left > 9 ? 0 : left) === digitAt(text, 8)
    },
  },
  {
    country: 'PT',
    type: 'niss',
    kind,
    shapes: ['d11', 'd3 d3 d3 d2', 'd4 d3 d3 d1'],
    words: ['niss', 'segurança social', 'social security'],
    isValid(text) {
      const sum = weightedSum(text, [29, 23, 19, 17, 13, 11, 7, 5, 3, 2])
      return (text[0] === '1' || text[0] === '2') && 9 - (sum % 10) === digitAt(text, 10)
    },
  },
  {
    country: 'PT',
    type: 'cartao-de-cidadao',
    kind,
    shapes: ['d9l2d1', 'd8 d1 l2d1', 'd8 d1l2d1', 'd8-d1-l2d1', 'd8-d1l2d1', 'd9 l2d1'],
    words: [
      'cartão de cidadão',
      'cartao de cidadao',
      'cartão do cidadão',
      'bilhete de identidade',
      'citizen card',
      'identificação civil',
    ],
    isValid(text) {
      let sum = 0
      for (let at = 0; at < 12; at += 1) {
        const code = text.charCodeAt(at)
        let value = code > 64 ? code - 55 : code - 48
        if (at % 2 === 0) value = value * 2 > 9 ? value * 2 - 9 : value * 2
        sum += value
      }
      return sum % 10 === 0
    },
  },
]

const ODD = [
  1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23,
]

/** Decreto ministeriale 12 marzo 1974: name, birth, place, and a letter that checks all of it. */
function isFiscalCode(text: string): boolean {
  const month = 'ABCDEHLMPRST'.indexOf(text[8] ?? '') + 1
  const day = twoDigits(text, 9)
  if (!isDay(month, day > 40 ? day - 40 : day)) return false
  let sum = 0
  for (let at = 0; at < 15; at += 1) {
    const code = text.charCodeAt(at)
    const value = code > 64 ? code - 65 : code - 48
    sum += at % 2 === 0 ? (ODD[value] ?? 0) : value
  }
  return text.charCodeAt(15) === 65 + (sum % 26)
}
