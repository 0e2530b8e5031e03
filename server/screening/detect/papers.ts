import { isDay } from './checksums.ts'
import { distanceTo, surroundingsOf } from './context.ts'
import type { Finding } from './finding.ts'
import { isWordCode } from './shapes.ts'

const BIRTH_WORDS = [
  'geboren',
  'geb.',
  'geb',
  'geburt',
  'geburtsdatum',
  'gebürtig',
  'né le',
  'née le',
  'né(e)',
  'naissance',
  'nacid',
  'nacimiento',
  'nato il',
  'nata il',
  'nato',
  'nata',
  'nascita',
  'nascid',
  'nascimento',
  'born',
  'birth',
  'dob',
  'd.o.b',
  'geboorte',
  'urodz',
  'ur.',
  'narozen',
  'narodený',
  'narodená',
  'narodenia',
  'született',
  'születési',
  'szül',
  'născut',
  'naștere',
  'nașterii',
  'роден',
  'рожден',
  'ражд',
  'γεννήθηκε',
  'γέννηση',
  'γεννημέν',
  'rođen',
  'rojen',
  'rojst',
  'född',
  'födels',
  'født',
  'fødsel',
  'syntyn',
  'syntymä',
  'sünd',
  'sünniaeg',
  'gimęs',
  'gimusi',
  'gimim',
  'dzimis',
  'dzimusi',
  'dzimšanas',
  'twieled',
  'twelid',
  'rugadh',
  'breithe',
  'dáta breithe',
  'anniversaire',
  'geburtstag',
]

const NUMERIC =
  /^(?:(\d{4})[-./](\d{1,2})[-./](\d{1,2})|(\d{1,2})([-./] ?)(\d{1,2})\5(\d{4}|\d{2}))\.?(?![\d/-])/
const WORDED =
  /^(\d{1,2})(?:\.|er|st|nd|rd|th|º|:?e|η|ο)? (?:de |d['’]|di |of )?(\p{L}{3,14})\.?,? (?:de |del |di )?((?:19|20)\d\d)(?!\d)/u

/** A date that words near it call somebody's birth. */
export function findBirthDate(text: string, start: number, hint: string): Finding | null {
  if (start > 0 && isWordCode(text.charCodeAt(start - 1))) return null
  const found = dateAt(text.slice(start, start + 36))
  if (found === null) return null
  const end = start + found
  const around = surroundingsOf(text, start, { end, hint })
  if (distanceTo(BIRTH_WORDS, around) > 40) return null
  return { kind: 'date-of-birth', type: 'date-of-birth', country: null, start, end, score: 0.9 }
}

/** How long the date is that the text begins with; null: it does not. */
function dateAt(text: string): number | null {
  const numeric = NUMERIC.exec(text)
  if (numeric) {
    const [all, year, month, day, first, , second] = numeric
    const length = all.endsWith('.') ? all.length - 1 : all.length
    if (year !== undefined) return isDay(Number(month), Number(day)) ? length : null
    return isDay(Number(second), Number(first)) || isDay(Number(first), Number(second))
      ? length
      : null
  }
  const worded = WORDED.exec(text)
  return worded && Number(worded[1]) <= 31 ? worded[0].length : null
}

const PASSPORT_WORDS = [
  'passport',
  'reisepass',
  'passnummer',
  'passnr',
  'passeport',
  'pasaporte',
  'passaporto',
  'passaporte',
  'paspoort',
  'paszport',
  'pas ',
  'cestovní pas',
  'cestovného pasu',
  'útlevél',
  'pașaport',
  'паспорт',
  'διαβατήρι',
  'putovnic',
  'potni list',
  'potnega lista',
  'passnummer',
  'pasnummer',
  'passi',
  'passinumero',
  'pasas',
  'paso nr',
  'pases numurs',
  'pase ',
  'passaport',
  'phas',
]
const LICENCE_WORDS = [
  'driving licen',
  "driver's licen",
  'driver licen',
  'führerschein',
  'permis de conduire',
  'permiso de conducir',
  'carnet de conducir',
  'patente di guida',
  'patente',
  'carta de condução',
  'rijbewijs',
  'prawo jazdy',
  'prawa jazdy',
  'řidičsk',
  'vodičsk',
  'vezetői engedély',
  'jogosítvány',
  'permis auto',
  'permisul de',
  'свидетелство за управление',
  'шофьорска книжка',
  'άδεια οδήγησης',
  'δίπλωμα οδήγησης',
  'vozačk',
  'vozniško dovoljenje',
  'vozniškega',
  'körkort',
  'kørekort',
  'ajokort',
  'juhiluba',
  'juhiloa',
  'vairuotojo',
  'vadītāja apliec',
  'liċenzja tas-sewqan',
  'ceadúnas tiomána',
]
const CARD_WORDS = [
  'personalausweis',
  'ausweisnummer',
  "carte d'identité",
  'carte nationale',
  'carta d’identità',
  "carta d'identità",
  'identiteitskaart',
  'dowód osobisty',
  'dowodu osobistego',
  'občansk',
  'személyi igazolvány',
  'carte de identitate',
  'buletin',
  'лична карта',
  'osobna iskaznica',
  'osobne iskaznice',
  'osebna izkaznica',
  'id card',
  'identity card',
  'henkilökort',
  'id-kort',
  'tapatybės kortel',
  'isikutunnistus',
  'apliecības',
  'ταυτότητας',
]
const DOCUMENTS: readonly (readonly [string, readonly string[]])[] = [
  ['passport', PASSPORT_WORDS],
  ['driving-licence', LICENCE_WORDS],
  ['identity-card', CARD_WORDS],
]
const DOCUMENT =
  /^(?=[A-Za-z\d/ ]{6,18}(?![\w]))(?=(?:[A-Za-z/ ]*\d){4})[A-Z\d]{1,10}(?:[ /]?[A-Z\d]{2,10}){0,3}(?![\w-])/
const DOCUMENT_REACH = 34

/** The number of a passport, driving licence or identity card: only where it is called so. */
export function findDocument(text: string, start: number, hint: string): Finding | null {
  if (start > 0 && (isWordCode(text.charCodeAt(start - 1)) || text[start - 1] === '.')) return null
  const [found] = DOCUMENT.exec(text.slice(start, start + 24)) ?? []
  if (found === undefined) return null
  const trimmed = trimWords(found)
  const end = start + trimmed.length
  const around = surroundingsOf(text, start, { end, hint })
  for (const [type, words] of DOCUMENTS) {
    if (distanceTo(words, around) > DOCUMENT_REACH) continue
    return { kind: 'document-number', type, country: null, start, end, score: 0.85 }
  }
  return null
}

/** A word in capitals after a number is no part of it. */
function trimWords(found: string): string {
  return found.replace(/(?:[ /][A-Z]{2,10})+$/, '')
}

const PLATE_WORDS = [
  'kennzeichen',
  'nummernschild',
  'immatricul',
  'plaque',
  'matrícula',
  'matricula',
  'targa',
  'targata',
  'kenteken',
  'nummerplaat',
  'rejestracyj',
  'tablic',
  'spz',
  'rz ',
  'registrační značk',
  'poznávací značk',
  'evidenčné číslo vozidla',
  'značk',
  'ečv',
  'rendszám',
  'înmatriculare',
  'număr auto',
  'регистрационен',
  'рег. №',
  'πινακίδα',
  'αριθμός κυκλοφορίας',
  'registarsk',
  'registrsk',
  'tablica',
  'registreringsnummer',
  'registreringsskylt',
  'nummerplade',
  'rekisteri',
  'registreerimis',
  'numbrimärk',
  'valstybin',
  'numerio ženkl',
  'reģistrācijas',
  'numura zīme',
  'numurzīme',
  'license plate',
  'licence plate',
  'number plate',
  'registration plate',
  'vehicle registration',
  'pláta',
  'uimhirphláta',
  'pjanċa',
  'reg. nr',
  'reģ. nr',
]
const PLATE =
  /^(?=[\p{Lu}\d -]{4,11}(?![\p{L}\d]))[\p{Lu}\d]{1,7}(?:[ -·]?[\p{Lu}\d]{1,6}){0,3}(?![\p{L}\d_])/u

/** The plate of a vehicle: only where it is called so, since anything may look like one. */
export function findPlate(text: string, start: number, hint: string): Finding | null {
  if (start > 0 && isWordCode(text.charCodeAt(start - 1))) return null
  const [found] = PLATE.exec(text.slice(start, start + 14)) ?? []
  if (found === undefined || !/\d{2}|\d.*\d/.test(found) || !/\p{Lu}/u.test(found)) return null
  const end = start + found.length
  if (distanceTo(PLATE_WORDS, surroundingsOf(text, start, { end, hint })) > 36) return null
  return { kind: 'vehicle-plate', type: 'vehicle-plate', country: null, start, end, score: 0.85 }
}
