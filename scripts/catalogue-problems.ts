import { compileMessageOrThrow } from '@lingui/message-utils/compileMessage'

/** What the code says, by message id: the English source text. */
export type SourceMessages = Readonly<Record<string, { message?: string | undefined }>>

/** One language's catalogue, by message id. */
export type Catalogue = Readonly<Record<string, { translation?: string; obsolete?: boolean }>>

interface Shape {
  /** Variables and tags, each once, in order. */
  placeholders: string[]
  /** The forms that each plural of the message has. */
  plurals: { name: string; isOrdinal: boolean; forms: string[] }[]
}

/**
 * What is wrong with a catalogue: messages that it lacks, that it has for nothing, that are not translated, that lose or invent
 * a variable, or whose plurals have other forms than the language. Each problem is one sentence.
 */
export function listCatalogueProblems(
  language: string,
  source: SourceMessages,
  catalogue: Catalogue,
): string[] {
  const problems: string[] = []
  for (const [id, { message = id }] of Object.entries(source)) {
    const entry = catalogue[id]
    const quoted = JSON.stringify(message)
    if (!entry || entry.obsolete) problems.push(`${quoted} is missing`)
    else if (!entry.translation?.trim()) problems.push(`${quoted} is not translated`)
    else problems.push(...listTranslationProblems(language, message, entry.translation))
  }
  for (const [id, { translation = id }] of Object.entries(catalogue)) {
    if (!Object.hasOwn(source, id)) {
      problems.push(`${JSON.stringify(translation)} is not used any more`)
    }
  }
  return problems.map((problem) => `${language}: ${problem}`)
}

function listTranslationProblems(language: string, message: string, translation: string) {
  const quoted = JSON.stringify(translation)
  let shape: Shape
  try {
    shape = shapeOf(translation)
  } catch (error) {
    return [`${quoted} cannot be read: ${String(error)}`]
  }
  const problems: string[] = []
  const [wanted, found] = [shapeOf(message).placeholders.join(' '), shape.placeholders.join(' ')]
  if (wanted !== found) problems.push(`${quoted} has the variables "${found}", not "${wanted}"`)
  for (const { name, isOrdinal, forms } of shape.plurals) {
    const type = isOrdinal ? 'ordinal' : 'cardinal'
    const rules = new Intl.PluralRules(language, { type }).resolvedOptions().pluralCategories
    const [must, has] = [rules.toSorted().join(', '), forms.toSorted().join(', ')]
    if (must !== has)
      problems.push(`the plural of {${name}} in ${quoted} has ${has}; it needs ${must}`)
  }
  return problems
}

function shapeOf(message: string): Shape {
  const placeholders = new Set<string>()
  const plurals: Shape['plurals'] = []

  function visit(token: unknown): void {
    if (typeof token === 'string') {
      for (const [tag] of token.matchAll(/<\/?\d+\/?>/g)) placeholders.add(tag)
      return
    }
    if (!Array.isArray(token)) return
    const [name, kind, forms]: unknown[] = token
    if (typeof name !== 'string') return
    placeholders.add(`{${name}}`)
    if (typeof forms !== 'object' || forms === null) return
    if (kind === 'plural' || kind === 'selectordinal') {
      // `=0` and the like are exact values, which every language may have.
      const categories = Object.keys(forms).filter(
        (form) => /^[a-z]+$/.test(form) && form !== 'offset',
      )
      plurals.push({ name, isOrdinal: kind === 'selectordinal', forms: categories })
    }
    for (const form of Object.values(forms)) visitAll(form)
  }
  function visitAll(tokens: unknown): void {
    if (Array.isArray(tokens)) tokens.forEach(visit)
    else if (typeof tokens === 'string') visit(tokens)
  }

  visitAll(compileMessageOrThrow(message))
  return { placeholders: [...placeholders].toSorted(), plurals }
}
