import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useId, useState, type FormEvent } from 'react'
import { Role } from '#wire/roles.ts'
import type { CreatedTicket } from '#wire/accounts.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'
import { InvitationNote } from './InvitationNote.tsx'
import { ROLE_NAMES } from './role-names.ts'
import { useDirectory } from './use-directory.ts'

interface AddPersonDialogProps {
  onClose: () => void
  onDone: () => void
}

/** A new person, and the invitation by which they come in. */
export function AddPersonDialog({ onClose, onDone }: AddPersonDialogProps) {
  const { t, i18n } = useLingui()
  const client = useDirectory()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  const [invited, setInvited] = useState<{ name: string; ticket: CreatedTicket } | null>(null)
  const roles = useRemote(useCallback((signal: AbortSignal) => client.listRoles(signal), [client]))
  const open = roles.value?.filter(({ mayGive }) => mayGive).map(({ role }) => role) ?? []

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const name = textOf(form, 'name')
    const role = Role.safeParse(textOf(form, 'role')).data
    await run(async () => {
      const person = await client.createPerson({
        name,
        email: textOf(form, 'email'),
        roles: role ? [role] : [],
      })
      setInvited({ name, ticket: await client.inviteAgain(person.id, 'invitation') })
    })
  }
  if (invited) {
    return (
      <Dialog title={t`${invited.name} is added`} closeLabel={t`Close`} onClose={onDone}>
        <InvitationNote ticket={invited.ticket} />
      </Dialog>
    )
  }
  return (
    <Dialog
      title={t`Add a person`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="primary" type="submit" form={formId} isBusy={isRunning}>
            <Trans>Add and invite</Trans>
          </Button>
        </>
      }
    >
      <form className="grid gap-4 text-ink" id={formId} onSubmit={(event) => void submit(event)}>
        <TextField label={t`Name`} name="name" required maxLength={100} autoComplete="off" />
        <TextField
          label={t`E-mail address`}
          name="email"
          type="email"
          required
          maxLength={254}
          autoComplete="off"
        />
        <Select
          label={t`Role`}
          name="role"
          options={[
            { value: '', name: t`The usual one for newcomers` },
            ...open.map((role) => ({ value: role, name: i18n._(ROLE_NAMES[role]) })),
          ]}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}
