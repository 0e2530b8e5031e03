import { Trans, useLingui } from '@lingui/react/macro'
import { useId, type FormEvent } from 'react'
import type { Person } from '#wire/directory.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { useTask } from '../use-task.ts'
import { useDirectory } from './use-directory.ts'

interface EditPersonDialogProps {
  person: Person
  onClose: () => void
  onDone: () => void
}

/** What somebody is called and where they are reached. */
export function EditPersonDialog({ person, onClose, onDone }: EditPersonDialogProps) {
  const { t } = useLingui()
  const client = useDirectory()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const wish = { name: textOf(form, 'name'), email: textOf(form, 'email') || null }
    if (await run(() => client.updatePerson(person.id, wish))) onDone()
  }
  return (
    <Dialog
      title={t`Change ${person.name}`}
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
        <TextField
          label={t`Name`}
          name="name"
          required
          maxLength={100}
          autoComplete="off"
          defaultValue={person.name}
        />
        <TextField
          label={t`E-mail address`}
          name="email"
          type="email"
          maxLength={254}
          autoComplete="off"
          hint={t`They sign in with it, and links for a new password go there.`}
          defaultValue={person.email ?? ''}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}
