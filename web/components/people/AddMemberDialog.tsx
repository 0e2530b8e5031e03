import { Trans, useLingui } from '@lingui/react/macro'
import { useId, type FormEvent } from 'react'
import type { Group } from '#wire/directory.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { useRights } from '../use-rights.ts'
import { useTask } from '../use-task.ts'
import { SubjectPicker } from './SubjectPicker.tsx'
import { useDirectory } from './use-directory.ts'

interface AddMemberDialogProps {
  group: Group
  onClose: () => void
  onDone: () => void
}

/** Who may see people chooses one; who administers a group alone knows the address. */
export function AddMemberDialog({ group, onClose, onDone }: AddMemberDialogProps) {
  const { t } = useLingui()
  const client = useDirectory()
  const rights = useRights()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  const maySearch = rights.has('people.read')
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const wish = maySearch
      ? { personId: textOf(form, 'personId') }
      : { email: textOf(form, 'email') }
    if (await run(() => client.addMember(group.id, wish))) onDone()
  }
  return (
    <Dialog
      title={t`Add a member to “${group.name}”`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit" form={formId} isBusy={isRunning}>
            <Trans>Add</Trans>
          </Button>
        </>
      }
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        {maySearch ? (
          <SubjectPicker kind="person" label={t`Person`} name="personId" />
        ) : (
          <TextField
            label={t`E-mail address`}
            name="email"
            type="email"
            required
            maxLength={254}
            autoComplete="off"
            hint={t`Of somebody who has an account here.`}
          />
        )}
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}
