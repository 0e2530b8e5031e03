import type { SaveConcept } from '#wire/glossary.ts'
import type { z } from 'zod'
import { AppError } from '#server/lib/app-error.ts'

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

/** A file is read and compared in one go, and more than a glossary holds is no glossary. */
export const MAX_ENTRIES = 100_000

export function tooMany(): AppError {
  const most = MAX_ENTRIES.toLocaleString('en')
  return new AppError('invalid_request', `A file may have ${most} entries. Part it into several.`)
}
