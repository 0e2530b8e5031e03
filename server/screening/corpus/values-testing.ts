import { stdnum } from 'stdnum'
import { IDENTIFIERS } from '../detect/identifiers/identifiers.ts'
import type { Identifier } from '../detect/identifiers/identifier.ts'

export type Random = () => number

/** How each begins, so that a valid one is soon found: `Y` year, `M` month, `D` day, `d` digit, `l` letter, else itself. */
const FORMS: Record<string, string> = {
  'AT svnr': 'ddddDMY',
  'BE rijksregisternummer': 'YMDddddd',
  'BG egn': 'YMDdddd',
  'CY tic': 'ddddddddl',
  'CY identity-card': 'ddddddd',
  'CZ rodne-cislo': 'YMDdddd',
  'DE steuer-id': 'ddddddddddd',
  'DE rentenversicherungsnummer': 'ddDMYlddd',
  'DE krankenversichertennummer': 'lddddddddd',
  'DK cpr': 'DMYdddd',
  'EE isikukood': '4YMDdddd',
  'ES dni': 'ddddddddl',
  'ES nie': 'Xdddddddl',
  'ES nuss': '28dddddddddd',
  'FI hetu': 'DMY-dddl',
  'FR nir': '2YMdddddddddd',
  'FR spi': '0dddddddddddd',
  'GR amka': 'DMYddddd',
  'GR afm': 'ddddddddd',
  'HR oib': 'ddddddddddd',
  'HU szemelyi-azonosito': '1YMDdddd',
  'HU taj': 'ddddddddd',
  'HU adoazonosito-jel': '8ddddddddd',
  'IE ppsn': 'dddddddl',
  'IT codice-fiscale': 'RSSMRAdd',
  'LT asmens-kodas': '3YMDdddd',
  'LU matricule': '19YMDddddd',
  'LV personas-kods': 'DMY1dddd',
  'MT identity-card': 'dddddddG',
  'NL bsn': 'ddddddddd',
  'PL nip': 'dddddddddd',
  'PL pesel': 'YMDddddd',
  'PT cartao-de-cidadao': 'dddddddddZZd',
  'PT nif': '2dddddddd',
  'PT niss': '1dddddddddd',
  'RO cnp': '1YMD12dddd',
  'SE personnummer': 'YMD-dddd',
  'SI davcna-stevilka': 'dddddddd',
  'SI emso': 'DM98550dddd',
  'SK rodne-cislo': 'YMDdddd',
}

/** Whoever wrote stdnum read the same laws without us. What it does not know is checked by ours alone. */
export const PEERS: Readonly<Record<string, string>> = {
  'AT svnr': 'vnr',
  'BE rijksregisternummer': 'insz',
  'BG egn': 'egn',
  'CY tic': 'vat',
  'CZ rodne-cislo': 'rc',
  'DE steuer-id': 'idnr',
  'DE rentenversicherungsnummer': 'svnr',
  'DK cpr': 'cpr',
  'EE isikukood': 'ik',
  'ES dni': 'dni',
  'ES nie': 'nie',
  'ES nuss': 'nss',
  'FI hetu': 'hetu',
  'FR nir': 'nir',
  'FR spi': 'nif',
  'GR amka': 'amka',
  'GR afm': 'vat',
  'HR oib': 'oib',
  'IE ppsn': 'pps',
  'IT codice-fiscale': 'codicefiscale',
  'LT asmens-kodas': 'asmens',
  'NL bsn': 'bsn',
  'PL nip': 'nip',
  'PL pesel': 'pesel',
  'PT cartao-de-cidadao': 'cc',
  'PT nif': 'nif',
  'RO cnp': 'cnp',
  'SE personnummer': 'personnummer',
  'SI davcna-stevilka': 'ddv',
  'SI emso': 'emso',
  'SK rodne-cislo': 'rc',
}

export const nameOf = ({ country, type }: Identifier): string => `${country} ${type}`

/** What stdnum says of a value; undefined: it does not know the identifier. */
export function peerSays(identifier: Identifier, value: string): boolean | undefined {
  const name = PEERS[nameOf(identifier)]
  const countries: Record<
    string,
    Record<string, { validate(text: string): { isValid: boolean } }>
  > = Object(stdnum)
  return name === undefined
    ? undefined
    : countries[identifier.country]?.[name]?.validate(value).isValid
}

const pick = <T>(random: Random, list: readonly T[]): T => {
  const one = list[Math.floor(random() * list.length)]
  if (one === undefined) throw new Error('Nothing to pick from.')
  return one
}
export { pick }

const two = (value: number) => String(value).padStart(2, '0')
const below = (random: Random, limit: number) => Math.floor(random() * limit)

function fill(form: string, random: Random): string {
  return form.replaceAll(/[YMDdl]/g, (token) => {
    if (token === 'Y') return two(below(random, 90) + 10)
    if (token === 'M') return two(below(random, 12) + 1)
    if (token === 'D') return two(below(random, 28) + 1)
    return token === 'd' ? String(below(random, 10)) : String.fromCharCode(65 + below(random, 26))
  })
}

const MOST_TRIES = 400_000

/** A valid value, compact: accepted by us, and by stdnum where that knows the identifier. */
export function makeValue(identifier: Identifier, random: Random): string {
  const form = FORMS[nameOf(identifier)]
  if (form === undefined) throw new Error(`Nobody can make a ${nameOf(identifier)}.`)
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const value = form === 'RSSMRAdd' ? fiscalCode(random) : finished(form, fill(form, random))
    const compact = value.replaceAll('-', '')
    if ((peerSays(identifier, value) ?? true) && identifier.isValid(compact)) return value
  }
  throw new Error(`No ${nameOf(identifier)} was found.`)
}

/** The NIR's key of two digits is found at once, not by luck. */
function finished(form: string, value: string): string {
  if (!form.startsWith('2YM')) return value
  const body = value.padEnd(13, '1').slice(0, 13)
  return body + two(97 - Number(BigInt(body) % 97n))
}

function fiscalCode(random: Random): string {
  const letters = (count: number) =>
    Array.from({ length: count }, () => pick(random, Array.from('BCDFGLMNPRSTVZ'))).join('')
  const body = `${letters(6)}${two(below(random, 90) + 10)}${pick(random, Array.from('ABCDEHLMPRST'))}${two(below(random, 28) + 1)}${pick(random, Array.from('AFHL'))}${below(random, 900) + 100}`
  return body + String.fromCharCode(65 + below(random, 26))
}

/** As people write it: in one of its shapes. */
export function writeOut(identifier: Identifier, value: string, random: Random): string {
  const compact = value.replaceAll(/[^\dA-Za-z]/g, '')
  const fitting = identifier.shapes.filter((shape) => fits(shape, compact))
  // A Finnish number keeps the sign of its century.
  if (identifier.type === 'hetu') return value
  return fitting.length === 0 ? compact : format(pick(random, fitting), compact)
}

function fits(shape: string, compact: string): boolean {
  const pattern = shape
    .replaceAll(/[ .\-/+]/g, '')
    .replaceAll(
      /([dl])(\d+)/g,
      (_, kind: string, count: string) => `${kind === 'd' ? String.raw`\d` : '[A-Z]'}{${count}}`,
    )
  return new RegExp(`^${pattern}$`).test(compact)
}

function format(shape: string, compact: string): string {
  let at = 0
  return shape.replaceAll(/[dl](\d+)/g, (_, count: string) => {
    const piece = compact.slice(at, at + Number(count))
    at += Number(count)
    return piece
  })
}

export function findIdentifierOf(country: string, type: string): Identifier {
  const found = IDENTIFIERS.find((one) => one.country === country && one.type === type)
  if (!found) throw new Error(`No ${country} ${type}.`)
  return found
}
