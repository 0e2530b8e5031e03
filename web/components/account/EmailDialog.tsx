import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureText } from '../credentials/FailureText.tsx'
import { textOf } from '../money/form-text.ts'
import { useToast } from '../shell/Toasts.tsx'
import { useTask } from '../use-task.ts'
import { useAccount } from './account-context.ts'

/** A new address: at once, or once its owner has followed the link that is sent to it. */
export function EmailDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const { account, client, reload } = useAccount()
  const say = useToast()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  const [sentTo, setSentTo] = useState<string | null>(null)
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const email = textOf(new FormData(event.currentTarget), 'email')
    await run(async () => {
      const { outcome } = await client.changeEmail(email)
      if (outcome === 'sent') return setSentTo(email)
      say(t`You sign in with ${email} from now on.`)
      reload()
      onClose()
    })
  }
  if (sentTo !== null) return <Sent onClose={onClose} sentTo={sentTo} />
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button form={formId} isBusy={isRunning} look="primary" type="submit">
            <Trans>Save</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`E-mail address`}
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        <TextField
          autoComplete="email"
          defaultValue={account.person.email ?? ''}
          hint={
            account.sendsMail
              ? t`You sign in with it. We send a link there first, to be sure that it is yours.`
              : t`You sign in with it.`
          }
          label={t`E-mail address`}
          maxLength={254}
          name="email"
          required
          type="email"
        />
        {failure && (
          <FailureText
            failure={failure}
            refused={
              failure.code === 'conflict' ? (
                <Trans>Somebody else has this address already.</Trans>
              ) : (
                <Trans>This address was not accepted. Check it.</Trans>
              )
            }
          />
        )}
      </form>
    </Dialog>
  )
}

function Sent({ sentTo, onClose }: { sentTo: string; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`Look into your mail`}>
      <Trans>
        A link went to {sentTo}. As soon as you have followed it, you sign in with that address.
        Until then the old one holds.
      </Trans>
    </Dialog>
  )
}
