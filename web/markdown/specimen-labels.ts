import type { MarkdownLabels } from './labels.ts'

/** English labels for the gallery, tests and benchmarks; the application takes its own from the catalogue. */
export const SPECIMEN_LABELS: MarkdownLabels = {
  copyCode: 'Copy',
  codeCopied: 'Copied',
  codeIn: (language) => (language === '' ? 'Code' : `Code, ${language}`),
  codeTools: {
    wrap: 'Wrap lines',
    download: 'Download',
    showAll: (count) => `Show all ${count} lines`,
    showLess: 'Show less',
  },
  formula: 'Formula',
  copyFormula: 'Copy as TeX',
  formulaCopied: 'Copied',
  formulaFailed: 'This formula cannot be shown',
  diagram: {
    name: 'Diagram',
    drawing: 'Drawing…',
    failed: 'This diagram cannot be drawn.',
    showSource: 'Source',
    saveSvg: 'Save as SVG',
    savePng: 'Save as PNG',
  },
  source: (number, title) => `Source ${number}: ${title}`,
  table: 'Table',
  keepTable: 'Save the table',
  imageNotLoaded: 'Image not loaded',
  linkRemoved: 'Link removed: it leads nowhere safe',
  linkLeadsTo: 'Leads to',
  footnotes: 'Notes',
  footnote: (number) => `Note ${number}`,
  backToText: 'Back to the text',
  taskDone: 'Done',
  taskOpen: 'To do',
}
