import { Trans, useLingui } from '@lingui/react/macro'
import { useId, type FormEvent } from 'react'
import type { Group } from '#wire/directory.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { useTask } from '../use-task.ts'
import { useDirectory } from './use-directory.ts'

interface GroupDialogProps {
  /** Null: a new one. */
  edited: Group | null
  onClose: () => void
  onSaved: (id: string) => void
}

/** What a group is called and what it is for. */
export function GroupDialog({ edited, onClose, onSaved }: GroupDialogProps) {
  const { t } = useLingui()
  const client = useDirectory()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const description = textOf(form, 'description')
    const name = textOf(form, 'name')
    // A name that is kept elsewhere is not sent: it could not be changed here.
    const isRenamed = name !== edited?.name
    await run(async () => {
      const saved = edited
        ? await client.updateGroup(edited.id, { description, ...(isRenamed && { name }) })
        : await client.createGroup({ name, description })
      onSaved(saved.id)
    })
  }
  return (
    <Dialog
      title={edited ? t`Change the group “${edited.name}”` : t`Make a group`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit" form={formId} isBusy={isRunning}>
            {edited ? <Trans>Save</Trans> : <Trans>Make it</Trans>}
          </Button>
        </>
      }
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        <TextField
          label={t`Name`}
          name="name"
          required
          maxLength={100}
          autoComplete="off"
          defaultValue={edited?.name ?? ''}
        />
        <TextField
          label={t`What it is for`}
          name="description"
          maxLength={500}
          autoComplete="off"
          defaultValue={edited?.description ?? ''}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}
