import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const LOCALES = join(import.meta.dirname, '..', '..', 'web', 'locales')

/** `web/locales/<language>/review.json`: who stands for a language's catalogues. */
export const Review = z.strictObject({
  /** `draft`: a machine wrote it, and nobody who speaks the language has read all of it. */
  state: z.enum(['source', 'draft', 'reviewed']),
  /** Who read it; null: nobody. */
  by: z.string().nullable(),
  on: z.iso.date(),
})
export type Review = z.infer<typeof Review>

/** Undefined: the language has none, or one that cannot be read. */
export function findReview(language: string, folder: string = LOCALES): Review | undefined {
  const path = join(folder, language, 'review.json')
  if (!existsSync(path)) return undefined
  return Review.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data
}

/** After an import: by a person who has read all of it, or, where nobody has, as the draft that it is. */
export function noteReview(
  language: string,
  reviewer: string | null,
  folder: string = LOCALES,
): void {
  const known = findReview(language, folder)
  if (reviewer === null && known?.state === 'draft') return
  const on = new Date().toISOString().slice(0, 10)
  const review: Review =
    reviewer === null ? { state: 'draft', by: null, on } : { state: 'reviewed', by: reviewer, on }
  const path = join(folder, language, 'review.json')
  writeFileSync(path, `${JSON.stringify(review, null, 2)}\n`)
}
