import { useCallback, useMemo, type ReactNode } from 'react'
import { createApprovalsClient } from '#sdk/approvals.ts'
import type { Approval } from '#wire/approvals.ts'
import { useApp } from '../app-context.ts'
import { useRemote } from '../shell/use-remote.ts'
import { ApprovalsContext } from './approvals-context.ts'

const NONE: readonly Approval[] = []

interface ApprovalsProviderProps {
  conversationId: string
  /** Changes where an answer has: an approval holds only for the text that it was given for. 0: there is none. */
  version: number
  children: ReactNode
}

/** Asks once a conversation, and again when an answer of it has changed. Where that fails, nothing is said of approvals. */
export function ApprovalsProvider(props: ApprovalsProviderProps) {
  const { conversationId, version, children } = props
  const { client } = useApp()
  const load = useCallback(
    (signal: AbortSignal) =>
      version === 0
        ? Promise.resolve([])
        : createApprovalsClient(client.http).ofConversation(conversationId, signal),
    [client, conversationId, version],
  )
  const { value, reload } = useRemote(load)
  // Most conversations have none, and none again is no change: all messages would be drawn anew for it.
  const list = value?.length ? value : NONE
  const approvals = useMemo(() => ({ list, reload }), [list, reload])
  return <ApprovalsContext value={approvals}>{children}</ApprovalsContext>
}
