import type { SaveConcept } from '#wire/glossary.ts'
import type { z } from 'zod'

/** A concept of a file, or why it is none. */
export interface FileEntry {
  /** As an editor counts lines. */
  line: number
  /** What the file calls it; empty: nothing. */
  key: string
  concept: z.output<typeof SaveConcept> | null
  /** Why it cannot be taken; only where `concept` is null. */
  reason: string
}
