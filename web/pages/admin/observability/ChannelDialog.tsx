import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type FormEvent } from 'react'
import type { CreateAlertChannel, CreatedAlertChannel } from '#wire/alerts.ts'
import { CopyButton } from '../../../components/CopyButton.tsx'
import { FailureNotice } from '../../../components/FailureNotice.tsx'
import { useTask } from '../../../components/use-task.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { Select } from '../../../ui/Select.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { Checkbox } from './Checkbox.tsx'
import { useAlerts } from './use-alerts.ts'

interface ChannelDialogProps {
  hasMail: boolean
  onAdded: () => void
  onClose: () => void
}

/** A new channel, and for a webhook the secret that its calls are signed with. */
export function ChannelDialog({ hasMail, onAdded, onClose }: ChannelDialogProps) {
  const { t } = useLingui()
  const client = useAlerts()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  const [kind, setKind] = useState<'webhook' | 'email'>('webhook')
  const [created, setCreated] = useState<CreatedAlertChannel>()
  if (created?.secret) return <SecretDialog secret={created.secret} onClose={onClose} />

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const wish = channelFrom(new FormData(event.currentTarget), kind)
    await run(async () => {
      const channel = await client.addChannel(wish)
      onAdded()
      if (channel.secret === null) onClose()
      else setCreated(channel)
    })
  }

  return (
    <Dialog
      title={t`Add a channel`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit" form={formId} isBusy={isRunning}>
            <Trans>Save</Trans>
          </Button>
        </>
      }
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        <Select
          label={t`How`}
          value={kind}
          onChange={(event) => setKind(event.target.value === 'email' ? 'email' : 'webhook')}
          options={[
            { value: 'webhook', name: t`Webhook` },
            { value: 'email', name: t`E-mail` },
          ]}
        />
        <TextField label={t`Name`} name="name" required maxLength={100} />
        {kind === 'webhook' ? <WebhookFields /> : <MailFields hasMail={hasMail} />}
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

function WebhookFields() {
  const { t } = useLingui()
  return (
    <>
      <TextField
        label={t`Web address`}
        name="url"
        type="url"
        required
        hint={t`It gets a POST with JSON, signed as Standard Webhooks has it.`}
      />
      <Checkbox
        name="isOwnHardware"
        label={t`This is a machine of our own: its address may be private`}
      />
    </>
  )
}

function MailFields({ hasMail }: { hasMail: boolean }) {
  const { t } = useLingui()
  return (
    <>
      <TextField
        label={t`E-mail addresses, with commas between them`}
        name="to"
        type="email"
        multiple
        required
      />
      {!hasMail && (
        <p className="text-sm text-warning">
          <Trans>There is no mail server yet: name one in galerne.yaml under telemetry.smtp.</Trans>
        </p>
      )}
    </>
  )
}

function SecretDialog({ secret, onClose }: { secret: string; onClose: () => void }) {
  const { t } = useLingui()
  return (
    <Dialog
      title={t`The secret of this channel`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <Button look="primary" onClick={onClose}>
          <Trans>Done</Trans>
        </Button>
      }
    >
      <div className="grid gap-3">
        <p>
          <Trans>
            With it the receiver proves that an alert comes from here. It is shown only now.
          </Trans>
        </p>
        <p className="flex items-center gap-2 rounded-md border border-line bg-sunken px-3 py-2 text-ink">
          <code className="min-w-0 grow text-sm [overflow-wrap:anywhere]" translate="no">
            {secret}
          </code>
          <CopyButton text={secret} />
        </p>
      </div>
    </Dialog>
  )
}

function channelFrom(fields: FormData, kind: 'webhook' | 'email'): CreateAlertChannel {
  const text = (name: string) => {
    const value = fields.get(name)
    return typeof value === 'string' ? value.trim() : ''
  }
  const name = text('name')
  if (kind === 'webhook') {
    return { kind, name, url: text('url'), isOwnHardware: fields.has('isOwnHardware') }
  }
  const to = text('to')
    .split(/[\s,;]+/)
    .filter((address) => address !== '')
  return { kind, name, to }
}
