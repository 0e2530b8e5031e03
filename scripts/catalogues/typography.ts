const ENGLISH_QUOTES = '“”'
/** The marks that each language quotes with; another one is a slip. English: “ and ”. */
const QUOTES: Readonly<Record<string, string>> = {
  ar: '«»“”',
  bg: '„“',
  cs: '„“‚‘',
  da: '»«„“”',
  de: '„“‚‘',
  el: '«»“”',
  es: '«»“”',
  et: '„“”',
  fi: '”»',
  fr: '«»“”',
  ga: '“”',
  hr: '„”“»«',
  hu: '„”»«',
  it: '«»“”',
  lt: '„“',
  lv: '“”„«»',
  mt: '“”',
  nl: '“”‘’„',
  pl: '„”«»',
  pt: '“”«»',
  ro: '„”«»',
  sk: '„“‚‘',
  sl: '„“”»«',
  sv: '”»',
}
const ALL_QUOTES = /["“”„«»‟]/gu

/**
 * What a careful typesetter would mark, by rules that are cheap to check. `source` is the English text.
 * Each problem is the end of a sentence that begins with the translation.
 */
export function listTypographyProblems(
  language: string,
  source: string,
  translation: string,
): string[] {
  const problems: string[] = []
  const note = (isWrong: boolean, problem: string) => {
    if (isWrong) problems.push(problem)
  }
  const allowed = QUOTES[language] ?? ENGLISH_QUOTES
  const strange = (translation.match(ALL_QUOTES) ?? []).filter(
    (mark) => !allowed.includes(mark) && !(mark === '"' && source.includes('"')),
  )
  note(strange.length > 0, `quotes with ${strange[0]}; the language has ${allowed}`)
  note(/\p{L}'\p{L}/u.test(translation), "has the straight apostrophe '; write ’")
  note(/\.\.\./.test(translation) && !source.includes('...'), 'has three dots; write …')
  note(/ {2}/.test(translation) && !/ {2}/.test(source), 'has two spaces in a row')
  note(
    edgesOf(translation) !== edgesOf(source),
    'begins or ends with other spaces than the English',
  )
  for (const rule of RULES[language] ?? []) {
    note(rule.isWrong(translation, source), rule.problem)
  }
  return problems
}

/** Mends what needs no judgement: apostrophes, dots, and the spaces of French. */
export function typeset(language: string, translation: string): string {
  const plain = translation
    // Before { it would hide the variable: ICU quotes with it.
    .replaceAll(/(?<=\p{L})'(?=[\p{L}{<])/gu, '’')
    .replaceAll(/(?<!\.)\.\.\.(?!\.)/g, '…')
  if (language !== 'fr') return plain
  return plain
    .replaceAll(/ (?=[;!?](?:\s|$|[<}»)]))/gu, '\u202F')
    .replaceAll(/ (?=[:»](?:\s|$|[<}),.;]))/gu, '\u00A0')
    .replaceAll(/« /gu, '«\u00A0')
}

interface Rule {
  problem: string
  isWrong: (translation: string, source: string) => boolean
}

const asks = (text: string) => /\?(?:\s|$|[<}”])/u.test(text)

const RULES: Readonly<Record<string, readonly Rule[]>> = {
  fr: [
    {
      problem: 'lacks the no-break space before ; : ! ? or », or after «',
      isWrong: (text) =>
        /[^\u00A0\u202F\s;:!?…(«][;!?»](?:\s|$)|[\p{L}\p{N}»)}]:\s|«[^\u00A0\u202F]/u.test(text) ||
        / [;:!?»](?:\s|$)/u.test(text),
    },
  ],
  el: [
    {
      problem: 'asks with ?; Greek asks with ;',
      isWrong: (text, source) => asks(source) && asks(text),
    },
  ],
  ar: [
    {
      problem: 'has ? , or ; in place of ؟ ، or ؛',
      isWrong: (text) => /\p{Script=Arabic}[?,;]/u.test(text),
    },
  ],
  es: [
    { problem: 'asks without ¿', isWrong: (text) => asks(text) && !text.includes('¿') },
    {
      problem: 'exclaims without ¡',
      isWrong: (text) => /\p{L}!(?:\s|$)/u.test(text) && !text.includes('¡'),
    },
  ],
  ro: [
    { problem: 'has ş or ţ with a cedilla; write ș, ț', isWrong: (text) => /[şţŞŢ]/.test(text) },
  ],
}

function edgesOf(text: string): string {
  return `${/^\s*/.exec(text)?.[0] ?? ''}|${/\s*$/.exec(text)?.[0] ?? ''}`
}
