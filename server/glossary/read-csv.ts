import { LanguageTag } from '#wire/translation.ts'
import { SaveConcept, type GlossaryTerm, type TermStatus } from '#wire/glossary.ts'
import { AppError } from '#server/lib/app-error.ts'
import { withoutMarks } from '#server/lib/csv.ts'
import { readCsv, type CsvRow } from '#server/lib/read-csv.ts'
import { MAX_ENTRIES, tooMany, type FileEntry } from './read-entries.ts'

type Column =
  | { kind: 'id' | 'subject' | 'definition' | 'note' | 'partOfSpeech' | 'case' }
  | { kind: 'term'; lang: string; status: TermStatus }

/** What spreadsheets of glossaries call their columns, in lower case. */
const NAMES: Readonly<Record<string, Exclude<Column['kind'], 'term'>>> = {
  id: 'id',
  subject: 'subject',
  domain: 'subject',
  definition: 'definition',
  note: 'note',
  comment: 'note',
  'part of speech': 'partOfSpeech',
  pos: 'partOfSpeech',
  'case sensitive': 'case',
}

/** Every row is read by all of them. */
const MAX_COLUMNS = 500
const LONGEST_NAME = 60

/** Several terms of one cell. */
const BETWEEN_TERMS = '|'

/**
 * A glossary as a table: a column a language, named by its tag (`de`, `fr`), `de:admitted` and `de:forbidden` beside it;
 * `id`, `subject`, `definition`, `note`, `part of speech` and `case sensitive` where they are wanted. Throws `invalid_request`.
 */
export function readCsvGlossary(text: string): FileEntry[] {
  const [names, ...rows] = readCsv(text)
  if (rows.length > MAX_ENTRIES) throw tooMany()
  if ((names?.fields.length ?? 0) > MAX_COLUMNS) {
    throw new AppError('invalid_request', `A table of terms may have ${MAX_COLUMNS} columns.`)
  }
  const columns = (names?.fields ?? []).map((name) => toColumn(name))
  if (!columns.some((column) => column?.kind === 'term')) {
    throw new AppError(
      'invalid_request',
      'The first line must name the columns, a language each, by its tag: de,fr,de:forbidden,definition',
    )
  }
  return rows
    .filter(({ fields }) => fields.some((field) => field.trim() !== ''))
    .map((row) => toEntry(row, columns))
}

function toColumn(name: string): Column | null {
  const low = name.trim().slice(0, LONGEST_NAME).toLowerCase()
  const known = NAMES[low]
  if (known !== undefined) return { kind: known }
  const [tag = '', status = 'preferred'] = low.split(/\s*[: ]\s*/)
  const lang = LanguageTag.safeParse(tag)
  const isStatus = status === 'preferred' || status === 'admitted' || status === 'forbidden'
  return lang.success && isKnown(tag) && isStatus ? { kind: 'term', lang: lang.data, status } : null
}

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })

/** “age” looks like a tag, and is none. */
function isKnown(tag: string): boolean {
  return languages.of(tag.split('-')[0] ?? tag) !== undefined
}

function toEntry({ line, fields }: CsvRow, columns: readonly (Column | null)[]): FileEntry {
  const of = (kind: Column['kind']) =>
    textOf(fields[columns.findIndex((column) => column?.kind === kind)])
  const isCaseSensitive = /^(?:1|x|y|yes|true)$/i.test(of('case'))
  const shared = { partOfSpeech: of('partOfSpeech'), isCaseSensitive }
  const terms = columns.flatMap((column, at) =>
    column?.kind === 'term'
      ? termsOf(textOf(fields[at]), column).map((term) => ({ ...term, ...shared }))
      : [],
  )
  const { subject, definition, note } = {
    subject: of('subject'),
    definition: of('definition'),
    note: of('note'),
  }
  return checked({ line, key: of('id') }, { subject, definition, note, terms })
}

function termsOf(cell: string, { lang, status }: Extract<Column, { kind: 'term' }>) {
  return cell
    .split(BETWEEN_TERMS)
    .map((text) => text.trim())
    .filter((text) => text !== '')
    .map((text) => ({ lang, text, status }))
}

function textOf(field = ''): string {
  return withoutMarks(field.trim()).replaceAll('\u0000', '\uFFFD').toWellFormed()
}

/** The entry, or what is wrong with it, in words. */
export function checked(
  { line, key }: Pick<FileEntry, 'line' | 'key'>,
  given: Record<'subject' | 'definition' | 'note', string> & {
    terms: readonly Partial<GlossaryTerm>[]
  },
): FileEntry {
  const read = SaveConcept.safeParse(given)
  if (given.terms.length === 0) return { line, key, concept: null, reason: 'It has no terms.' }
  if (read.success) return { line, key: key.slice(0, 200), concept: read.data, reason: '' }
  const [issue] = read.error.issues
  const [field, at] = issue?.path ?? []
  const term = typeof at === 'number' ? given.terms[at]?.text : undefined
  const about = term === undefined ? String(field) : `The term “${term.slice(0, 40)}”`
  return { line, key, concept: null, reason: `${about}: ${issue?.message ?? 'not readable'}` }
}
