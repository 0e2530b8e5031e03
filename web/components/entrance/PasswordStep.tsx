import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState, type FormEvent } from 'react'
import type { SignInMethods, SignInStep } from '#wire/accounts.ts'
import {
  askForPasskey,
  canSuggestPasskeys,
  canUsePasskeys,
  PasskeyRefused,
} from '../../state/passkeys.ts'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureText } from '../credentials/FailureText.tsx'
import { PasswordField } from '../credentials/PasswordField.tsx'
import { useTask } from '../use-task.ts'
import { useEntrance } from './entrance-context.ts'

interface PasswordStepProps {
  methods: SignInMethods
  onStep: (step: SignInStep) => void
  onForgotten: () => void
}

/** Address and password, a passkey, or another house that vouches for people. */
export function PasswordStep({ methods, onStep, onForgotten }: PasswordStepProps) {
  const { way } = useEntrance()
  const hasForm = methods.password || way !== null
  return (
    <div className="grid gap-6">
      {methods.providers.length > 0 && <Providers providers={methods.providers} />}
      {methods.providers.length > 0 && (hasForm || methods.passkey) && <Or />}
      {hasForm && <PasswordForm methods={methods} onForgotten={onForgotten} onStep={onStep} />}
      {methods.passkey && canUsePasskeys() && <PasskeyButton onStep={onStep} />}
    </div>
  )
}

function PasswordForm({ methods, onStep, onForgotten }: PasswordStepProps) {
  const { t } = useLingui()
  const { client, way } = useEntrance()
  const { run, isRunning, failure } = useTask()
  useSuggestedPasskey(methods.passkey, onStep)
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const [email, password] = [textOf(form, 'email'), textOf(form, 'password')]
    await run(async () =>
      onStep(await client.password({ email, password, ...(way !== null && { way }) })),
    )
  }
  const isWrong = failure?.code === 'unauthenticated'
  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      <TextField
        autoCapitalize="none"
        autoComplete={methods.passkey ? 'username webauthn' : 'username'}
        inputMode="email"
        label={t`E-mail address`}
        maxLength={254}
        name="email"
        required
        spellCheck={false}
        type="email"
      />
      <PasswordField isInvalid={isWrong} kind="current" label={t`Password`} />
      {failure && (
        <FailureText
          failure={failure}
          refused={
            failure.code === 'forbidden' ? (
              <Trans>
                Your organisation does not allow passwords. Sign in with a passkey, or another way.
              </Trans>
            ) : (
              <Trans>The address or the password is wrong.</Trans>
            )
          }
        />
      )}
      <Button isBusy={isRunning} look="primary" type="submit">
        <Trans>Sign in</Trans>
      </Button>
      <button
        className="justify-self-start text-sm text-sea-ink underline underline-offset-2"
        onClick={onForgotten}
        type="button"
      >
        <Trans>Password forgotten?</Trans>
      </button>
    </form>
  )
}

function PasskeyButton({ onStep }: Pick<PasswordStepProps, 'onStep'>) {
  const { client } = useEntrance()
  const { run, isRunning, failure } = useTask()
  const [isRefused, setIsRefused] = useState(false)
  async function signIn() {
    setIsRefused(false)
    await run(async () => {
      try {
        const response = await askForPasskey(await client.passkeyOptions())
        onStep(await client.passkey(response))
      } catch (error) {
        if (!(error instanceof PasskeyRefused)) throw error
        setIsRefused(true)
      }
    })
  }
  return (
    <div className="grid gap-3">
      <Button icon="key" isBusy={isRunning} onClick={() => void signIn()}>
        <Trans>Sign in with a passkey</Trans>
      </Button>
      {failure && (
        <FailureText
          failure={failure}
          refused={<Trans>This passkey is not known here. Try another one.</Trans>}
        />
      )}
      <output className="text-sm text-ink-muted empty:hidden">
        {isRefused && <Trans>No passkey was given. Try again, or take another way.</Trans>}
      </output>
    </div>
  )
}

/** How long a challenge of the server is good, a little less. */
const OFFERED_MS = 8 * 60_000

/** The browser offers passkeys in the field for the address, without a press of a button. */
function useSuggestedPasskey(isOffered: boolean, onStep: (step: SignInStep) => void): void {
  const { client } = useEntrance()
  useEffect(() => {
    if (!isOffered) return undefined
    let asking = new AbortController()
    let isOver = false
    const offer = async () => {
      asking.abort()
      asking = new AbortController()
      const { signal } = asking
      try {
        if (!(await canSuggestPasskeys()) || isOver) return
        const options = await client.passkeyOptions()
        const response = await askForPasskey(options, { signal, isSuggested: true })
        onStep(await client.passkey(response))
      } catch {
        // Nothing was asked for: whoever is there goes on with the form, or presses the button.
      }
    }
    void offer()
    const timer = setInterval(() => void offer(), OFFERED_MS)
    return () => {
      isOver = true
      clearInterval(timer)
      asking.abort()
    }
  }, [client, isOffered, onStep])
}

function Providers({ providers }: Pick<SignInMethods, 'providers'>) {
  return (
    <ul className="grid gap-2">
      {providers.map(({ id, name, url }) => (
        <li className="grid" key={id}>
          <a
            className="inline-flex min-h-(--control) items-center justify-center rounded-md border border-line bg-surface px-4 py-1 text-center text-sm font-medium hover:bg-hover"
            // Who joins two accounts goes on with that.
            href={window.location.pathname === '/join' ? `${url}?return=/account` : url}
          >
            <Trans>Sign in with {name}</Trans>
          </a>
        </li>
      ))}
    </ul>
  )
}

function Or() {
  return (
    <p className="flex items-center gap-3 text-sm text-ink-muted before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
      <Trans>or</Trans>
    </p>
  )
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name)
  return typeof value === 'string' ? value : ''
}
