import { Trans, useLingui } from '@lingui/react/macro'
import { RightsRequestKind } from '#wire/rights.ts'
import { Select } from '../../ui/Select.tsx'
import { textOf } from '../money/form-text.ts'
import { SubjectPicker } from '../people/SubjectPicker.tsx'
import { FormDialog } from './FormDialog.tsx'
import { NoteField } from './NoteField.tsx'
import { REQUEST_KINDS } from './rights-texts.ts'
import { useRightsClient } from './use-rights-client.ts'

interface AskDialogProps {
  /** The data-protection officer notes what somebody asked on paper. */
  isForSomebody?: boolean
  onClose: () => void
  onDone: () => void
}

/** Asking for something that the law gives everybody a right to. */
export function AskDialog({ isForSomebody = false, onClose, onDone }: AskDialogProps) {
  const { t, i18n } = useLingui()
  const client = useRightsClient()
  return (
    <FormDialog
      title={isForSomebody ? t`Note a request` : t`Ask for something`}
      action={isForSomebody ? t`Note it` : t`Send the request`}
      onClose={onClose}
      onDone={onDone}
      work={(form) => {
        const kind = RightsRequestKind.parse(form.get('kind'))
        const wish = { kind, note: textOf(form, 'note') }
        return isForSomebody
          ? client.recordRequest({ ...wish, personId: textOf(form, 'person') })
          : client.ask(wish)
      }}
    >
      <p className="text-sm text-ink-muted">
        <Trans>It is answered within one month. The data-protection officer sees it.</Trans>
      </p>
      {isForSomebody && <SubjectPicker kind="person" label={t`Who asked`} name="person" />}
      <Select
        label={t`What for`}
        name="kind"
        options={RightsRequestKind.options.map((value) => ({
          value,
          name: i18n._(REQUEST_KINDS[value]),
        }))}
      />
      <NoteField label={t`In your words`} name="note" />
    </FormDialog>
  )
}
