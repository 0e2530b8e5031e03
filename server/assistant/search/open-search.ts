import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import type { MayStillShare } from '../folders/for-members.ts'
import { createIndexFiller } from './fill-index.ts'
import { createSearchStore } from './search-store.ts'
import { createSearch } from './search.ts'

interface SearchParts {
  database: Database
  log: Log
  mayStillShare?: MayStillShare
}

/** Searching, and what keeps the index full: to be started and closed. */
export function openSearch({ database, log, mayStillShare }: SearchParts) {
  const store = createSearchStore(database)
  const filler = createIndexFiller({ store, log })
  const search = createSearch({ store, filler, ...(mayStillShare && { mayStillShare }) })
  return { search, filler }
}
