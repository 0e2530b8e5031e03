import { AppError } from '#server/lib/app-error.ts'
import { isId } from '#server/lib/ids.ts'

/** Where a page of a list that is sorted by name ended. */
export interface PageMark {
  sort: string
  id: string
}

export function toCursor({ sort, id }: PageMark): string {
  return Buffer.from(JSON.stringify([sort, id])).toString('base64url')
}

/** Throws `invalid_request` for what no page of ours has given. */
export function fromCursor(cursor: string | undefined): PageMark | null {
  if (cursor === undefined) return null
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    const [sort, id]: unknown[] = Array.isArray(parsed) ? parsed : []
    const isOurs = typeof sort === 'string' && /^[^\p{Cc}\p{Cs}]*$/u.test(sort)
    if (isOurs && typeof id === 'string' && isId(id)) return { sort, id }
  } catch {
    // It is none, like any other text.
  }
  throw new AppError('invalid_request', 'This page does not exist. Begin at the first one.', {
    param: 'cursor',
  })
}

/** Of `limit + 1` rows the page, and the mark of the next one. */
export function cutPage<T>(rows: readonly T[], marks: readonly PageMark[], limit: number) {
  const last = marks[limit - 1]
  const hasMore = rows.length > limit && last !== undefined
  return { rows: rows.slice(0, limit), nextCursor: hasMore ? toCursor(last) : null }
}

/** What people type, as part of a text: `%` and `_` mean themselves. */
export function toPattern(q: string | undefined): string | null {
  const text = q?.trim() ?? ''
  return text === '' ? null : `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
}
