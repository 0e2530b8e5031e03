import { whyLeftInEnglish } from './left-in-english.ts'
import { shapeOf, type MessageShape, type PluralShape } from './message-shape.ts'
import { listTypographyProblems } from './typography.ts'

/** What is wrong with one translation of one message. Each problem is one sentence without its language. */
export function listTranslationProblems(
  language: string,
  message: string,
  translation: string,
): string[] {
  const quoted = JSON.stringify(translation)
  const source = shapeOf(message)
  let shape: MessageShape
  try {
    shape = shapeOf(translation)
  } catch (error) {
    return [`${quoted} cannot be read: ${String(error)}`]
  }
  const problems = [
    ...listShapeProblems(source, shape),
    ...shape.plurals.flatMap((plural) => listPluralProblems(language, source, plural)),
  ]
  const english = whyLeftInEnglish(
    language,
    { message, shape: source },
    { message: translation, shape },
  )
  if (english !== undefined) problems.push(english)
  if (language !== 'en') problems.push(...listTypographyProblems(language, message, translation))
  const [long, short] = [lengthOf(shape), lengthOf(source)]
  if (long > 2.5 * short + 30) problems.push(`is ${long} characters long, of English ${short}`)
  return problems.map((problem) =>
    problem.startsWith('the plural') ? `${problem} in ${quoted}` : `${quoted} ${problem}`,
  )
}

function listShapeProblems(source: MessageShape, shape: MessageShape): string[] {
  const problems: string[] = []
  const [wanted, found] = [source.placeholders.join(' '), shape.placeholders.join(' ')]
  if (wanted !== found) problems.push(`has the variables "${found}", not "${wanted}"`)
  if (shape.brokenTags.length > 0) problems.push(`has broken tags: ${shape.brokenTags.join(' ')}`)
  const [cases, kept] = [distinct(source.selects), distinct(shape.selects)]
  if (cases !== kept) problems.push(`chooses between "${kept}", not "${cases}"`)
  const [counted, counts] = [source, shape].map(({ plurals }) =>
    distinct(plurals.map(({ name, isOrdinal }) => `${isOrdinal ? 'ordinal ' : ''}${name}`)),
  )
  if (counted !== counts) problems.push(`has plurals of "${counts}", not of "${counted}"`)
  return problems
}

function listPluralProblems(
  language: string,
  source: MessageShape,
  { name, isOrdinal, forms, counting }: PluralShape,
): string[] {
  const rules = new Intl.PluralRules(language, { type: isOrdinal ? 'ordinal' : 'cardinal' })
  const categories = rules.resolvedOptions().pluralCategories
  const [must, has] = [categories.toSorted().join(', '), forms.toSorted().join(', ')]
  if (must !== has) return [`the plural of {${name}} has ${has}; it needs ${must}`]
  const english = source.plurals.find((plural) => plural.name === name)
  if (!english?.counting.has('other')) return []
  // “one” is 1, 21, 31… in some languages: without the number, nobody would know which.
  const mute = forms.filter((form) => !counting.has(form) && numbersOf(rules, form) > 2)
  return mute.map((form) => `the plural of {${name}} does not say the number (#) for “${form}”`)
}

const SAMPLE = [...Array.from({ length: 201 }, (_, index) => index), 1_000_000]

function numbersOf(rules: Intl.PluralRules, form: string): number {
  return SAMPLE.filter((number) => rules.select(number) === form).length
}

function distinct(texts: readonly string[]): string {
  return [...new Set(texts)].toSorted().join('; ')
}

/** The longest form of each plural is what takes room; all of them together are near enough. */
function lengthOf({ texts, plurals }: MessageShape): number {
  const forms = plurals.reduce((sum, plural) => sum + plural.forms.length, 0)
  return Math.round(texts.join(' ').length / Math.max(1, forms))
}
