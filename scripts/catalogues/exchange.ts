import type { CatalogType } from '@lingui/conf'
import { CATALOGUE_NAMES, type CatalogueFiles } from './catalogue-files.ts'
import { listTranslationProblems } from './translation-problems.ts'
import { typeset } from './typography.ts'

export interface ExportOptions {
  language: string
  /** Absent: what has no translation that passes the checks. True: everything, with the translation as a fifth column. */
  isWhole?: boolean
}

/**
 * The messages of a language that want translating, one a line: `id`, catalogues, what a translator should know, English ICU, tabs
 * between them. A message that stands in several catalogues comes once. Line breaks and tabs in a text are `\n`, `\t`.
 */
export async function exportMessages(
  files: CatalogueFiles,
  { language, isWhole = false }: ExportOptions,
): Promise<string[]> {
  const lines = new Map<string, { names: string[]; rest: string[] }>()
  for (const name of CATALOGUE_NAMES) {
    const catalogue = await files.readAll(language, name)
    for (const [id, entry] of Object.entries(catalogue)) {
      const { message = id, translation = '' } = entry
      if (!isWhole && isDone(language, message, translation)) continue
      const rest = [escape(noteOf(entry)), escape(message)]
      if (isWhole) rest.push(escape(translation))
      const line = lines.get(id) ?? { names: [], rest }
      line.names.push(name)
      lines.set(id, line)
    }
  }
  return [...lines].map(([id, { names, rest }]) => [id, names.join(','), ...rest].join('\t'))
}

export interface ImportReport {
  taken: number
  /** Each line that was not taken, and why. */
  rejected: { line: number; id: string; problem: string }[]
  /** Messages of all catalogues that still have no translation. */
  missing: number
}

/**
 * Takes lines of `id`, a tab and the translation (or the lines of an export with the translation as the last column). What
 * does not pass the checks is named, and not taken; the rest is.
 */
export async function importMessages(
  files: CatalogueFiles,
  language: string,
  lines: readonly string[],
): Promise<ImportReport> {
  const catalogues = new Map<string, CatalogType>()
  for (const name of CATALOGUE_NAMES) catalogues.set(name, await files.readAll(language, name))
  const report: ImportReport = { taken: 0, rejected: [], missing: 0 }
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue
    const columns = line.replace(/\r$/, '').split('\t')
    const id = columns[0]?.trim() ?? ''
    const problems = takeLine(catalogues, { language, id, columns })
    if (problems.length === 0) report.taken += 1
    for (const problem of problems) report.rejected.push({ line: index + 1, id, problem })
  }
  for (const [name, catalogue] of catalogues) {
    await files.write(language, name, catalogue)
    report.missing += Object.values(catalogue).filter(({ translation }) => !translation).length
  }
  return report
}

interface Line {
  language: string
  id: string
  columns: readonly string[]
}

function takeLine(catalogues: Map<string, CatalogType>, { language, id, columns }: Line): string[] {
  const entries = [...catalogues.values()].flatMap((catalogue) => catalogue[id] ?? [])
  const [first] = entries
  if (!first) return ['no message has this id: export anew']
  const given = unescape(columns.length === 5 ? (columns[4] ?? '') : columns.slice(1).join('\t'))
  if (columns.length !== 2 && columns.length !== 5) {
    return [`has ${columns.length} columns; write the id, one tab and the translation`]
  }
  if (given.trim() === '') return ['has no translation']
  const message = first.message ?? id
  const translation = typeset(language, withEdgesOf(message, given))
  const problems = listTranslationProblems(language, message, translation)
  if (problems.length > 0) return problems
  for (const entry of entries) entry.translation = translation
  return []
}

/** Spaces at the ends are the layout's, not the translator's. */
function withEdgesOf(message: string, translation: string): string {
  const [start = ''] = /^\s*/.exec(message) ?? []
  const [end = ''] = /\s*$/.exec(message) ?? []
  return start + translation.trim() + end
}

function isDone(language: string, message: string, translation: string): boolean {
  if (translation.trim() === '') return false
  return listTranslationProblems(language, message, translation).length === 0
}

function noteOf({ context, comments = [], placeholders = {}, origin = [] }: CatalogType[string]) {
  const values = Object.entries(placeholders).map(([name, [value]]) => `{${name}} is ${value}`)
  const places = [...new Set(origin.map(([path]) => path.replace(/^web\//, '')))].slice(0, 2)
  return [context && `context: ${context}`, ...comments, ...values, places.join(' ')]
    .filter(Boolean)
    .join(' · ')
}

function escape(text: string): string {
  return text
    .replaceAll('\\', String.raw`\\`)
    .replaceAll('\n', String.raw`\n`)
    .replaceAll('\t', String.raw`\t`)
}

function unescape(text: string): string {
  return text.replaceAll(/\\([\\nt])/g, (_, letter: string) =>
    letter === 'n' ? '\n' : letter === 't' ? '\t' : '\\',
  )
}
