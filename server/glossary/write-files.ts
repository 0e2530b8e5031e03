import type { GlossaryTerm, TermStatus } from '#wire/glossary.ts'
import { toCsv } from '#server/lib/csv.ts'
import { escapeMarkup } from '#server/lib/escape-markup.ts'
import type { StoredConcept } from './glossary-store.ts'

const STATUSES: readonly TermStatus[] = ['preferred', 'admitted', 'forbidden']

/** A glossary as read-csv.ts reads it; what a spreadsheet would take for a formula is text. */
export function writeCsvGlossary(concepts: readonly StoredConcept[]): string {
  const used = new Set(
    concepts.flatMap(({ terms }) => terms.map(({ lang, status }) => `${lang}:${status}`)),
  )
  const columns = [...new Set(concepts.flatMap(({ terms }) => terms.map(({ lang }) => lang)))]
    .toSorted()
    .flatMap((lang) => STATUSES.map((status) => ({ lang, status })))
    .filter(({ lang, status }) => used.has(`${lang}:${status}`))
  const names = columns.map(({ lang, status }) =>
    status === 'preferred' ? lang : `${lang}:${status}`,
  )
  const header = [
    'id',
    'subject',
    ...names,
    'definition',
    'note',
    'part of speech',
    'case sensitive',
  ]
  const rows = concepts.map((concept) => [
    concept.key,
    concept.subject,
    ...columns.map(({ lang, status }) =>
      concept.terms
        .filter((term) => term.lang === lang && term.status === status)
        .map(({ text }) => text)
        .join(' | '),
    ),
    concept.definition,
    concept.note,
    concept.terms[0]?.partOfSpeech ?? '',
    concept.terms.some(({ isCaseSensitive }) => isCaseSensitive) ? 'yes' : '',
  ])
  return toCsv([header, ...rows])
}

const STATUS_NAMES: Record<TermStatus, string> = {
  preferred: 'preferredTerm-admn-sts',
  admitted: 'admittedTerm-admn-sts',
  forbidden: 'deprecatedTerm-admn-sts',
}

/** TBX-Basic of ISO 30042:2019 in DCA style. */
export function writeTbxGlossary(name: string, concepts: readonly StoredConcept[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">',
    `<tbxHeader><fileDesc><titleStmt><title>${escapeMarkup(name)}</title></titleStmt><sourceDesc><p>Galerne</p></sourceDesc></fileDesc></tbxHeader>`,
    '<text><body>',
    ...concepts.map(toConceptEntry),
    '</body></text>',
    '</tbx>',
    '',
  ].join('\n')
}

function toConceptEntry(concept: StoredConcept): string {
  const { id, subject, definition, note, terms } = concept
  const languages = Map.groupBy(terms, ({ lang }) => lang)
  return [
    `<conceptEntry id="c${id}">`,
    ...(subject === '' ? [] : [`<descrip type="subjectField">${escapeMarkup(subject)}</descrip>`]),
    ...(definition === ''
      ? []
      : [`<descrip type="definition">${escapeMarkup(definition)}</descrip>`]),
    ...(note === '' ? [] : [`<note>${escapeMarkup(note)}</note>`]),
    ...[...languages].map(
      ([lang, own]) =>
        `<langSec xml:lang="${escapeMarkup(lang)}">${own.map(toTermSec).join('')}</langSec>`,
    ),
    '</conceptEntry>',
  ].join('')
}

function toTermSec({ text, status, partOfSpeech }: GlossaryTerm): string {
  const pos =
    partOfSpeech === ''
      ? ''
      : `<termNote type="partOfSpeech">${escapeMarkup(partOfSpeech)}</termNote>`
  return `<termSec><term>${escapeMarkup(text)}</term>${pos}<termNote type="administrativeStatus">${STATUS_NAMES[status]}</termNote></termSec>`
}
