/**
 * A text, or parts of it, as somebody would read it who knows how it was written: decoded, put together, in letters of one
 * script. `starts` and `ends` say for each of its characters where in the text that stands.
 */
export interface View {
  text: string
  starts: Int32Array
  ends: Int32Array
}

/** How often what was decoded is decoded again. */
export const MOST_LEVELS = 2

export interface Replacement {
  start: number
  end: number
  text: string
}

/** What was seen in one pass: it tells which ways of reading are worth a try. */
export interface Seen {
  /** Where each word begins and ends that is as long as a key, or as something encoded. */
  longWords: number[]
  /** Words of one character, one after the other. */
  isApart: boolean
  /** Greek or Cyrillic letters within a Latin word. */
  isMixed: boolean
  /** Digits that something else stands between than a space or a hyphen. */
  isRegrouped: boolean
}

/** Every other way to read a text; for most texts none. One pass each, and as long as the text together, or shorter. */
export function viewsOf(text: string, { isApart, isMixed, isRegrouped }: Seen): View[] {
  const views: View[] = []
  for (const read of READINGS) {
    if (read === putTogether && !isApart) continue
    if (read === inOneScript && !isMixed) continue
    if (read === regrouped && !isRegrouped) continue
    const view = viewWith(text, read(text))
    if (view) views.push(view)
  }
  return views
}

const READINGS: readonly ((text: string) => Replacement[])[] = [
  unescaped,
  inPlainCharacters,
  inOneScript,
  putTogether,
  regrouped,
  spelledOut,
]

/** Of the text around what was replaced: words that tell what a number is, and the rest of it. */
const AROUND = 160

/** Only what is near a replacement: all else was read as it stands. */
export function viewWith(text: string, replacements: readonly Replacement[]): View | null {
  if (replacements.length === 0) return null
  const pieces: string[] = []
  const starts: number[] = []
  const ends: number[] = []
  const say = (said: string, start: number, end: number) => {
    pieces.push(said)
    for (let at = 0; at < said.length; at += 1) {
      starts.push(start)
      ends.push(end)
    }
  }
  const copy = (from: number, to: number) => {
    pieces.push(text.slice(from, to))
    for (let at = from; at < to; at += 1) {
      starts.push(at)
      ends.push(at + 1)
    }
  }
  let done = 0
  let isFirst = true
  for (const { start, end, text: said } of replacements) {
    // A byte in base64 shares a character with the one before it.
    if (end <= done) continue
    const isFar = isFirst || start - done > 2 * AROUND
    if (isFar && !isFirst) {
      copy(done, done + AROUND)
      say('\n', done + AROUND, done + AROUND)
    }
    copy(isFar ? Math.max(done, start - AROUND) : done, start)
    say(said, start, end)
    done = end
    isFirst = false
  }
  copy(done, Math.min(text.length, done + AROUND))
  return { text: pieces.join(''), starts: Int32Array.from(starts), ends: Int32Array.from(ends) }
}

function replacementsOf(
  text: string,
  pattern: RegExp,
  say: (match: RegExpExecArray) => string | null,
): Replacement[] {
  const found: Replacement[] = []
  for (const match of text.matchAll(pattern)) {
    const said = say(match)
    if (said !== null)
      found.push({ start: match.index, end: match.index + match[0].length, text: said })
  }
  return found
}

const ESCAPE =
  /%[0-7][\da-f]|(?:%[89a-f][\da-f])+|&#(\d{1,7});?|&#x([\da-f]{1,6});?|&([a-z]{2,8});|\\u([\da-f]{4})|\\u\{([\da-f]{1,6})\}|\\x([\da-f]{2})/gi

const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  commat: '@',
  period: '.',
  dot: '.',
  hyphen: '-',
  dash: '-',
  lowbar: '_',
  plus: '+',
  num: '#',
  percnt: '%',
  colon: ':',
  sol: '/',
  equals: '=',
  shy: '',
}

/** Percent signs, entities of HTML, escapes of JavaScript. */
function unescaped(text: string): Replacement[] {
  if (!/[%&\\]/.test(text)) return []
  return replacementsOf(text, ESCAPE, ([whole, decimal, hex, name, ...escapes]) => {
    if (whole.startsWith('%')) return Buffer.from(whole.replaceAll('%', ''), 'hex').toString('utf8')
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? null
    if (decimal !== undefined) return characterOf(Number(decimal))
    return characterOf(Number.parseInt(hex ?? escapes.find((one) => one !== undefined) ?? '', 16))
  })
}

function characterOf(code: number): string | null {
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null
}

/** Digits and letters of other kinds, marks on digits, and the invisible ones of the tag block. */
const OTHER_CHARACTERS =
  /[\u{1d400}-\u{1d7ff}\u{1f100}-\u{1f189}\u2460-\u24ff²³¹⁰-₉]|(?![0-9])\p{Nd}|(?<=[0-9])\p{M}+|[\u{e0020}-\u{e007e}]/gu

/** Cheaper to look for: whatever may be one of these. */
const MAY_BE_OTHER = new RegExp(
  String.raw`[\u0300-\u036f\u0483-\u0489\u0660-\u1dff\u2070-\u2089\u20d0-\u20f0\u2460-\u24ff\ua620-\uabff\ud800-\udbff\ufe00-\ufe0f²³¹]`,
)

function inPlainCharacters(text: string): Replacement[] {
  if (!MAY_BE_OTHER.test(text)) return []
  return replacementsOf(text, OTHER_CHARACTERS, ([said]) => {
    const code = said.codePointAt(0) ?? 0
    if (code >= 0xe0020 && code <= 0xe007e) return String.fromCodePoint(code - 0xe0000)
    if (/^\p{M}/u.test(said)) return ''
    const plain = said.normalize('NFKC').replaceAll(/[()]/g, '')
    return /^\p{Nd}/u.test(plain) && !/^[0-9]/.test(plain) ? String(digitOf(code)) : plain
  })
}

/** Ten digits of a script follow each other, and no other digit stands right before them. */
function digitOf(code: number): number {
  let value = 0
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(code - value - 1))) value += 1
  return value
}

const ALIKE =
  'аa еe оo рp сc уy хx іi јj ѕs ԁd һh ԛq ԝw АA ВB ЕE КK МM НH ОO РP СC ТT ХX ІI ЈJ ЅS οo νv αa ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX'
const LOOKS = new Map(ALIKE.split(' ').map((pair) => [pair.charAt(0), pair.charAt(1)]))
const WORDS = /[\w@.+\u0370-\u04ff\u0500-\u052f-]{4,}/g
const MIXED = /(?<=[A-Za-z0-9][.@_-]?)[\u0370-\u052f]|[\u0370-\u052f](?=[.@_-]?[A-Za-z0-9])/

/** `DЕ89`, of which the E is Cyrillic. */
function inOneScript(text: string): Replacement[] {
  const found: Replacement[] = []
  for (const { 0: word, index } of text.matchAll(WORDS)) {
    if (!MIXED.test(word)) continue
    for (let at = 0; at < word.length; at += 1) {
      const looks = LOOKS.get(word.charAt(at))
      if (looks) found.push({ start: index + at, end: index + at + 1, text: looks })
    }
  }
  return found
}

const APART =
  /(?<![0-9A-Za-z])[0-9A-Za-z@]([^0-9A-Za-z@]{1,3})(?:[0-9A-Za-z@.+_-]\1){4,}[0-9A-Za-z](?![0-9A-Za-z])/g

/** `4 1 1 1 …`: every character apart. */
function putTogether(text: string): Replacement[] {
  return replacementsOf(text, APART, ([whole, between = '']) => {
    const said: string[] = []
    for (let at = 0; at < whole.length; at += 1 + between.length) said.push(whole.charAt(at))
    return said.join('')
  }).flatMap(apart)
}

/** One for each character, so that what is found in it is found exactly. */
function apart({ start, end, text }: Replacement): Replacement[] {
  const step = text.length > 1 ? (end - start - 1) / (text.length - 1) : end - start
  return Array.from(text, (letter, at) => ({
    start: start + Math.round(at * step),
    end: at === text.length - 1 ? end : start + Math.round((at + 1) * step),
    text: letter,
  }))
}

const GROUPS =
  /(?<![0-9A-Za-z])[0-9A-Za-z]{4}(?![ -][0-9A-Za-z])([^0-9A-Za-z]{1,3})[0-9A-Za-z]{4}(?:\1[0-9A-Za-z]{4})+(?:\1[0-9A-Za-z]{1,3})?(?![0-9A-Za-z])/g

/** Groups of digits side by side: but for a space or a hyphen, which are what people write. */
const OTHERWISE_APART = /\d{4}(?![ -]\d)[^0-9A-Za-z]{1,3}\d{4}/

/** `4111_1111_1111_1111`: groups of four, set apart by what nobody sets numbers apart by. */
function regrouped(text: string): Replacement[] {
  if (!OTHERWISE_APART.test(text)) return []
  return [...text.matchAll(GROUPS)].flatMap(({ 0: whole, 1: between = '', index }) => {
    if (!/\d{4}.*\d{4}/s.test(whole)) return []
    const found: Replacement[] = []
    for (let at = 4; at < whole.length; at += 4 + between.length) {
      found.push({ start: index + at, end: index + at + between.length, text: ' ' })
    }
    return found
  })
}

const AT =
  /[[({<][ \t]?(?:at|ät|@|arroba|chiocciola|snabel-?a|małpa|zavináč|kukac|arobase|majmun\w*)[ \t]?[\])}>][ \t]?/giu
const DOT =
  /[[({<][ \t]?(?:dot|punkt|point|punto|ponto|punt|kropka|tečka|pont|piste|\.)[ \t]?[\])}>][ \t]?/giu

/** `jane (at) example (dot) org`. */
function spelledOut(text: string): Replacement[] {
  if (!/[[({<]/.test(text)) return []
  const ats = replacementsOf(text, AT, () => '@')
  if (ats.length === 0) return []
  const isSpace = (at: number) => text[at] === ' ' || text[at] === '\t'
  return [...ats, ...replacementsOf(text, DOT, () => '.')]
    .map((one) => (isSpace(one.start - 1) ? { ...one, start: one.start - 1 } : one))
    .toSorted((a, b) => a.start - b.start)
}
