import { Trans, useLingui } from '@lingui/react/macro'
import type { ErasePerson } from '#wire/rights.ts'
import { TextField } from '../../ui/TextField.tsx'
import { textOf } from '../money/form-text.ts'
import { FormDialog } from './FormDialog.tsx'
import { NoteField } from './NoteField.tsx'

interface EraseDialogProps {
  /** Whom; the name has to be written to do it. */
  name: string
  isMyself?: boolean
  erase: (wish: ErasePerson) => Promise<unknown>
  onClose: () => void
  onDone: () => void
}

/** The question before a person goes for good. */
export function EraseDialog({ name, isMyself = false, erase, onClose, onDone }: EraseDialogProps) {
  const { t } = useLingui()
  return (
    <FormDialog
      title={isMyself ? t`Erase everything about me?` : t`Erase “${name}”?`}
      action={t`Erase for good`}
      isDangerous
      conflict={t`Nothing was erased: something of it is under a legal hold, or nobody else owns the organisation.`}
      onClose={onClose}
      onDone={onDone}
      work={(form) => erase({ name: textOf(form, 'name'), reason: textOf(form, 'reason') })}
    >
      <p className="text-sm">
        <Trans>
          Conversations, messages, keys, devices and the account go at once and cannot be brought
          back. Programs that use these keys stop. What was spent stays in the accounts, without a
          name. Back-ups made before today hold it until they end.
        </Trans>
      </p>
      <TextField
        label={t`To confirm, write the name: ${name}`}
        name="name"
        required
        autoComplete="off"
      />
      {!isMyself && <NoteField label={t`Why (stands on the certificate)`} name="reason" />}
    </FormDialog>
  )
}
