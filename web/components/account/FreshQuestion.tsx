import { useCallback, useMemo } from 'react'
import { createAccountClient } from '#sdk/accounts.ts'
import { useApp } from '../app-context.ts'
import { useRemote } from '../shell/use-remote.ts'
import { ConfirmIdentity } from './ConfirmIdentity.tsx'
import type { Question } from './use-fresh.ts'

/** For pages that do not know the account: asks for it, then who is there. */
export function FreshQuestion({ question }: { question: Question }) {
  const { client: app } = useApp()
  const client = useMemo(() => createAccountClient(app.http), [app])
  const { value: account } = useRemote(
    useCallback((signal: AbortSignal) => client.get(signal), [client]),
  )
  return account ? <ConfirmIdentity account={account} client={client} {...question} /> : null
}
