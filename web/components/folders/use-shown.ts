import { useCallback, useEffect, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { folderCalls } from '#sdk/folders.ts'
import type { Conversation, ConversationsShown } from '#wire/conversations.ts'
import { useApp } from '../app-context.ts'

interface Asked {
  shown?: ConversationsShown
  folderId?: string
}

interface ShownState {
  status: 'loading' | 'ready'
  conversations: readonly Conversation[]
  nextCursor: string | null
  failure: ApiFailure | null
}

const EMPTY: ShownState = { status: 'loading', conversations: [], nextCursor: null, failure: null }

/** A list of conversations that is not the one at the side: the archive, what was deleted, a folder. */
export function useShown({ shown, folderId }: Asked) {
  const { client } = useApp()
  const [state, setState] = useState(EMPTY)

  const load = useCallback(
    async (cursor: string | null) => {
      const asked = { ...(shown && { shown }), ...(folderId !== undefined && { folderId }) }
      try {
        const page = await folderCalls(client.http).listShown(asked, cursor)
        setState((before) => ({
          status: 'ready',
          conversations:
            cursor === null ? page.conversations : [...before.conversations, ...page.conversations],
          nextCursor: page.nextCursor,
          failure: null,
        }))
      } catch (error) {
        if (!(error instanceof ApiFailure)) throw error
        setState((before) => ({ ...before, failure: error }))
      }
    },
    [client, shown, folderId],
  )
  useEffect(() => {
    // What is shown is the server's; there is nothing to show before it has answered.
    // oxlint-disable-next-line react/set-state-in-effect
    void load(null)
  }, [load])

  const { nextCursor } = state
  return {
    ...state,
    hasMore: nextCursor !== null,
    reload: () => load(null),
    loadMore: () => (nextCursor === null ? Promise.resolve() : load(nextCursor)),
  }
}
