/** Where a candidate stands. */
export interface Surroundings {
  text: string
  start: number
  end: number
  /** The name of the field that the text is the value of; empty: it has none. */
  hint: string
  /** What stands there in lower case, once somebody has asked. */
  before?: string
  after?: string
}

const BEFORE = 72
const AFTER = 28
const BLOCK = 256
/** A word may begin before a block ends. */
const LONGEST_WORD = 32

/** Which words stand about where the scan is: asked again for each of many numbers side by side. */
let blockText = ''
let block = -1
let lowered = ''
const inBlock = new Map<readonly string[], boolean>()

export function surroundingsOf(
  text: string,
  start: number,
  { end, hint }: { end: number; hint: string },
): Surroundings {
  return { text, start, end, hint }
}

/**
 * How near the words are, as characters between; Infinity: none of them is there. What is behind counts as farther. Short
 * words must stand alone, longer ones may be part of a compound.
 */
export function distanceTo(words: readonly string[], around: Surroundings): number {
  const { text, start, end, hint } = around
  const isHinted = hint !== '' && start < BEFORE
  if (!isHinted && !isNearby(words, text, start)) return Infinity
  const before = (around.before ??= beforeOf(around))
  const after = (around.after ??= text.slice(end, end + AFTER).toLowerCase())
  let nearest = Infinity
  for (const word of words) {
    const at = lastWord(before, word)
    if (at >= 0) nearest = Math.min(nearest, before.length - at - word.length)
    else if (nearest === Infinity && firstWord(after, word) >= 0) nearest = 30 + after.indexOf(word)
  }
  return nearest
}

function beforeOf({ text, start, hint }: Surroundings): string {
  const before = text.slice(Math.max(0, start - BEFORE), start).toLowerCase()
  if (start >= BEFORE || hint === '') return before
  return `${hint.replaceAll(/[_-]/g, ' ').toLowerCase()}: ${before}`
}

/** Whether any of the words stands in the block of text around, roughly. */
export function isNearby(words: readonly string[], text: string, start: number): boolean {
  const at = Math.floor(start / BLOCK)
  if (at !== block || text !== blockText) {
    blockText = text
    block = at
    inBlock.clear()
    lowered = text
      .slice(Math.max(0, at * BLOCK - BEFORE), (at + 1) * BLOCK + AFTER + 2 * LONGEST_WORD)
      .toLowerCase()
  }
  const known = inBlock.get(words)
  if (known !== undefined) return known
  const isThere = words.some((word) => lowered.includes(word))
  inBlock.set(words, isThere)
  return isThere
}

/** Nothing that was said is kept longer than it is looked at. */
export function forgetSurroundings(): void {
  blockText = ''
  lowered = ''
  block = -1
}

const SHORT = 5

function lastWord(text: string, word: string): number {
  for (
    let at = text.lastIndexOf(word);
    at >= 0;
    at = at === 0 ? -1 : text.lastIndexOf(word, at - 1)
  ) {
    if (standsAlone(text, at, word)) return at
  }
  return -1
}

function firstWord(text: string, word: string): number {
  const at = text.indexOf(word)
  return at >= 0 && standsAlone(text, at, word) ? at : -1
}

function standsAlone(text: string, at: number, word: string): boolean {
  if (word.length > SHORT) return true
  return !isLetter(text, at - 1) && !isLetter(text, at + word.length)
}

function isLetter(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return (code >= 97 && code <= 122) || (code >= 0xc0 && code < 0x2000)
}

/** Numbers that are given to things. In lower case; as they stand before the number. */
export const NUMBERS_OF_THINGS = [
  'order',
  'invoice',
  'ticket',
  'tracking',
  'parcel',
  'shipment',
  'article',
  'item',
  'serial',
  'batch',
  'sku',
  'isbn',
  'issn',
  'ean',
  'gtin',
  'version',
  'build',
  'commit',
  'hash',
  'checksum',
  'part no',
  'reference',
  'case no',
  'transaction',
  'timestamp',
  'random',
  'sample',
  'product',
  'booking',
  'id=',
  'issue',
  'revision',
  'customer no',
  'patent',
  'bestell',
  'rechnung',
  'auftrag',
  'sendung',
  'paket',
  'artikel',
  'seriennummer',
  'chargen',
  'vorgang',
  'aktenzeichen',
  'buchung',
  'kundennummer',
  'zufall',
  'prüfsumme',
  'commande',
  'facture',
  'colis',
  'suivi',
  'dossier',
  'référence',
  'lot',
  'série',
  'réservation',
  'pedido',
  'factura',
  'envío',
  'seguimiento',
  'referencia',
  'serie',
  'lote',
  'encomenda',
  'fatura',
  'remessa',
  'referência',
  'ordine',
  'fattura',
  'spedizione',
  'riferimento',
  'seriale',
  'lotto',
  'pratica',
  'bestelling',
  'factuur',
  'zending',
  'pakket',
  'kenmerk',
  'serienummer',
  'ordernummer',
  'zamówieni',
  'faktur',
  'przesył',
  'paczk',
  'seryjny',
  'referencyjn',
  'zlecen',
  'objednávk',
  'zásielk',
  'zásilk',
  'faktúr',
  'narudžb',
  'račun',
  'pošiljk',
  'naročil',
  'comand',
  'factur',
  'colet',
  'rendelés',
  'számla száma',
  'csomag',
  'поръчк',
  'фактур',
  'пратк',
  'παραγγελ',
  'τιμολόγ',
  'αποστολ',
  'beställning',
  'försändelse',
  'ordre',
  'forsendelse',
  'bestilling',
  'tilaus',
  'lasku',
  'lähetys',
  'tellimus',
  'arve',
  'saadetis',
  'užsakym',
  'sąskait',
  'siunt',
  'pasūtījum',
  'rēķin',
  'sūtījum',
  'ordni',
  'fattura',
  'ordú',
  'sonrasc',
] as const

/** What calls a number somebody's own, whatever the country. */
export const NUMBERS_OF_PEOPLE = [
  'national id',
  'identity number',
  'identification number',
  'personal number',
  'personal id',
  'social security',
  'tax id',
  'tax number',
  'taxpayer',
  'fiscal number',
  'health insurance',
  'citizen',
  'ssn',
  'steuer',
  'sozialversicherung',
  'personenkennzahl',
  'ausweisnummer',
  'versicherungsnummer',
  'sécurité sociale',
  'numéro fiscal',
  'identité',
  'numéro national',
  'seguridad social',
  'identificación',
  'identidad',
  'fiscale',
  'fiscal',
  'identificação',
  'persoonsnummer',
  'identiteit',
  'tożsamości',
  'ewidencyjny',
  'osobní číslo',
  'osobné číslo',
  'személyi',
  'личен номер',
  'ταυτότητα',
  'henkilö',
  'personnummer',
  'isikukood',
  'asmens',
  'personas',
  'buletin',
  'identitate',
  'identitet',
  'matičn',
  'davčn',
  'porezni',
] as const
