import { Trans, useLingui } from '@lingui/react/macro'
import type { FormEvent } from 'react'
import type { GlossaryClient } from '#sdk/glossary.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { TextField } from '../../../ui/TextField.tsx'
import { FailureNotice } from '../../FailureNotice.tsx'
import { textOf } from '../../money/form-text.ts'
import { useTask } from '../../use-task.ts'

interface NewGlossaryProps {
  client: GlossaryClient
  onClose: () => void
  onDone: () => void
}

export function NewGlossary({ client, onClose, onDone }: NewGlossaryProps) {
  const { t } = useLingui()
  const { run, isRunning, failure } = useTask()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const wish = { name: textOf(form, 'name'), description: textOf(form, 'description') }
    if (await run(() => client.create(wish))) onDone()
  }
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`New glossary`}>
      <form className="grid gap-4" onSubmit={(event) => void submit(event)}>
        <TextField label={t`Name`} maxLength={100} name="name" required />
        <TextField label={t`Description`} maxLength={1000} name="description" />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button isBusy={isRunning} look="primary" type="submit">
            <Trans>Save</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
