import type { MarkdownLabels } from './labels.ts'

/** English labels for the gallery, tests and benchmarks; the application takes its own from the catalogue. */
export const SPECIMEN_LABELS: MarkdownLabels = {
  copyCode: 'Copy',
  codeCopied: 'Copied',
  codeIn: (language) => (language === '' ? 'Code' : `Code, ${language}`),
  table: 'Table',
  imageNotLoaded: 'Image not loaded',
  linkRemoved: 'Link removed: it leads nowhere safe',
  linkLeadsTo: 'Leads to',
  footnotes: 'Notes',
  footnote: (number) => `Note ${number}`,
  backToText: 'Back to the text',
  taskDone: 'Done',
  taskOpen: 'To do',
}
