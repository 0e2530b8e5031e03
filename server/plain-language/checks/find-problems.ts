import type { Finding, FindingKind } from '#wire/plain-language.ts'
import { isAbbreviation } from '../text/abbreviations.ts'
import { splitSentences, type Span } from '../text/sentences.ts'
import { isNumeral, lettersOf, wordsOf, type Word } from '../text/words.ts'
import { lexiconOf } from '../facts/lexicon.ts'
import type { Standard } from '../standards/standard.ts'
import { findPassive } from './passive.ts'

/** More in one part help nobody. */
const MAX_FINDINGS = 200

/** What in a text goes against a standard, as far as rules can tell, in the order in which it stands; linear in its length. */
export function findProblems(text: string, { lang, checks }: Standard): Finding[] {
  const wanted = new Set<FindingKind>(checks.kinds)
  const words = wordsOf(text)
  const found: Finding[] = []
  let at = 0
  for (const sentence of splitSentences(text, lang)) {
    while ((words[at]?.start ?? Infinity) < sentence.start) at += 1
    const from = at
    while ((words[at]?.start ?? Infinity) < sentence.end) at += 1
    const own = words.slice(from, at)
    found.push(...inSentence({ text, sentence, words: own, lang, checks }))
  }
  for (const word of words) found.push(...inWord({ text, word, lang, checks }))
  return found
    .filter(({ kind }) => wanted.has(kind))
    .toSorted((a, b) => a.start - b.start)
    .slice(0, MAX_FINDINGS)
}

interface InSentence {
  text: string
  sentence: Span
  words: readonly Word[]
  lang: string
  checks: Standard['checks']
}

function inSentence({ text, sentence, words, lang, checks }: InSentence): Finding[] {
  const found: Finding[] = []
  const all = (kind: FindingKind, count?: number) =>
    found.push({ kind, ...sentence, ...(count !== undefined && { count }) })
  if (words.length > checks.maxSentenceWords) all('long-sentence', words.length)
  const commas = text.slice(sentence.start, sentence.end).match(/[,;·](?=\s)/gu)?.length ?? 0
  if (commas > checks.maxCommas) all('many-commas', commas)
  else if (words.length > 8 && isJoined(text, words, lang)) all('several-statements')
  const passive = findPassive(words, lang)
  if (passive) found.push({ kind: 'passive', ...passive })
  const nominal = words.filter(({ text: word }) => isNominal(word, lang))
  // One such word is nothing: three in a sentence, or two in a short one, are a style.
  if (nominal.length >= 3 || (nominal.length === 2 && words.length <= 10)) {
    const [first] = nominal
    const last = nominal.at(-1)
    if (first && last) found.push({ kind: 'nominal-style', start: first.start, end: last.end })
  }
  return found
}

/** A comma or "and" after which somebody does something else. */
const JOINS: Readonly<Record<string, RegExp>> = {
  de: /^(?:und|aber|oder|sondern|denn|weil|obwohl|damit|sodass|falls|nachdem|bevor)$/u,
  en: /^(?:and|but|because|although|whereas|while|unless|so)$/u,
  es: /^(?:y|pero|porque|aunque|mientras|sino)$/u,
  fr: /^(?:et|mais|car|parce|puisque|alors|tandis|afin)$/u,
  it: /^(?:e|ma|perché|mentre|sebbene|affinché)$/u,
  nl: /^(?:en|maar|want|omdat|terwijl|hoewel|zodat)$/u,
  pl: /^(?:i|ale|ponieważ|gdyż|chociaż|oraz)$/u,
  pt: /^(?:e|mas|porque|enquanto|embora)$/u,
  sv: /^(?:och|men|eftersom|därför|fast|medan)$/u,
}

/** After a comma only: "and" alone mostly joins two things, not two sentences. */
function isJoined(text: string, words: readonly Word[], lang: string): boolean {
  const joins = JOINS[lang]
  if (!joins) return false
  return words.some((word, at) => {
    const before = words[at - 1]
    const isAfterComma = before !== undefined && text.slice(before.end, word.start).includes(',')
    return isAfterComma && words.length - at > 3 && joins.test(word.text.toLowerCase())
  })
}

const NOMINAL: Readonly<Record<string, RegExp>> = {
  bg: /(?:ние|ването|нето|ност)$/u,
  cs: /(?:ování|ávání|ení|ání|ost|osti)$/u,
  da: /(?:else|elser|elsen|ing|ingen|heden|hed)$/u,
  de: /^\p{Lu}.*(?:ung|ungen|heit|heiten|keit|keiten|ierung|nahme|nahmen)$/u,
  en: /(?:tion|tions|ment|ments|ance|ence|ility)$/u,
  es: /(?:ción|ciones|miento|mientos|sión)$/u,
  fr: /(?:tion|tions|ssement|sion|isation)$/u,
  hr: /(?:anje|anja|enje|enja|ost|osti)$/u,
  it: /(?:zione|zioni|mento|menti|sione)$/u,
  nl: /(?:ing|ingen|heid|atie|isatie)$/u,
  pl: /(?:anie|ania|enie|enia|ość|ości)$/u,
  pt: /(?:ção|ções|mento|mentos|são)$/u,
  ro: /(?:ție|ției|țiune|țiunii|rea|rii)$/u,
  sk: /(?:ovanie|ovania|enie|enia|anie|ania|osť|osti)$/u,
  sl: /(?:anje|anja|enje|enja|ost|osti)$/u,
  sv: /(?:ning|ningen|ande|else|het|heten)$/u,
}

function isNominal(word: string, lang: string): boolean {
  return word.length >= 7 && word.length <= 60 && (NOMINAL[lang]?.test(word) ?? false)
}

interface InWord {
  text: string
  word: Word
  lang: string
  checks: Standard['checks']
}

function inWord({ text, word, lang, checks }: InWord): Finding[] {
  const { start, end } = word
  const place = { start, end }
  if (isNumeral(word.text)) return ofNumeral(text, word)
  const longest = Math.max(
    ...word.text.split(/[-·•‧\u2010\u2011\u00AD]/u).map((part) => lettersOf(part).length),
  )
  if (longest > checks.maxWordLetters && !isAddress(text, word)) {
    return [{ kind: 'long-word', ...place, count: longest }]
  }
  if (isUnexplained(text, word, lang)) return [{ kind: 'abbreviation', ...place }]
  if (lexiconOf(lang).fieldOf(word.text.slice(0, 60).toLowerCase()) === 'not')
    return [{ kind: 'negation', ...place }]
  if (lang === 'de' && isGenitive(text, word)) return [{ kind: 'genitive', ...place }]
  return []
}

function isAddress(text: string, { start, end }: Word): boolean {
  return (
    /[@/.]\S?$/u.test(text.slice(Math.max(0, start - 2), start)) ||
    /^[.@/]\p{L}/u.test(text.slice(end, end + 2))
  )
}

/** "z. B.", "Abs.": known ones with their full stop, and acronyms that nothing explains in brackets. */
function isUnexplained(text: string, word: Word, lang: string): boolean {
  const { start, end } = word
  const next = text.slice(end, end + 5)
  if (!/^\p{Lu}{2,7}$/u.test(word.text) || /^[IVXLC]+$/u.test(word.text)) {
    const isKnown = isAbbreviation(word.text.toLowerCase(), lang) && next.startsWith('.')
    // One letter is one only in a row ("z. B."); at the end of a text it is the sentence that ends.
    return isKnown && (word.text.length > 1 ? !/^\.\s*$/u.test(next) : /^\. ?\p{L}\./u.test(next))
  }
  const isInBrackets = text[start - 1] === '(' || /^ ?\(/u.test(next)
  // A heading in capitals is a heading.
  const before = text.slice(Math.max(0, start - 5), start)
  const isShouted = /\p{Lu}{3,}\s$/u.test(before) || /^\s\p{Lu}{3,}/u.test(next)
  return !isInBrackets && !isShouted && !COMMON.has(word.text)
}

/** Known better by their letters than by their names. */
const COMMON = new Set([
  'EU',
  'UE',
  'ES',
  'AE',
  'ЕС',
  'ΕΕ',
  'PDF',
  'SMS',
  'TV',
  'PC',
  'IBAN',
  'OK',
  'DVD',
  'CD',
  'EUR',
])

/** Large numbers without groups, Roman years and decimals are hard to read; dates and telephone numbers are not meant. */
function ofNumeral(text: string, { text: word, start, end }: Word): Finding[] {
  const percent = /^\s?%/u.exec(text.slice(end, end + 2))
  const isUngrouped =
    /^\d{5,}$/u.test(word) &&
    !/[\d/+()–-]\s?$/u.test(text.slice(Math.max(0, start - 2), start)) &&
    !/^[ /–-]?\d/u.test(text.slice(end, end + 2))
  // Postcodes have five digits and a place behind them.
  const isPostcode = /^ \p{Lu}/u.test(text.slice(end, end + 2)) && word.length === 5
  if (percent || (isUngrouped && !isPostcode))
    return [{ kind: 'number-format', start, end: end + (percent?.[0].length ?? 0) }]
  return []
}

/** "des Antrags", "eines Kindes": what is sure. "der Frau" may be many things. */
function isGenitive(text: string, { text: word, start, end }: Word): boolean {
  if (!/^(?:des|eines|Ihres|ihres|seines|unseres|dieses|jenes|meines|keines)$/u.test(word))
    return false
  return (
    start >= 0 &&
    /^ (?:[\p{Ll}]{2,20}en )?\p{Lu}[\p{L}·-]{1,40}s(?!\p{L})/u.test(text.slice(end, end + 70))
  )
}
