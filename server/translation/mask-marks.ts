/** A text in which what must not be translated has become marks, `⟦1⟧`, and what each stands for. */
export interface Masked {
  text: string
  /** By number, from 1. */
  marks: readonly string[]
}

/** Formulas, as the lexer of answers knows them: a lone dollar is money. */
const MATHS = [
  String.raw`\$\$[^$]{1,2000}?\$\$`,
  String.raw`\\\([^]{1,2000}?\\\)`,
  String.raw`\\\[[^]{1,2000}?\\\]`,
  String.raw`\$(?=\S)(?:[^$\n]{0,500}?[\\^_={}][^$\n]{0,500}?|[A-Za-z])(?<=\S)\$(?!\d)`,
]
/** What programs put something in for. */
const PLACEHOLDERS = [
  String.raw`\{\{[^{}\n]{1,100}\}\}`,
  String.raw`\$\{[^{}\n]{1,100}\}`,
  String.raw`\{[\w.$-]{1,60}\}`,
  String.raw`%(?:\d{1,2}\$|\(\w{1,40}\))?[sdif](?!\w)`,
]
const KEPT = new RegExp(
  [
    // Marks of our own that were there before.
    String.raw`⟦[^⟧\n]{0,40}⟧`,
    String.raw`(?<!\x60)(\x60{1,5})(?!\x60)[^\n]{1,2000}?(?<!\x60)\1(?!\x60)`,
    ...MATHS,
    // Of a link its address and title; its words are translated.
    String.raw`(?<=\]\()[^()\s]{0,2000}(?:\([^()\s]{0,500}\)[^()\s]{0,500})?(?:[ \t]+"[^"\n]{0,300}")?(?=\))`,
    String.raw`(?<=\]\[)[^\]\n]{1,200}(?=\])`,
    String.raw`<\/?[A-Za-z][^<>\n]{0,1000}>|<!--[^\n]{0,1000}?-->`,
    String.raw`(?:https?:\/\/|www\.)[^\s<>()⟦⟧]{1,2000}(?<![.,;:!?*_~])`,
    String.raw`[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}`,
    ...PLACEHOLDERS,
    String.raw`\[\^[^\]\s]{1,64}\]`,
    String.raw`\[\d{1,3}\](?!\()`,
    String.raw`&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,31});`,
    String.raw`\\[\\\x60*_{}[\]()#+.!|~<>$-]`,
  ].join('|'),
  'giu',
)

/** Puts marks for code, formulas, addresses, HTML, placeholders and citations. */
export function maskMarks(source: string): Masked {
  const marks: string[] = []
  const text = source.replaceAll(KEPT, (kept) => {
    if (kept === '') return kept
    marks.push(kept)
    return `⟦${marks.length}⟧`
  })
  return { text, marks }
}

/** The text with nothing in the place of what must not be translated: as long as before. */
export function blankMarks(source: string): string {
  return source.replaceAll(KEPT, (kept) => '\u0000'.repeat(kept.length))
}

/** As models write marks: now and then with spaces. */
const MARK = /⟦\s*(\d{1,4})\s*⟧/gu

/** Puts back what the marks stood for; null where one is missing, there twice, or made up. */
export function unmask(text: string, marks: readonly string[]): string | null {
  const seen = [...text.matchAll(MARK)].map(([, number]) => Number(number))
  const isWhole = seen.length === marks.length && new Set(seen).size === seen.length
  if (!isWhole || seen.some((number) => number < 1 || number > marks.length)) return null
  const restored = text.replaceAll(MARK, (_, number) => marks[Number(number) - 1] ?? '')
  // What was there before may hold marks; anything else that looks like one is broken.
  return /[⟦⟧]/u.test(text.replaceAll(MARK, '')) ? null : restored
}

/** Without marks: words and numbers. */
export function withoutMarks(text: string): string {
  return text.replaceAll(MARK, ' ')
}
