import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FailureText } from '../credentials/FailureText.tsx'
import { PasswordField } from '../credentials/PasswordField.tsx'
import { textOf } from '../money/form-text.ts'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'
import { AccountCard } from './AccountCard.tsx'
import { useAccount } from './account-context.ts'

/** The password: set, changed, or gone where a passkey does its work. */
export function PasswordCard() {
  const { t } = useLingui()
  const { account, client, reload } = useAccount()
  const formats = useFormats()
  const [open, setOpen] = useState<'change' | 'remove' | null>(null)
  const { passwordChangedAt, passkeys, person, allowsPasswords } = account
  if (!allowsPasswords && passwordChangedAt === null) return null
  const since = passwordChangedAt && formats.day(Date.parse(passwordChangedAt))
  return (
    <AccountCard
      actions={
        <>
          <Button onClick={() => setOpen('change')} disabled={person.email === null}>
            {since === null ? <Trans>Set a password</Trans> : <Trans>Change the password</Trans>}
          </Button>
          {since !== null && passkeys.length > 0 && (
            <Button look="bare" onClick={() => setOpen('remove')}>
              <Trans>Remove it</Trans>
            </Button>
          )}
        </>
      }
      lead={
        since === null ? (
          <Trans>With your address and a password you sign in on any device.</Trans>
        ) : (
          <Trans>Last changed on {since}.</Trans>
        )
      }
      title={t`Password`}
    >
      {person.email === null && (
        <p className="text-sm text-ink-muted">
          <Trans>Enter an e-mail address first: it is what you sign in with.</Trans>
        </p>
      )}
      {open === 'change' && <PasswordDialog onClose={() => setOpen(null)} />}
      {open === 'remove' && (
        <ConfirmDialog
          action={t`Remove the password`}
          onClose={() => setOpen(null)}
          onDone={() => {
            setOpen(null)
            reload()
          }}
          title={t`Remove the password?`}
          work={() => client.removePassword()}
        >
          <Trans>
            From then on you sign in with your passkeys alone. Where you lose them all, an
            administrator has to let you in again.
          </Trans>
        </ConfirmDialog>
      )}
    </AccountCard>
  )
}

function PasswordDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const { account, client, reload } = useAccount()
  const say = useToast()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = textOf(new FormData(event.currentTarget), 'password')
    await run(async () => {
      await client.changePassword(password)
      say(t`Your password is set. Your other devices were signed out.`)
      reload()
      onClose()
    })
  }
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button form={formId} isBusy={isRunning} look="primary" type="submit">
            <Trans>Set the password</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Choose a password`}
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        <input
          aria-hidden
          autoComplete="username"
          className="sr-only"
          defaultValue={account.person.email ?? ''}
          name="username"
          readOnly
          tabIndex={-1}
        />
        <PasswordField
          hint={t`At least 12 characters. A few words that have nothing to do with each other are easy to keep and hard to guess.`}
          isInvalid={failure?.code === 'invalid_request'}
          kind="new"
          label={t`New password`}
        />
        {failure && (
          <FailureText
            failure={failure}
            refused={
              <Trans>
                This password is too short or too easy to guess: it is on lists of common passwords,
                or says your name. Take a few words that have nothing to do with each other.
              </Trans>
            }
          />
        )}
        <p className="text-sm text-ink-muted">
          <Trans>Your other devices will be signed out.</Trans>
        </p>
      </form>
    </Dialog>
  )
}
