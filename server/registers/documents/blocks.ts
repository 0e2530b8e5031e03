import type { DocumentBlock, FactSource } from '#wire/documents.ts'
import type { FormAnswers, FormName } from '#wire/registers.ts'
import { FORM_FIELDS } from '../form-fields.ts'
import type { Speech } from '../texts/texts.ts'

export type FactRow = Extract<DocumentBlock, { type: 'facts' }>['rows'][number]

export function heading(text: string, level: 2 | 3 = 2): DocumentBlock {
  return { type: 'heading', level, text }
}

export function paragraph(text: string): DocumentBlock {
  return { type: 'paragraph', text }
}

export function note(text: string): DocumentBlock {
  return { type: 'note', text }
}

export function list(items: readonly string[]): DocumentBlock {
  return { type: 'list', items: [...items] }
}

export function facts(rows: readonly FactRow[]): DocumentBlock {
  return { type: 'facts', rows: [...rows] }
}

export function live(name: string, value: string): FactRow {
  return { name, value, source: 'live' }
}

/** What people said, or that they still have to. */
export function said(
  name: string,
  value: string | undefined,
  speech: Pick<Speech, 'texts'>,
): FactRow {
  const text = (value ?? '').trim()
  const source: FactSource = text === '' ? 'missing' : 'said'
  return { name, value: text === '' ? speech.texts.words.noRecord : text, source }
}

export function table(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly string[])[],
): DocumentBlock {
  return { type: 'table', caption, columns: [...columns], rows: rows.map((row) => [...row]) }
}

/** One group of a form with what was answered; a choice in words, what may be left out only where it was not. */
export function group(
  form: FormName,
  name: string,
  { answers, speech }: { answers: FormAnswers; speech: Speech },
): DocumentBlock {
  const fields = FORM_FIELDS[form][name] ?? []
  const rows = fields
    .filter(({ id, isOptional }) => !isOptional || (answers[id] ?? '').trim() !== '')
    .map(({ id }) => said(labelOf(id, speech), spoken(form, id, { answers, speech }), speech))
  return facts(rows)
}

/** An answer as people read it. */
export function spoken(
  form: FormName,
  id: string,
  { answers, speech }: { answers: FormAnswers; speech: Speech },
): string | undefined {
  const answer = answers[id]
  const field = Object.values(FORM_FIELDS[form])
    .flat()
    .find((one) => one.id === id)
  if (answer === undefined || field?.options === undefined) return answer
  const options: Readonly<Record<string, string>> = speech.texts.options[field.options]
  return options[answer] ?? answer
}

export function labelOf(id: string, { texts }: Pick<Speech, 'texts'>): string {
  const fields: Readonly<Record<string, readonly string[]>> = texts.fields
  return fields[id]?.[0] ?? id
}

export function hintOf(id: string, { texts }: Pick<Speech, 'texts'>): string {
  const fields: Readonly<Record<string, readonly string[]>> = texts.fields
  return fields[id]?.[1] ?? ''
}

/** What a register still lacks. */
export function countMissingIn(blocks: readonly DocumentBlock[]): number {
  return blocks
    .flatMap((block) => (block.type === 'facts' ? block.rows : []))
    .filter(({ source }) => source === 'missing').length
}
