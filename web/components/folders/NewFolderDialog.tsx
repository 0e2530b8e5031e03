import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { folderCalls } from '#sdk/folders.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { TextField } from '../../ui/TextField.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { refreshFolders } from './use-folders.ts'

interface NewFolderDialogProps {
  onClose: () => void
  /** Absent: its page is opened. */
  onMade?: (id: string) => Promise<void>
}

/** Makes a folder of a name; all else is said on its page. */
export function NewFolderDialog({ onClose, onMade }: NewFolderDialogProps) {
  const { t } = useLingui()
  const app = useApp()
  const [, navigate] = useLocation()
  const [name, setName] = useState('')
  const { run, isRunning, failure } = useTask()
  const wanted = name.trim()

  async function save() {
    if (wanted === '') return
    const isDone = await run(async () => {
      const { id } = await folderCalls(app.client.http).createFolder({ name: wanted })
      await refreshFolders(app)
      if (onMade) await onMade(id)
      else navigate(`/f/${id}`)
    })
    if (isDone) onClose()
  }

  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`New folder`}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <TextField
          // The user has just asked to write here.
          // oxlint-disable-next-line jsx-a11y/no-autofocus
          autoFocus
          hint={t`For example a project, a client or a subject.`}
          label={t`Name of the folder`}
          maxLength={100}
          onChange={({ target }) => setName(target.value)}
          value={name}
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>
            <Trans>Cancel</Trans>
          </Button>
          <Button isBusy={isRunning} look="primary" type="submit">
            <Trans>Make the folder</Trans>
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
