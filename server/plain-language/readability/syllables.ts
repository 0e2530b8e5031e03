/** Counts the syllables of a word; at least 1. */
type CountSyllables = (word: string) => number

/**
 * By rules of each language, for the formulas that need them. Of the lists in syllables.test.ts they count nine words in ten
 * exactly; averages over a text are nearer than that.
 */
const COUNTERS: Readonly<Record<string, CountSyllables>> = {
  de: countGerman,
  en: countEnglish,
  es: countSpanish,
  fr: countFrench,
  nl: countDutch,
  pl: (word) => count(word.replaceAll(/i(?=[aąeęoóuy])/gu, ''), /[aąeęioóuy]/gu),
  pt: countPortuguese,
}

/** Undefined for languages whose formulas need none. */
export function syllableCounter(lang: string): CountSyllables | undefined {
  const counter = COUNTERS[lang]
  return (
    counter &&
    ((word) => {
      // Longer words are none; and no word of a hundred letters shall cost more than one of fifty.
      const plain = word
        .slice(0, 60)
        .toLowerCase()
        .replaceAll(/[\u00AD·•‧\u200B’'-]/gu, '')
      return Math.max(1, counter(plain))
    })
  )
}

function count(word: string, vowels: RegExp): number {
  return word.match(vowels)?.length ?? 0
}

function countGerman(word: string): number {
  const plain = word
    .replace(/^(be|ge)(?=e[ihlnr])/u, '$1|')
    .replaceAll('qu', 'q')
    .replace(/eum$/u, 'e|um')
    // "Ferien", "Linien"; not "schien".
    .replace(/(?<=.{3}[lrdtnmp]i)en$/u, '|en')
  return count(plain, /ie|ei|ai|au|eu|äu|aa|ee|oo|ey|ay|[aeiouyäöüéè]/gu)
}

const SILENT_E = /(?:[^laeiouy]|[aeiouy]l|[aeiou]{2}[a-z])e$|(?<=[^aeiouy])e$/u

/** Common words that no rule gets right. */
const ODD_ENGLISH: Readonly<Record<string, number>> = {
  area: 3,
  areas: 3,
  business: 2,
  create: 2,
  created: 3,
  creates: 2,
  every: 2,
  idea: 3,
  ideas: 3,
  people: 2,
  something: 2,
  sometimes: 2,
  therefore: 2,
  whereas: 2,
}

function countEnglish(word: string): number {
  if (Object.hasOwn(ODD_ENGLISH, word)) return ODD_ENGLISH[word] ?? 1
  if (word.length <= 3)
    return Math.min(1, word.length) + (/^(?:any|via|iu.|i[ao].?|ed[iu]t?)$/u.test(word) ? 1 : 0)
  let plain = word.replace(/^y/u, 'Y')
  let more = 0
  plain = plain
    .replace(/(?<![td])ed$/u, '')
    .replace(/(?<=[^aeiouyscxzgh]|th)es$/u, 'e')
    .replace(/(?<=(?:sh|ch)|[scxzg])es$/u, 'is')
  if (/[^aeiouyl]le$/u.test(plain)) more += 1
  if (SILENT_E.test(plain) || /[^aeiouyl]le$/u.test(plain)) plain = plain.slice(0, -1)
  plain = plain.replace(/(?<=[^aeiouy])e(?=ment|ful|ly$|less|ness|where)/u, '')
  more +=
    count(
      plain,
      /i[ao](?!u)(?<!(?:[tscg])i[ao])|iu|ua(?!r[dy])(?<!q?gua|qua)|eo|[^q]u(?:al|ity)$|ying$|uous|(?<=[aeou])ing$/gu,
    ) > 0
      ? 1
      : 0
  return count(plain, /[aeiouy]+/gu) + more
}

function countFrench(word: string): number {
  const plain = word
    .replaceAll(/qu|gu(?=[eéèêi])/gu, 'q')
    .replace(/(?<=[aeiouyéèêëàâîïôûœ].*[^aeiouyéèêëàâîïôû])(?:e|es)$/u, '')
    .replace(/(?<=[éiuï])(?:e|es)$/u, '')
    .replace(MUTE_ENT, '')
    .replaceAll(/i(?=[aeoéèêàâ])(?<![bcdfgptv][lr]i)/gu, '')
  return count(
    plain,
    /eau|œu|au|ai|aî|ei|eu|eû|oi|oî|ou|où|oû|ui|uî|ay|oy|uy|[aeiouyéèêëàâîïôöûüœ]/gu,
  )
}

/** Verbs’ "-ent" says nothing; nouns’ and adverbs’ ("document", "récent", "souvent") does. */
const MUTE_ENT =
  /(?<=(?:[aeiouéèêôû][^aeiouy]+|[iou]))(?<!m|c|g|v|r?gu?|qu|sol|pat|pré|prés|abs|par)ent$/u

function countSpanish(word: string): number {
  const plain = word
    .replaceAll('qu', 'q')
    .replaceAll(/gu(?=[eéií])/gu, 'g')
    .replace(/y$/u, 'i')
    .replaceAll(/y(?=[aeiouáéíóú])/gu, 'j')
  return countIberian(plain)
}

function countPortuguese(word: string): number {
  const plain = word
    .replaceAll(/(?<=[qg])u(?=[aáeéêiíoó])/gu, '')
    // "família", "água": what comes after the stressed syllable is one.
    .replace(/(?<=[áéíóúâêô].*)[iu](?=[ao]s?$)/u, '')
  return count(plain, /ão|ãe|õe|ai|ei|oi|ui|au|eu|iu|ou|éi|ói|éu|áu|êu|[aeiouyáàâãéêíóôõúü]/gu)
}

/** Two strong vowels are two syllables, a weak one beside another is none, an accented weak one is its own. */
function countIberian(word: string): number {
  return count(word, /[iuü]?[aeoáéó][iu]?(?![íú])|[iuü]?[aeoáéó](?=[íú])|[íú]|[iuü][iuü]?/gu)
}

function countDutch(word: string): number {
  const plain = word.replaceAll(/qu/gu, 'kw').replaceAll(/[ëïöü]/gu, '|$&')
  return count(plain, /aai|ooi|oei|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ei|ij|ou|au|[aeiouyëïöüéè]/gu)
}
