import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import type { AccountJoin } from '#wire/accounts.ts'
import { Button } from '../../ui/Button.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'
import { AccountCard } from './AccountCard.tsx'
import { useAccount } from './account-context.ts'

/** What somebody has begun in the account that they were in before; nothing where they have not. */
export function JoinOffer() {
  const { client } = useAccount()
  const remote = useRemote(useCallback((signal: AbortSignal) => client.joinOffer(signal), [client]))
  const offer = remote.value?.offer
  return offer ? (
    <div className="mb-5">
      <Offer offer={offer} onChange={remote.reload} />
    </div>
  ) : null
}

/** Somebody who has two accounts makes one of them, by signing in to both. */
export function JoinCard() {
  const { t } = useLingui()
  const { client } = useAccount()
  const { run, isRunning, failure } = useTask()
  const begin = () =>
    run(async () => {
      await client.beginJoin()
      window.location.assign('/join')
    })
  return (
    <AccountCard
      lead={
        <Trans>
          Have you another account here? Begin in the one that is to end, then sign in to the one
          that stays: what is yours moves there.
        </Trans>
      }
      title={t`Two accounts`}
    >
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <div>
        <Button isBusy={isRunning} onClick={() => void begin()}>
          <Trans>Join this account with another</Trans>
        </Button>
      </div>
    </AccountCard>
  )
}

interface OfferProps {
  offer: NonNullable<AccountJoin['offer']>
  onChange: () => void
}

/** What is going to move, before it does. */
function Offer({ offer, onChange }: OfferProps) {
  const { t } = useLingui()
  const { account, client, reload } = useAccount()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  const [isAsked, setIsAsked] = useState(false)
  const { name, email, counts } = offer
  const other = email ?? name
  const own = account.person.email ?? account.person.name
  const cancel = () =>
    run(async () => {
      await client.cancelJoin()
      onChange()
    })
  return (
    <AccountCard
      actions={
        <>
          <Button look="primary" onClick={() => setIsAsked(true)}>
            <Trans>Join them</Trans>
          </Button>
          <Button isBusy={isRunning} onClick={() => void cancel()}>
            <Trans>Cancel</Trans>
          </Button>
        </>
      }
      lead={
        <Trans>
          What is in {other} moves to {own}, and {other} ends.
        </Trans>
      }
      title={t`Two accounts`}
    >
      <Counts counts={counts} />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {isAsked && (
        <ConfirmDialog
          action={t`Join them`}
          onClose={() => setIsAsked(false)}
          onDone={() => {
            setIsAsked(false)
            say(t`The accounts are one now.`)
            onChange()
            reload()
          }}
          title={t`Join the two accounts?`}
          work={() => client.join()}
        >
          <Trans>
            This cannot be undone. The password, the passkeys and the address of {other} are gone;
            roles, memories, ratings and all else that is yours there move.
          </Trans>
        </ConfirmDialog>
      )}
    </AccountCard>
  )
}

function Counts({ counts }: Pick<OfferProps['offer'], 'counts'>) {
  const { conversations, files, keys, groups } = counts
  return (
    <ul className="grid list-disc gap-1 ps-5 text-sm">
      <li>
        <Plural value={conversations} one="# conversation" other="# conversations" />
      </li>
      <li>
        <Plural value={files} one="# file" other="# files" />
      </li>
      <li>
        <Plural value={keys} one="# key" other="# keys" />
      </li>
      <li>
        <Plural value={groups} one="# group" other="# groups" />
      </li>
    </ul>
  )
}
