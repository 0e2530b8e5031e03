import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useMemo } from 'react'
import { createAccountClient } from '#sdk/accounts.ts'
import { AccountContext } from '../components/account/account-context.ts'
import { JoinCard, JoinOffer } from '../components/account/JoinCard.tsx'
import { PasskeysCard } from '../components/account/PasskeysCard.tsx'
import { PasswordCard } from '../components/account/PasswordCard.tsx'
import { ProfileCard } from '../components/account/ProfileCard.tsx'
import { SecondFactorCard } from '../components/account/SecondFactorCard.tsx'
import { SessionsCard } from '../components/account/SessionsCard.tsx'
import { useApp } from '../components/app-context.ts'
import { LinkButton } from '../components/shell/LinkButton.tsx'
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
  const handle = useMemo(() => account && { account, client, reload }, [account, client, reload])
  return (
    <PageFrame>
      <PageTitle
        title={t`My account`}
        actions={
          <>
            <LinkButton href="/my-data" icon="archive">
              <Trans>My data</Trans>
            </LinkButton>
            <LinkButton href="/approvals" icon="success">
              <Trans>Approvals</Trans>
            </LinkButton>
            <LinkButton href="/course" icon="info">
              <Trans>Course</Trans>
            </LinkButton>
          </>
        }
      >
        {account?.organisation}
      </PageTitle>
      <RemoteStatus of={remote} />
      {handle && (
        <AccountContext value={handle}>
          <FirstAccount account={handle.account} />
          <JoinOffer />
          <div className="grid items-start gap-5 lg:grid-cols-2">
            <div className="grid gap-5">
              <ProfileCard />
              <SessionsCard />
              <JoinCard />
            </div>
            {handle.account.person.source === 'local' && (
              <div className="grid gap-5">
                <PasswordCard />
                <PasskeysCard />
                <SecondFactorCard />
              </div>
            )}
          </div>
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
