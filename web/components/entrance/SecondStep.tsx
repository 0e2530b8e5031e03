import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent, type ReactNode } from 'react'
import type { SignInStep } from '#wire/accounts.ts'
import { askForPasskey, canUsePasskeys, PasskeyRefused } from '../../state/passkeys.ts'
import { Button } from '../../ui/Button.tsx'
import { CodeField } from '../credentials/CodeField.tsx'
import { FailureText } from '../credentials/FailureText.tsx'
import { useTask } from '../use-task.ts'
import { useEntrance } from './entrance-context.ts'
import { EntranceFrame } from './EntranceFrame.tsx'

type Method = Extract<SignInStep, { step: 'second-factor' }>['methods'][number]

interface SecondStepProps {
  methods: readonly Method[]
  onStep: (step: SignInStep) => void
  onBack: () => void
}

/** The second of two: a code, a passkey, or one of the printed list. */
export function SecondStep({ methods, onStep, onBack }: SecondStepProps) {
  const { t } = useLingui()
  const usable = methods.filter((method) => method !== 'passkey' || canUsePasskeys())
  const [chosen, setChosen] = useState<Method>(usable[0] ?? 'recovery-code')
  const others = usable.filter((method) => method !== chosen)
  const names: Record<Method, string> = {
    authenticator: t`Use a code of the authenticator app`,
    passkey: t`Use a passkey`,
    'recovery-code': t`Use a recovery code`,
  }
  return (
    <EntranceFrame lead={<Lead method={chosen} />} title={t`One more step`}>
      {chosen === 'passkey' ? (
        <PasskeyForm onStep={onStep} />
      ) : (
        <CodeForm key={chosen} method={chosen} onStep={onStep} />
      )}
      <ul className="grid gap-2 text-sm">
        {others.map((method) => (
          <li key={method}>
            <TextButton onClick={() => setChosen(method)}>{names[method]}</TextButton>
          </li>
        ))}
        <li>
          <TextButton onClick={onBack}>
            <Trans>Start again</Trans>
          </TextButton>
        </li>
      </ul>
      <p className="text-sm text-ink-muted">
        <Trans>
          Nothing of this at hand? An administrator of your organisation can let you in again.
        </Trans>
      </p>
    </EntranceFrame>
  )
}

function Lead({ method }: { method: Method }) {
  if (method === 'authenticator') {
    return <Trans>Enter the six digits that your authenticator app shows for Galerne.</Trans>
  }
  if (method === 'passkey') return <Trans>Confirm with a passkey that it is you.</Trans>
  return <Trans>Enter one of the codes that you printed or downloaded. Each works once.</Trans>
}

function CodeForm({
  method,
  onStep,
}: {
  method: 'authenticator' | 'recovery-code'
  onStep: SecondStepProps['onStep']
}) {
  const { t } = useLingui()
  const { client } = useEntrance()
  const { run, isRunning, failure } = useTask()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const code = new FormData(event.currentTarget).get('code')
    if (typeof code !== 'string') return
    await run(async () => onStep(await client.secondFactor({ method, code })))
  }
  const isApp = method === 'authenticator'
  return (
    <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
      <CodeField
        isFirst
        isInvalid={failure !== null}
        kind={isApp ? 'digits' : 'recovery'}
        label={isApp ? t`Code` : t`Recovery code`}
      />
      {failure && (
        <FailureText
          failure={failure}
          refused={
            <Trans>
              This code is wrong, was used before, or too much time has passed. Try the next one, or
              start again.
            </Trans>
          }
        />
      )}
      <Button isBusy={isRunning} look="primary" type="submit">
        <Trans>Go on</Trans>
      </Button>
    </form>
  )
}

function PasskeyForm({ onStep }: Pick<SecondStepProps, 'onStep'>) {
  const { client } = useEntrance()
  const { run, isRunning, failure } = useTask()
  async function confirm() {
    await run(async () => {
      try {
        onStep(await client.secondPasskey(await askForPasskey(await client.secondPasskeyOptions())))
      } catch (error) {
        if (!(error instanceof PasskeyRefused)) throw error
      }
    })
  }
  return (
    <div className="grid gap-4">
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

export function TextButton({ onClick, children }: { onClick: () => void; children: ReactNode }) {
  return (
    <button
      className="text-start text-sea-ink underline underline-offset-2"
      onClick={onClick}
      type="button"
    >
      {children}
    </button>
  )
}
