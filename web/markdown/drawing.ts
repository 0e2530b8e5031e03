import type { MarkdownLabels } from './labels.ts'
import type { References } from './references.ts'

/** What drawing a block takes beside the block: the same for all blocks of a document. */
export interface Drawing {
  labels: MarkdownLabels
  references: References
  /** Makes the ids of footnotes unique on the page. */
  idPrefix: string
  /** What numbers in brackets stand for; absent: they are numbers. */
  sources?: CitedSources | undefined
  /** Somebody wants to keep a table, by the button given; absent: they cannot. */
  onKeepTable?: ((button: HTMLElement) => void) | undefined
}

/** By the number in brackets: what the source is called, and the id of the element that shows it. */
export type CitedSources = ReadonlyMap<number, { title: string; elementId: string }>
