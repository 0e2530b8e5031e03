import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo, useRef, useState } from 'react'
import { ApiFailure } from '#sdk/api-failure.ts'
import { createAccountClient } from '#sdk/accounts.ts'
import { AccountContext } from '../components/account/account-context.ts'
import { ConfirmIdentity } from '../components/account/ConfirmIdentity.tsx'
import { PasskeysCard } from '../components/account/PasskeysCard.tsx'
import { PasswordCard } from '../components/account/PasswordCard.tsx'
import { ProfileCard } from '../components/account/ProfileCard.tsx'
import { SecondFactorCard } from '../components/account/SecondFactorCard.tsx'
import { SessionsCard } from '../components/account/SessionsCard.tsx'
import { useApp } from '../components/app-context.ts'
import { PageFrame } from '../components/shell/PageFrame.tsx'
import { PageTitle } from '../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../components/shell/RemoteStatus.tsx'
import { useRemote } from '../components/shell/use-remote.ts'
import { Banner } from '../ui/Banner.tsx'
import type { Account } from '#wire/accounts.ts'

/** One's own account: who one is, how one signs in, and where one is signed in. */
export function AccountPage() {
  const { t } = useLingui()
  const { client: app } = useApp()
  const client = useMemo(() => createAccountClient(app.http), [app])
  const remote = useRemote(useCallback((signal: AbortSignal) => client.get(signal), [client]))
  const { value: account, reload } = remote
  const { fresh, question } = useFresh()
  const handle = useMemo(
    () => account && { account, client, reload, fresh },
    [account, client, reload, fresh],
  )
  return (
    <PageFrame>
      <PageTitle title={t`My account`}>
        {account && <Trans>At {account.organisation}.</Trans>}
      </PageTitle>
      <RemoteStatus of={remote} />
      {handle && (
        <AccountContext value={handle}>
          <FirstAccount account={handle.account} />
          <div className="grid items-start gap-5 lg:grid-cols-2">
            <ProfileCard />
            {handle.account.person.source === 'local' && (
              <>
                <PasswordCard />
                <PasskeysCard />
                <SecondFactorCard />
              </>
            )}
            <SessionsCard />
          </div>
          {question && (
            <ConfirmIdentity
              account={handle.account}
              client={client}
              onClose={question.onClose}
              onDone={question.onDone}
            />
          )}
        </AccountContext>
      )}
    </PageFrame>
  )
}

/** Whoever came by the link of the terminal can stay with that, or make an account of it. */
function FirstAccount({ account }: { account: Account }) {
  const { t } = useLingui()
  const { passwordChangedAt, passkeys, person } = account
  if (passwordChangedAt !== null || passkeys.length > 0 || person.source !== 'local') return null
  return (
    <div className="mb-5">
      <Banner kind="info" title={t`You signed in by a link of the terminal`}>
        <Trans>
          That goes on working. With an address and a password, or a passkey, you can also sign in
          from other devices, without the terminal.
        </Trans>
      </Banner>
    </div>
  )
}

interface Question {
  onDone: () => void
  onClose: () => void
}

/** Does some work; where the server wants to know first who is there, asks, and does it then. */
function useFresh() {
  const [question, setQuestion] = useState<Question | null>(null)
  const asking = useRef(false)
  const fresh = useCallback(async (work: () => Promise<unknown>): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      const isAsked = error instanceof ApiFailure && error.code === 'confirmation_required'
      if (!isAsked || asking.current) throw error
    }
    asking.current = true
    const isConfirmed = await new Promise<boolean>((resolve) =>
      setQuestion({ onDone: () => resolve(true), onClose: () => resolve(false) }),
    )
    asking.current = false
    setQuestion(null)
    if (isConfirmed) await work()
    return isConfirmed
  }, [])
  return { fresh, question }
}
