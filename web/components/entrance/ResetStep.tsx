import { Trans, useLingui } from '@lingui/react/macro'
import { useState, type FormEvent } from 'react'
import { Button } from '../../ui/Button.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureText } from '../credentials/FailureText.tsx'
import { useTask } from '../use-task.ts'
import { useEntrance } from './entrance-context.ts'
import { EntranceFrame } from './EntranceFrame.tsx'
import { TextButton } from './SecondStep.tsx'

interface ResetStepProps {
  /** A link can be sent. */
  hasMail: boolean
  onBack: () => void
}

/** The way to a new password. What it answers does not depend on whether there is such an account. */
export function ResetStep({ hasMail, onBack }: ResetStepProps) {
  const { t } = useLingui()
  const { client } = useEntrance()
  const { run, isRunning, failure } = useTask()
  const [isSent, setIsSent] = useState(false)
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const email = new FormData(event.currentTarget).get('email')
    if (typeof email !== 'string') return
    if (await run(() => client.askReset(email))) setIsSent(true)
  }
  const back = (
    <p className="text-sm">
      <TextButton onClick={onBack}>
        <Trans>Back to signing in</Trans>
      </TextButton>
    </p>
  )
  if (!hasMail) {
    return (
      <EntranceFrame title={t`Password forgotten?`}>
        <p className="text-ink-muted">
          <Trans>
            Ask an administrator of your organisation for a link: they make one under People. It
            lets you choose a new password.
          </Trans>
        </p>
        {back}
      </EntranceFrame>
    )
  }
  if (isSent) {
    return (
      <EntranceFrame title={t`Look into your mail`}>
        <output className="text-ink-muted">
          <Trans>
            If there is an account with this address, a link is on its way. It works once, for one
            hour.
          </Trans>
        </output>
        {back}
      </EntranceFrame>
    )
  }
  return (
    <EntranceFrame
      lead={<Trans>We send you a link that lets you choose a new one.</Trans>}
      title={t`Password forgotten?`}
    >
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <TextField
          autoComplete="email"
          label={t`E-mail address`}
          maxLength={254}
          name="email"
          required
          type="email"
        />
        {failure && (
          <FailureText failure={failure} refused={<Trans>This is no e-mail address.</Trans>} />
        )}
        <Button isBusy={isRunning} look="primary" type="submit">
          <Trans>Send a link</Trans>
        </Button>
      </form>
      {back}
    </EntranceFrame>
  )
}
