import type { Database } from '#server/lib/database.ts'
import type { Log } from '#server/lib/log.ts'
import { createIndexFiller } from './fill-index.ts'
import { createSearchStore } from './search-store.ts'
import { createSearch } from './search.ts'

/** Searching, and what keeps the index full: to be started and closed. */
export function openSearch({ database, log }: { database: Database; log: Log }) {
  const store = createSearchStore(database)
  const filler = createIndexFiller({ store, log })
  return { search: createSearch({ store, filler }), filler }
}
