import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useId, type FormEvent } from 'react'
import type { ServiceAccount } from '#wire/directory.ts'
import { Role } from '#wire/roles.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { textOf } from '../money/form-text.ts'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'
import { ROLE_NAMES } from './role-names.ts'
import { useDirectory } from './use-directory.ts'

interface ProgramDialogProps {
  /** Null: a new one. */
  edited: ServiceAccount | null
  onClose: () => void
  onSaved: () => void
}

/** What a service account is called and, when it is made, what it may do. */
export function ProgramDialog({ edited, onClose, onSaved }: ProgramDialogProps) {
  const { t } = useLingui()
  const client = useDirectory()
  const formId = useId()
  const { run, isRunning, failure } = useTask()
  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const wish = { name: textOf(form, 'name'), description: textOf(form, 'description') }
    const role = Role.safeParse(textOf(form, 'role')).data
    const isSaved = await run(() =>
      edited
        ? client.updateServiceAccount(edited.id, wish)
        : client.createServiceAccount({ ...wish, roles: role ? [role] : [] }),
    )
    if (isSaved) onSaved()
  }
  return (
    <Dialog
      title={edited ? t`Change “${edited.name}”` : t`Make a service account`}
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
          hint={t`Of the program, so that everybody knows it: “Payroll letters”.`}
          defaultValue={edited?.name ?? ''}
        />
        <TextField
          label={t`What it is for`}
          name="description"
          maxLength={500}
          autoComplete="off"
          defaultValue={edited?.description ?? ''}
        />
        {!edited && <RoleField />}
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

function RoleField() {
  const { t, i18n } = useLingui()
  const client = useDirectory()
  const roles = useRemote(useCallback((signal: AbortSignal) => client.listRoles(signal), [client]))
  const open = roles.value?.filter(({ mayGive, role }) => mayGive && role !== 'owner') ?? []
  // Drawn when they are known: what is chosen at first must be among them.
  if (!roles.value) return null
  return (
    <Select
      label={t`Role`}
      name="role"
      defaultValue="guest"
      options={open.map(({ role }) => ({ value: role, name: i18n._(ROLE_NAMES[role]) }))}
    />
  )
}
