import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useId, useState, type FormEvent } from 'react'
import type { AccountClient } from '#sdk/accounts.ts'
import type { Account } from '#wire/accounts.ts'
import { askForPasskey, canUsePasskeys, PasskeyRefused } from '../../state/passkeys.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { CodeField } from '../credentials/CodeField.tsx'
import { FailureText } from '../credentials/FailureText.tsx'
import { PasswordField } from '../credentials/PasswordField.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'

interface ConfirmIdentityProps {
  account: Account
  client: AccountClient
  onDone: () => void
  onClose: () => void
}

/** They signed in a while ago: who is there now? */
export function ConfirmIdentity({ account, client, onDone, onClose }: ConfirmIdentityProps) {
  const { t } = useLingui()
  const hasPassword = account.passwordChangedAt !== null
  const hasPasskey = account.passkeys.length > 0 && account.canAddPasskeys && canUsePasskeys()
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`Confirm that it is you`}>
      <div className="grid gap-5 text-ink">
        <p className="text-ink-muted">
          <Trans>You signed in a while ago. Before this is changed, show who you are.</Trans>
        </p>
        {hasPasskey && <ByPasskey client={client} onDone={onDone} />}
        {hasPassword && <ByPassword client={client} email={account.person.email} onDone={onDone} />}
        {!hasPasskey && !hasPassword && (
          <BySigningIn client={client} onDone={onDone} person={account.person} />
        )}
      </div>
    </Dialog>
  )
}

type WayProps = Pick<ConfirmIdentityProps, 'client' | 'onDone'>

function ByPasskey({ client, onDone }: WayProps) {
  const { run, isRunning, failure } = useTask()
  async function confirm() {
    await run(async () => {
      try {
        await client.confirmPasskey(await askForPasskey(await client.confirmPasskeyOptions()))
        onDone()
      } catch (error) {
        if (!(error instanceof PasskeyRefused)) throw error
      }
    })
  }
  return (
    <div className="grid gap-3">
      <Button icon="key" isBusy={isRunning} look="primary" onClick={() => void confirm()}>
        <Trans>Confirm with a passkey</Trans>
      </Button>
      {failure && (
        <FailureText
          failure={failure}
          refused={<Trans>That was not one of your passkeys. Try another one.</Trans>}
        />
      )}
    </div>
  )
}

function ByPassword({ client, email, onDone }: WayProps & { email: string | null }) {
  const { t } = useLingui()
  const id = useId()
  const { run, isRunning, failure } = useTask()
  const [needsCode, setNeedsCode] = useState(false)
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [password, code] = [form.get('password'), form.get('code')]
    if (typeof password !== 'string') return
    await run(async () => {
      const wish = { password, ...(typeof code === 'string' && { code }) }
      const { step } = await client.confirmPassword(wish)
      if (step === 'done') onDone()
      else setNeedsCode(true)
    })
  }
  return (
    <form className="grid gap-4" id={id} onSubmit={(event) => void submit(event)}>
      <input
        aria-hidden
        autoComplete="username"
        className="sr-only"
        defaultValue={email ?? ''}
        name="username"
        readOnly
        tabIndex={-1}
      />
      <PasswordField isInvalid={failure !== null} kind="current" label={t`Password`} />
      {needsCode && (
        <CodeField
          isFirst
          isInvalid={failure !== null}
          kind="recovery"
          label={t`Code of the authenticator app, or a recovery code`}
        />
      )}
      {failure && (
        <FailureText
          failure={failure}
          refused={
            needsCode ? (
              <Trans>The password or the code is wrong, or the code was used before.</Trans>
            ) : (
              <Trans>The password is wrong.</Trans>
            )
          }
        />
      )}
      <Button isBusy={isRunning} look="primary" type="submit">
        <Trans>Confirm</Trans>
      </Button>
    </form>
  )
}

/**
 * Who came by a link or another service has nothing to show here: they sign in once more beside this page, which stays as it
 * is, with all that they have entered in it.
 */
function BySigningIn({ client, onDone, person }: WayProps & { person: Account['person'] }) {
  const { run, isRunning, failure } = useTask()
  const [isMissing, setIsMissing] = useState(false)
  const { value: methods } = useRemote(
    useCallback((signal: AbortSignal) => client.waysIn(signal), [client]),
  )
  const ways = person.source.startsWith('sso:') ? (methods?.providers ?? []) : []
  const goOn = () =>
    run(async () => {
      const now = await client.get()
      // Nobody else does what this person asked for.
      if (now.person.id === person.id && now.isFresh) onDone()
      else setIsMissing(true)
    })
  return (
    <div className="grid justify-items-start gap-4">
      <p>
        <Trans>
          Sign in once more in another tab, by a new link or by the service that you come by, then
          go on here. What you have entered stays.
        </Trans>
      </p>
      {ways.length > 0 && (
        <ul className="grid gap-2">
          {ways.map(({ id, name, url }) => (
            <li key={id}>
              <a className="text-sea-ink underline" href={url} rel="noopener" target="_blank">
                {name}
              </a>
            </li>
          ))}
        </ul>
      )}
      {(failure || isMissing) && (
        <p className="text-danger" role="alert">
          <Trans>You have not signed in again yet, or as somebody else.</Trans>
        </p>
      )}
      <Button isBusy={isRunning} look="primary" onClick={() => void goOn()}>
        <Trans>Go on</Trans>
      </Button>
    </div>
  )
}
