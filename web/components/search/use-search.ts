import { useEffect, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { folderCalls } from '#sdk/folders.ts'
import type { SearchResult } from '#wire/search.ts'
import { useApp } from '../app-context.ts'

/** Between two letters of somebody who writes quickly. */
const PAUSE_MS = 60

interface Searched {
  text: string
  result: SearchResult | null
  failure: ApiFailure | null
}

/** What is found for a text while it is written; what was found before stays until then. */
export function useSearch(text: string, folderId?: string) {
  const { client } = useApp()
  const [searched, setSearched] = useState<Searched>({ text: '', result: null, failure: null })
  const wanted = text.trim()

  useEffect(() => {
    const given = new AbortController()
    const timer = setTimeout(() => void search(), PAUSE_MS)
    async function search() {
      if (wanted === '') return setSearched({ text: '', result: null, failure: null })
      const asked = { text: wanted, ...(folderId !== undefined && { folderId }) }
      try {
        const result = await folderCalls(client.http).search(asked, given.signal)
        if (!given.signal.aborted) setSearched({ text: wanted, result, failure: null })
      } catch (error) {
        if (given.signal.aborted) return
        if (!(error instanceof ApiFailure)) throw error
        setSearched({ text: wanted, result: null, failure: error })
      }
    }
    return () => {
      clearTimeout(timer)
      given.abort()
    }
  }, [client, wanted, folderId])

  const { result, failure } = searched
  return { result: wanted === '' ? null : result, failure, isSearching: searched.text !== wanted }
}
