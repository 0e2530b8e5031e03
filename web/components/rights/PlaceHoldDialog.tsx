import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { HoldSubject } from '#wire/rights.ts'
import { Select } from '../../ui/Select.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { textOf } from '../money/form-text.ts'
import { SubjectPicker } from '../people/SubjectPicker.tsx'
import { FormDialog } from './FormDialog.tsx'
import { NoteField } from './NoteField.tsx'
import { useRightsClient } from './use-rights-client.ts'

interface PlaceHoldDialogProps {
  onClose: () => void
  onDone: () => void
}

/** Of whom, or of what, for which reason, until when. */
export function PlaceHoldDialog({ onClose, onDone }: PlaceHoldDialogProps) {
  const { t } = useLingui()
  const client = useRightsClient()
  const [kind, setKind] = useState<HoldSubject>('person')
  return (
    <FormDialog
      title={t`Place a hold`}
      action={t`Hold it`}
      onClose={onClose}
      onDone={onDone}
      work={(form) => {
        const day = textOf(form, 'until')
        return client.placeHold({
          subjectKind: kind,
          subjectId: textOf(form, 'subject'),
          reason: textOf(form, 'reason'),
          until: day === '' ? null : new Date(`${day}T23:59:59`).toISOString(),
        })
      }}
    >
      <Select
        label={t`What is held`}
        value={kind}
        onChange={({ target }) => setKind(HoldSubject.parse(target.value))}
        options={[
          { value: 'person', name: t`Everything of a person` },
          { value: 'conversation', name: t`One conversation` },
        ]}
      />
      {kind === 'person' ? (
        <SubjectPicker kind="person" label={t`Of whom`} name="subject" />
      ) : (
        <TextField
          label={t`Id of the conversation`}
          hint={t`It stands at the end of the address of the conversation.`}
          name="subject"
          required
          pattern="[0-9a-fA-F\-]{36}"
          autoComplete="off"
        />
      )}
      <NoteField
        label={t`Why`}
        hint={t`Such as the number of the case. Auditors read this.`}
        name="reason"
        isRequired
      />
      <TextField label={t`Until (leave empty: until it is lifted)`} name="until" type="date" />
      <p className="text-sm text-ink-muted">
        <Trans>From then on nobody can delete or erase it, not even whose it is.</Trans>
      </p>
    </FormDialog>
  )
}
