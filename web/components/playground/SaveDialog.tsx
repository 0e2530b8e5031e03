import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import type { ApiFailure } from '#sdk/api-failure.ts'
import { FailureNotice } from '../FailureNotice.tsx'

interface SaveDialogProps {
  title: string
  /** Who belongs here may open it by its link. */
  isShared: boolean
  isBusy: boolean
  failure: ApiFailure | null
  onClose: () => void
  onSave: (wanted: { title: string; isShared: boolean }) => void
}

/** Under which name it is kept, and who may open it. */
export function SaveDialog(props: SaveDialogProps) {
  const { isBusy, failure, onClose, onSave } = props
  const { t } = useLingui()
  const [title, setTitle] = useState(props.title)
  const [isShared, setIsShared] = useState(props.isShared)
  const name = title.trim()
  const save = () => name !== '' && onSave({ title: name, isShared })
  return (
    <Dialog
      actions={
        <>
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button disabled={name === ''} isBusy={isBusy} look="primary" onClick={save}>
            {isShared ? <Trans>Save and copy the link</Trans> : <Trans>Save</Trans>}
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Save this comparison`}
    >
      <div className="grid gap-4 text-sm">
        <TextField
          label={t`Title`}
          maxLength={200}
          onChange={({ target }) => setTitle(target.value)}
          onKeyDown={({ key }) => key === 'Enter' && save()}
          value={title}
        />
        <label className="flex min-h-(--control) items-center gap-3">
          <input
            checked={isShared}
            onChange={({ target }) => setIsShared(target.checked)}
            type="checkbox"
          />
          <Trans>Everybody in the organisation may open it by its link</Trans>
        </label>
        <p>
          <Trans>
            Prompt, parameters and answers are kept. Whoever opens the link must be signed in here;
            only you can change it.
          </Trans>
        </p>
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </div>
    </Dialog>
  )
}
