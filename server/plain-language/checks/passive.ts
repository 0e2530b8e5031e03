import type { Word } from '../text/words.ts'

/**
 * How each language makes its passive of an auxiliary and a participle. Only where that pattern is nearly always a passive:
 * languages that make it by an ending (Swedish "-s", Finnish, Slavic reflexives) are not looked at.
 */
interface Rule {
  auxiliary: RegExp
  participle: RegExp
  /** The participle may stand so many words after the auxiliary, or before it. */
  within: number
  isBefore?: true
}

const RULES: Readonly<Record<string, Rule>> = {
  da: {
    auxiliary: /^(?:bliver|blev|blive|blevet)$/u,
    participle: /^.{3,}(?:et|te|ede|t)$/u,
    within: 3,
  },
  de: {
    auxiliary: /^(?:wird|werden|wurde|wurden|worden|werdet|wurdest)$/u,
    // "-t" is no infinitive; of "-en" only what is known to be a participle.
    participle:
      /^(?:(?:.{0,12}?ge.{2,}|(?:be|ver|er|ent|zer|über|unter).{3,}|.{3,}ier)t|(?:.{0,10}ge(?:geben|nommen|schrieben|sehen|schlossen|zogen|hoben|troffen|halten|lassen|boten|funden|sprochen|wiesen|stellt|fordert|tragen|legt|beten|laden|worfen))|überwiesen|übernommen|verstanden|verschoben|erhoben|entschieden|verboten|beschlossen|vergeben|erlassen|vorgenommen|bezogen|unterschrieben|aufgehoben|zurückgewiesen|beantragt|abgewiesen)$/u,
    within: 14,
    isBefore: true,
  },
  en: {
    auxiliary: /^(?:is|are|was|were|be|been|being)$/u,
    participle:
      /^(?!(?:interested|tired|excited|married|pleased|worried|needed|based|located|concerned|retired|disabled|red|hundred|united)$)(?:.{2,}ed|given|taken|made|done|sent|paid|held|kept|found|known|shown|written|seen|brought|told|put|set|built|chosen|drawn|lost|met|sold|spent|withdrawn|borne|issued)$/u,
    within: 2,
  },
  es: {
    auxiliary: /^(?:es|son|fue|fueron|será|serán|sea|sean|sido|era|eran)$/u,
    participle: /^.{2,}(?:ado|ada|ados|adas|ido|ida|idos|idas)$/u,
    within: 2,
  },
  fr: {
    auxiliary: /^(?:est|sont|été|sera|seront|soit|soient|était|étaient|fut|furent|être)$/u,
    participle:
      /^(?!(?:allé|arrivé|entré|resté|né|tombé|retourné|monté|passé|devenu|venu|parti|sorti|âgé|situé|été|rentré|décédé)e?s?$)(?:.{2,}(?:é|ée|és|ées)|.{2,}(?:rit|rite|rits|rites)|remis|remise|prise|pris|mise|mis|transmise|transmis|émis|émise|reçu|reçue|reçus|reçues|rendu|rendue|tenu|tenue)$/u,
    within: 2,
  },
  it: {
    auxiliary: /^(?:viene|vengono|venga|vengano|verrà|verranno|venne|vennero)$/u,
    participle: /^.{2,}(?:at|it|ut|ess|ett|est|int|olt|ert|os|is)[oaie]$/u,
    within: 2,
  },
  nl: {
    auxiliary: /^(?:wordt|worden|werd|werden)$/u,
    participle: /^(?:.{0,10}ge.{3,}(?:d|t|en)|(?:be|ver|ont|her).{3,}(?:d|t))$/u,
    within: 12,
    isBefore: true,
  },
  pt: {
    auxiliary: /^(?:é|são|foi|foram|será|serão|seja|sejam|sido)$/u,
    participle: /^.{2,}(?:ado|ada|ados|adas|ido|ida|idos|idas)$/u,
    within: 2,
  },
  ro: {
    auxiliary: /^(?:este|sunt|fost|fi|fie)$/u,
    participle: /^.{3,}(?:at|ată|ați|ate|it|ită|iți|ite|ut|ută)$/u,
    within: 1,
  },
  sv: {
    auxiliary: /^(?:blir|blev|blivit|bli)$/u,
    participle: /^.{3,}(?:ad|ade|at|d|t|en)$/u,
    within: 2,
  },
}

/** Where a sentence is in the passive: from the first of the two words to the last; undefined: it is not, or nobody can tell. */
export function findPassive(
  words: readonly Word[],
  lang: string,
): { start: number; end: number } | undefined {
  const rule = RULES[lang]
  if (!rule) return undefined
  for (const [at, auxiliary] of words.entries()) {
    if (!rule.auxiliary.test(auxiliary.text.toLowerCase())) continue
    const from = rule.isBefore ? Math.max(0, at - 3) : at + 1
    for (const word of words.slice(from, at + 1 + rule.within)) {
      if (word === auxiliary || word.text.length > 30 || isNoun(word, lang)) continue
      if (!rule.participle.test(word.text.toLowerCase())) continue
      return {
        start: Math.min(auxiliary.start, word.start),
        end: Math.max(auxiliary.end, word.end),
      }
    }
  }
  return undefined
}

function isNoun({ text }: Word, lang: string): boolean {
  return lang === 'de' && /^\p{Lu}/u.test(text)
}
