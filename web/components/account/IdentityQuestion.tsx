import { use, useCallback, useMemo } from 'react'
import { createAccountClient } from '#sdk/accounts.ts'
import type { IdentityQuestion as Question } from '../../state/confirmation.ts'
import { useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'
import { useRemote } from '../shell/use-remote.ts'
import { ConfirmIdentity } from './ConfirmIdentity.tsx'

/** Over whatever page asked for what the server wants a fresh sign-in for. */
export function IdentityQuestion({ question }: { question: Question }) {
  const { client: app, language } = useApp()
  useStore(language.language)
  use(language.loadWorkspace())
  const client = useMemo(() => createAccountClient(app.http), [app])
  const { value: account } = useRemote(
    useCallback((signal: AbortSignal) => client.get(signal), [client]),
  )
  if (!account) return null
  return (
    <ConfirmIdentity
      account={account}
      client={client}
      onClose={() => question.answer(false)}
      onDone={() => question.answer(true)}
    />
  )
}
