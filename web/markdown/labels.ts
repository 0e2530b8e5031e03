import type { CodeToolLabels } from '../ui/CodeBlock.tsx'

/** The words that the renderer needs, in the language of the interface: the caller takes them from its catalogue. */
export interface MarkdownLabels {
  copyCode: string
  codeCopied: string
  /** Names the block of code for assistive technology. `language` is '' where the fence names none. */
  codeIn: (language: string) => string
  /** What else may be done with a block of code. */
  codeTools: CodeToolLabels
  /** Names a formula that scrolls sideways. */
  formula: string
  copyFormula: string
  formulaCopied: string
  /** Said of a formula that could not be set and is shown as it was written. */
  formulaFailed: string
  diagram: DiagramLabels
  /** Names the way from a number in the text to its source. */
  source: (number: number, title: string) => string
  /** Names a table that scrolls sideways. */
  table: string
  keepTable: string
  /** Said before the description of an image that was deliberately not fetched. */
  imageNotLoaded: string
  /** Said of a link that leads nowhere safe and was therefore removed. */
  linkRemoved: string
  /** "leads to": said before the true host of a link whose words name another. */
  linkLeadsTo: string
  footnotes: string
  footnote: (number: number) => string
  backToText: string
  taskDone: string
  taskOpen: string
}

export interface DiagramLabels {
  /** Names the drawing for assistive technology. */
  name: string
  drawing: string
  /** It could not be drawn: what is wrong with it follows. */
  failed: string
  showSource: string
  saveSvg: string
  savePng: string
}
