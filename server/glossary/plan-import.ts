import type { GlossaryImportReport, GlossaryTerm } from '#wire/glossary.ts'
import { MAX_CONCEPTS } from '#wire/glossary.ts'
import { AppError } from '#server/lib/app-error.ts'
import { fold, type StoredConcept, type TakenImport } from './glossary-store.ts'
import type { FileEntry } from './read-entries.ts'

/** As many reasons as a person reads. */
const MAX_PROBLEMS = 100
const MAX_EXAMPLES = 5
const MAX_TERMS = 200
const FULL = `Together with what is there it would have more than ${MAX_TERMS} terms.`

export interface ImportPlan extends Pick<TakenImport, 'report' | 'before'> {
  concepts: StoredConcept[]
}

interface Known {
  byKey: Map<string, StoredConcept>
  /** As our own TBX files name concepts. */
  byOwnId: ReadonlyMap<string, StoredConcept>
  changed: Map<string, StoredConcept>
  createId: () => string
}

/** What a file would do to a glossary: add concepts, or add to those that are there. It takes nothing away. */
export function planImport(
  file: { format: 'csv' | 'tbx'; entries: readonly FileEntry[] },
  present: readonly StoredConcept[],
  createId: () => string,
): ImportPlan {
  const before = new Map(present.map((concept) => [concept.id, concept]))
  const known: Known = {
    byKey: new Map(present.map((concept) => [concept.key, concept])),
    byOwnId: new Map(present.map((concept) => [`c${concept.id}`, concept])),
    changed: new Map(),
    createId,
  }
  const counts = { taken: 0, merged: 0, unchanged: 0, refused: 0 }
  const problems: GlossaryImportReport['problems'] = []
  for (const entry of file.entries) {
    const outcome = take(entry, known)
    counts[outcome] += 1
    if (outcome === 'refused' && problems.length < MAX_PROBLEMS) {
      problems.push({ line: entry.line, reason: entry.reason || FULL })
    }
  }
  if (known.byKey.size > MAX_CONCEPTS) {
    throw new AppError(
      'invalid_request',
      `A glossary may have ${MAX_CONCEPTS.toLocaleString('en')} concepts; with this file it would have ${known.byKey.size.toLocaleString('en')}. Part it into several.`,
    )
  }
  const concepts = [...known.changed.values()]
  const languages = new Set(concepts.flatMap(({ terms }) => terms.map(({ lang }) => lang)))
  return {
    concepts,
    before: concepts.map(({ id }) => ({ id, concept: before.get(id) ?? null })),
    report: {
      format: file.format,
      entries: file.entries.length,
      ...counts,
      problems,
      languages: [...languages].toSorted(),
      examples: concepts
        .slice(0, MAX_EXAMPLES)
        .map(({ subject, definition, note, terms }) => ({ subject, definition, note, terms })),
    },
  }
}

function take(entry: FileEntry, { byKey, byOwnId, changed, createId }: Known) {
  if (!entry.concept) return 'refused'
  const key = entry.key === '' ? keyOf(entry.concept) : entry.key
  const present = byKey.get(key) ?? byOwnId.get(key)
  const concept = present
    ? merge(present, entry.concept)
    : { ...entry.concept, terms: uniqueTerms(entry.concept.terms), id: createId(), key }
  // Each line more would be compared with all of them.
  if (present && concept.terms.length > Math.max(MAX_TERMS, present.terms.length)) return 'refused'
  // Both made by the same hand, so that what is equal looks equal.
  const isSame = present && JSON.stringify(concept) === JSON.stringify(merge(present, present))
  if (isSame) return 'unchanged'
  byKey.set(concept.key, concept)
  changed.set(concept.id, concept)
  return present ? 'merged' : 'taken'
}

/** Where the file does not say, the same first term under the same subject is the same concept. */
export function keyOf({ subject, terms }: Pick<StoredConcept, 'subject' | 'terms'>): string {
  const first = terms.find(({ status }) => status === 'preferred') ?? terms[0]
  return `${first?.lang ?? ''}:${fold(first?.text ?? '').trim()}:${fold(subject).trim()}`
}

function merge(present: StoredConcept, given: Omit<StoredConcept, 'id' | 'key'>): StoredConcept {
  return {
    ...present,
    subject: given.subject || present.subject,
    definition: given.definition || present.definition,
    note: given.note || present.note,
    terms: uniqueTerms([...present.terms, ...given.terms]),
  }
}

/** The later one stands, in the place of the earlier. */
function uniqueTerms(terms: readonly GlossaryTerm[]): GlossaryTerm[] {
  const unique = new Map<string, GlossaryTerm>()
  for (const { lang, text, status, partOfSpeech, isCaseSensitive } of terms) {
    unique.set(`${lang} ${text}`, { lang, text, status, partOfSpeech, isCaseSensitive })
  }
  return [...unique.values()]
}
