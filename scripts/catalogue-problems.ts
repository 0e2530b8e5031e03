import { listTranslationProblems } from './catalogues/translation-problems.ts'

/** What the code says, by message id: the English source text. */
export type SourceMessages = Readonly<Record<string, { message?: string | undefined }>>

/** One language's catalogue, by message id. */
export type Catalogue = Readonly<Record<string, { translation?: string; obsolete?: boolean }>>

/**
 * What is wrong with a catalogue: messages that it lacks, that it has for nothing, that are not translated, that lose or invent
 * a variable or a tag, whose plurals have other forms than the language, that were left in English, or that a typesetter would
 * mark. Each problem is one sentence, with the message's id at its end.
 */
export function listCatalogueProblems(
  language: string,
  source: SourceMessages,
  catalogue: Catalogue,
): string[] {
  const problems: string[] = []
  for (const [id, { message = id }] of Object.entries(source)) {
    const entry = catalogue[id]
    const note = (...found: string[]) =>
      problems.push(...found.map((problem) => `${problem} [${id}]`))
    const quoted = JSON.stringify(message)
    if (!entry || entry.obsolete) note(`${quoted} is missing`)
    else if (!entry.translation?.trim()) note(`${quoted} is not translated`)
    else note(...listTranslationProblems(language, message, entry.translation))
  }
  for (const [id, { translation = id }] of Object.entries(catalogue)) {
    if (!Object.hasOwn(source, id)) {
      problems.push(`${JSON.stringify(translation)} is not used any more [${id}]`)
    }
  }
  return problems.map((problem) => `${language}: ${problem}`)
}
