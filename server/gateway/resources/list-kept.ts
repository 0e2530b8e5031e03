import { AppError } from '#server/lib/app-error.ts'
import type { KindSpec } from './kinds.ts'
import type { KeptResource, Page } from './resource-store.ts'

const USUAL_LIMIT = 20
const MAX_LIMIT = 1000

/** OpenAI pages by `after` and `limit`, Mistral by `page` and `page_size`. */
export function readPage(query: URLSearchParams): Page {
  const limit = countOf(query.get('limit') ?? query.get('page_size'), 'limit') ?? USUAL_LIMIT
  const page = countOf(query.get('page'), 'page') ?? 0
  const size = Math.min(Math.max(1, limit), MAX_LIMIT)
  return { limit: size, after: query.get('after'), skip: Math.min(page * size, 10_000_000) }
}

function countOf(text: string | null, param: string): number | null {
  if (text === null) return null
  if (/^\d{1,6}$/.test(text)) return Number(text)
  throw new AppError('invalid_request', `“${param}” must be a whole number.`, { param })
}

export interface Listed {
  resources: KeptResource[]
  page: Page
  total: number
}

/** A list as the supplier of the kind writes it, one owner's things only. */
export function writeList(spec: KindSpec, { resources, page, total }: Listed): unknown {
  const hasMore = resources.length > page.limit
  const data = resources.slice(0, page.limit).map(({ object }) => object)
  if (spec.list === 'array') return data
  if (spec.list === 'library') {
    const pagination = {
      total_items: total,
      total_pages: Math.ceil(total / page.limit),
      current_page: Math.floor(page.skip / page.limit),
      page_size: page.limit,
      has_more: hasMore,
    }
    return { pagination, data }
  }
  const shown = resources.slice(0, page.limit)
  return {
    object: 'list',
    data,
    total,
    has_more: hasMore,
    first_id: shown[0]?.id ?? null,
    last_id: shown.at(-1)?.id ?? null,
  }
}
