import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useEffect, useState, type FormEvent } from 'react'
import type { SignInStep, TicketInfo } from '#wire/accounts.ts'
import { FailureText } from '../components/credentials/FailureText.tsx'
import { PasswordField } from '../components/credentials/PasswordField.tsx'
import { useEntrance } from '../components/entrance/entrance-context.ts'
import { EntranceFrame } from '../components/entrance/EntranceFrame.tsx'
import { MakePasskey } from '../components/entrance/MakePasskey.tsx'
import { useTask } from '../components/use-task.ts'
import { canUsePasskeys } from '../state/passkeys.ts'
import { Button } from '../ui/Button.tsx'
import { Steps } from './SignInPage.tsx'

/** Where a link that works once leads: an invitation, a new password, or a new address. */
export function WelcomePage() {
  const { client, ticket } = useEntrance()
  const { run, failure } = useTask()
  const [info, setInfo] = useState<TicketInfo | null>(null)
  const [step, setStep] = useState<SignInStep | null>(null)
  const read = useCallback(
    () => run(async () => setInfo(await client.readTicket(ticket))),
    [run, client, ticket],
  )
  useEffect(() => void read(), [read])
  if (step) return <Steps onBack={goToSignIn} onStep={setStep} step={step} />
  if (failure) return <Gone failure={failure} />
  if (!info) return null
  if (info.kind === 'address') return <Address info={info} />
  return <Choose info={info} onStep={setStep} />
}

function goToSignIn(): void {
  window.location.assign('/')
}

function Gone({ failure }: { failure: Parameters<typeof FailureText>[0]['failure'] }) {
  const { t } = useLingui()
  return (
    <EntranceFrame title={t`This link does not work`}>
      <FailureText
        failure={failure}
        refused={
          <Trans>
            It was used already, is too old, or was cut off. Ask for a new one, or sign in.
          </Trans>
        }
      />
      <Button onClick={goToSignIn}>
        <Trans>Go to signing in</Trans>
      </Button>
    </EntranceFrame>
  )
}

interface ChooseProps {
  info: TicketInfo
  onStep: (step: SignInStep) => void
}

function Choose({ info, onStep }: ChooseProps) {
  const { t } = useLingui()
  const { client, ticket } = useEntrance()
  const { run, isRunning, failure } = useTask()
  const { name, organisation, email, kind } = info
  const isNew = kind === 'invitation'
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const password = new FormData(event.currentTarget).get('password')
    if (typeof password !== 'string') return
    await run(async () => onStep(await client.ticketPassword({ token: ticket, password })))
  }
  return (
    <EntranceFrame
      lead={
        isNew ? (
          <Trans>
            {organisation} has made an account for you. Choose how you will sign in from now on.
          </Trans>
        ) : (
          <Trans>For your account at {organisation}. Your other devices will be signed out.</Trans>
        )
      }
      title={isNew ? t`Welcome, ${name}` : t`Choose a new password`}
    >
      {isNew && info.passkey && canUsePasskeys() && <PasskeyChoice onStep={onStep} />}
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <input
          autoComplete="username"
          className="sr-only"
          defaultValue={email ?? ''}
          name="username"
          readOnly
          aria-hidden
          tabIndex={-1}
        />
        <PasswordField
          hint={t`At least 12 characters. A few words that have nothing to do with each other are easy to keep and hard to guess.`}
          isInvalid={failure?.code === 'invalid_request'}
          kind="new"
          label={t`New password`}
        />
        {failure && (
          <FailureText failure={failure} refused={<PasswordRefused code={failure.code} />} />
        )}
        <Button isBusy={isRunning} look="primary" type="submit">
          <Trans>Set the password and sign in</Trans>
        </Button>
      </form>
    </EntranceFrame>
  )
}

function PasswordRefused({ code }: { code: string }) {
  if (code === 'invalid_request') {
    return (
      <Trans>
        This password is too short or too easy to guess: it is on lists of common passwords, or says
        your name. Take a few words that have nothing to do with each other.
      </Trans>
    )
  }
  if (code === 'forbidden') {
    return <Trans>Your organisation does not allow passwords. Use a passkey.</Trans>
  }
  return <Trans>This link no longer works. Ask for a new one.</Trans>
}

function PasskeyChoice({ onStep }: Pick<ChooseProps, 'onStep'>) {
  const { client, ticket } = useEntrance()
  return (
    <div className="grid gap-3">
      <MakePasskey
        ask={() => client.ticketPasskeyOptions(ticket)}
        give={(made) => client.ticketPasskey({ token: ticket, ...made })}
        onStep={onStep}
        refused={<Trans>The passkey could not be added. Try again, or set a password.</Trans>}
      >
        <Trans>Sign in with a passkey from now on</Trans>
      </MakePasskey>
      <p className="flex items-center gap-3 text-sm text-ink-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        <Trans>or</Trans>
      </p>
    </div>
  )
}

function Address({ info }: { info: TicketInfo }) {
  const { t } = useLingui()
  const { client, ticket } = useEntrance()
  const { run, isRunning, failure } = useTask()
  const [isDone, setIsDone] = useState(false)
  const email = info.email ?? ''
  async function confirm() {
    if (await run(() => client.ticketAddress(ticket))) setIsDone(true)
  }
  return (
    <EntranceFrame
      lead={
        isDone ? (
          <Trans>From now on you sign in with {email}.</Trans>
        ) : (
          <Trans>Do you want to sign in with {email} from now on?</Trans>
        )
      }
      title={isDone ? t`Your address is confirmed` : t`Confirm your address`}
    >
      {failure && (
        <FailureText
          failure={failure}
          refused={<Trans>This did not work: somebody else may have this address by now.</Trans>}
        />
      )}
      {isDone ? (
        <Button look="primary" onClick={goToSignIn}>
          <Trans>Go on</Trans>
        </Button>
      ) : (
        <Button isBusy={isRunning} look="primary" onClick={() => void confirm()}>
          <Trans>Confirm</Trans>
        </Button>
      )}
    </EntranceFrame>
  )
}
