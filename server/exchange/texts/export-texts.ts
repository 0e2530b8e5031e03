import { ROWS_A_TO_F } from './rows-a-to-f.ts'
import { ROWS_G_TO_M } from './rows-g-to-m.ts'
import { ROWS_N_TO_S } from './rows-n-to-s.ts'

/** The words of a document that the server writes, in the order of the tables beside this file. */
export const TEXT_NAMES = [
  'question',
  'answer',
  'writtenByAi',
  'approvedBy',
  'checkText',
  'exportedOn',
  'public',
  'internal',
  'restricted',
  'secret',
  'attachments',
  'sources',
  'tool',
  'reasoning',
  'notes',
  'page',
  'version',
  'takenFrom',
  'incomplete',
  'computedIn',
  'untitled',
  'conversations',
  'leftOut',
] as const
export type TextName = (typeof TEXT_NAMES)[number]

export type ExportTexts = Readonly<Record<TextName, string>>
export type TextRows = Readonly<Record<string, readonly string[]>>

const ROWS: TextRows = { ...ROWS_A_TO_F, ...ROWS_G_TO_M, ...ROWS_N_TO_S }
export const TEXT_LANGUAGES: readonly string[] = Object.keys(ROWS)

/** The texts of the first wanted language that there is; English where none is. */
export function findTexts(wanted: readonly (string | null | undefined)[]): {
  lang: string
  texts: ExportTexts
} {
  const tags = wanted.map((tag) => tag?.toLowerCase().split('-')[0] ?? '')
  const lang = tags.find((tag) => Object.hasOwn(ROWS, tag)) ?? 'en'
  return { lang, texts: textsOf(lang) }
}

const known = new Map<string, ExportTexts>()

function textsOf(lang: string): ExportTexts {
  const found = known.get(lang)
  if (found) return found
  const row = ROWS[lang] ?? []
  const texts = Object.fromEntries(TEXT_NAMES.map((name, at) => [name, row[at] ?? '']))
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  known.set(lang, texts as ExportTexts)
  return textsOf(lang)
}

/** `{name}` becomes its value. */
export function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole)
}
