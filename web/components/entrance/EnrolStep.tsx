import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState, type FormEvent } from 'react'
import type { NewAuthenticator, SignInStep } from '#wire/accounts.ts'
import { canUsePasskeys } from '../../state/passkeys.ts'
import { Button } from '../../ui/Button.tsx'
import { FailureText } from '../credentials/FailureText.tsx'
import { NewAppFields } from '../credentials/NewAppFields.tsx'
import { useTask } from '../use-task.ts'
import { useEntrance } from './entrance-context.ts'
import { EntranceFrame } from './EntranceFrame.tsx'
import { MakePasskey } from './MakePasskey.tsx'
import { TextButton } from './SecondStep.tsx'

interface EnrolStepProps {
  /** Passkeys work under this address. */
  takesPasskeys: boolean
  onStep: (step: SignInStep) => void
}

/** The organisation wants a second factor of whoever has this role: it is added before they are in. */
export function EnrolStep({ takesPasskeys, onStep }: EnrolStepProps) {
  const { t } = useLingui()
  const { client } = useEntrance()
  const canChoose = takesPasskeys && canUsePasskeys()
  const [kind, setKind] = useState<'passkey' | 'app'>(canChoose ? 'passkey' : 'app')
  return (
    <EntranceFrame
      // Another step, which is announced as one.
      key={kind}
      lead={<Trans>Your organisation asks for a second proof that it is you.</Trans>}
      title={t`Add a second factor`}
    >
      {kind === 'app' ? (
        <AppForm onStep={onStep} />
      ) : (
        <MakePasskey
          ask={() => client.enrolPasskeyOptions()}
          give={(made) => client.enrolPasskey(made)}
          onStep={onStep}
          refused={<Refused />}
        >
          <Trans>Sign in with a passkey from now on</Trans>
        </MakePasskey>
      )}
      {canChoose && (
        <p className="text-sm">
          <TextButton onClick={() => setKind(kind === 'app' ? 'passkey' : 'app')}>
            {kind === 'app' ? t`Use a passkey` : t`Use a code of the authenticator app`}
          </TextButton>
        </p>
      )}
    </EntranceFrame>
  )
}

function AppForm({ onStep }: Pick<EnrolStepProps, 'onStep'>) {
  const { client } = useEntrance()
  const [added, setAdded] = useState<NewAuthenticator | null>(null)
  const { run, isRunning, failure } = useTask()
  useEffect(() => {
    void run(async () => setAdded(await client.enrol()))
  }, [client, run])
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const code = new FormData(event.currentTarget).get('code')
    if (typeof code !== 'string') return
    await run(async () => onStep(await client.confirmEnrolment(code)))
  }
  return (
    <form className="grid gap-5" onSubmit={(event) => void submit(event)}>
      {added && <NewAppFields added={added} isInvalid={failure !== null} />}
      {failure && (
        <FailureText
          failure={failure}
          refused={
            <Trans>
              This code is wrong, or too much time has passed. Try the next one, or sign in again.
            </Trans>
          }
        />
      )}
      {added && (
        <Button isBusy={isRunning} look="primary" type="submit">
          <Trans>Add it and sign in</Trans>
        </Button>
      )}
    </form>
  )
}

function Refused() {
  return <Trans>The passkey could not be added. Try again, or sign in again.</Trans>
}
