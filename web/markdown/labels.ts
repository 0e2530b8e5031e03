/** The words that the renderer needs, in the language of the interface: the caller takes them from its catalogue. */
export interface MarkdownLabels {
  copyCode: string
  codeCopied: string
  /** Names the block of code for assistive technology. `language` is '' where the fence names none. */
  codeIn: (language: string) => string
  /** Names a table that scrolls sideways. */
  table: string
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
