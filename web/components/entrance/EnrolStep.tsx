import { Trans, useLingui } from '@lingui/react/macro'
import { useEffect, useState, type FormEvent } from 'react'
import type { NewAuthenticator, SignInStep } from '#wire/accounts.ts'
import { Button } from '../../ui/Button.tsx'
import { FailureText } from '../credentials/FailureText.tsx'
import { NewAppFields } from '../credentials/NewAppFields.tsx'
import { useTask } from '../use-task.ts'
import { useEntrance } from './entrance-context.ts'
import { EntranceFrame } from './EntranceFrame.tsx'

/** The organisation wants a second factor of whoever has this role: it is added before they are in. */
export function EnrolStep({ onStep }: { onStep: (step: SignInStep) => void }) {
  const { t } = useLingui()
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
    <EntranceFrame
      lead={
        <Trans>
          Your organisation asks for a second proof that it is you: a code of an app on your
          telephone.
        </Trans>
      }
      title={t`Add a second factor`}
    >
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
    </EntranceFrame>
  )
}
