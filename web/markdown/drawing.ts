import type { MarkdownLabels } from './labels.ts'
import type { References } from './references.ts'

/** All that drawing a block needs besides the block. */
export interface Drawing {
  labels: MarkdownLabels
  references: References
  /** Begins every id, so that two messages on one page never share one. */
  idPrefix: string
}
