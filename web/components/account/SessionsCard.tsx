import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { AccountSession } from '#wire/accounts.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { useFormats } from '../charts/use-formats.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { deviceNameOf } from '../credentials/device-name.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'
import { AccountCard } from './AccountCard.tsx'
import { useAccount } from './account-context.ts'

/** Where one is signed in, and the way to be so nowhere else. */
export function SessionsCard() {
  const { t } = useLingui()
  const { session } = useApp()
  const { account, client, reload } = useAccount()
  const say = useToast()
  const { run, isRunning, failure } = useTask()
  const [isOpen, setIsOpen] = useState(false)
  const { sessions } = account
  async function end(id: string) {
    if (await run(() => client.endSession(id))) reload()
  }
  async function endOthers() {
    if (!(await run(() => client.endOtherSessions()))) return
    say(t`You are signed in here alone.`)
    reload()
  }
  return (
    <AccountCard
      actions={
        <>
          {sessions.length > 1 && (
            <Button isBusy={isRunning} onClick={() => void endOthers()}>
              <Trans>Sign out all other devices</Trans>
            </Button>
          )}
          <Button onClick={() => setIsOpen(true)}>
            <Trans>Sign out everywhere</Trans>
          </Button>
        </>
      }
      lead={<Trans>If you do not know one of them, sign it out and change your password.</Trans>}
      title={t`Where I am signed in`}
    >
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      <ul className="grid divide-y divide-line">
        {sessions.map((one) => (
          <SessionRow key={one.id} onEnd={() => void end(one.id)} session={one} />
        ))}
      </ul>
      {isOpen && (
        <ConfirmDialog
          action={t`Sign out everywhere`}
          onClose={() => setIsOpen(false)}
          onDone={() => session.forget()}
          title={t`Sign out everywhere?`}
          work={() => client.endAllSessions()}
        >
          <Trans>Here as well: you will have to sign in again on every device.</Trans>
        </ConfirmDialog>
      )}
    </AccountCard>
  )
}

function SessionRow({ session, onEnd }: { session: AccountSession; onEnd: () => void }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { isCurrent, userAgent, address, lastUsedAt, endsAt } = session
  const device = deviceNameOf(userAgent) || t`Unknown device`
  const used = formats.moment(Date.parse(lastUsedAt))
  const ends = formats.day(Date.parse(endsAt))
  return (
    <li className="flex items-start justify-between gap-3 py-3 text-sm">
      <div className="min-w-0">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
          {device}
          {isCurrent && <Badge look="success">{t`This device`}</Badge>}
        </p>
        <p className="text-ink-muted">
          <Way methods={session.methods} />
          {address !== null && (
            <>
              {' · '}
              <span dir="ltr">{address}</span>
            </>
          )}
        </p>
        <p className="text-ink-muted">
          <Trans>
            Last used {used}; ends by itself on {ends}
          </Trans>
        </p>
      </div>
      {!isCurrent && (
        <Button onClick={onEnd}>
          <Trans>Sign out</Trans>
        </Button>
      )}
    </li>
  )
}

/** How somebody signed in, by RFC 8176’s names and ours. */
function Way({ methods }: { methods: readonly string[] }) {
  if (methods.includes('link')) return <Trans>By a link of the terminal</Trans>
  if (methods.includes('hwk') || methods.includes('swk')) return <Trans>With a passkey</Trans>
  if (methods.includes('otp')) return <Trans>With a password and a code</Trans>
  if (methods.includes('recovery')) return <Trans>With a password and a recovery code</Trans>
  if (methods.includes('pwd')) return <Trans>With a password</Trans>
  return <Trans>By your organisation’s own service</Trans>
}
