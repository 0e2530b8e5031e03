import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { useApp } from '../app-context.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { changeConversations } from './change-conversations.ts'
import { NewFolderDialog } from './NewFolderDialog.tsx'
import { refreshFolders, useFolders } from './use-folders.ts'

interface MoveDialogProps {
  ids: readonly string[]
  /** Where they lie now; null: in none, or in different ones. */
  folderId: string | null
  onClose: () => void
}

/** Puts conversations into a folder, or takes them out. */
export function MoveDialog({ ids, folderId, onClose }: MoveDialogProps) {
  const { t } = useLingui()
  const app = useApp()
  const name = useId()
  const folders = useFolders()?.filter(({ access }) => access !== 'read')
  const [chosen, setChosen] = useState(folderId)
  const [isMaking, setIsMaking] = useState(false)
  const { run, isRunning, failure } = useTask()
  const target = folders?.find(({ id }) => id === chosen)
  const isSeen = target !== undefined && (target.members.length > 0 || target.access !== 'owner')

  async function move(to: string | null) {
    await changeConversations(app, { change: 'move', ids: [...ids], folderId: to })
    await refreshFolders(app)
  }

  if (isMaking) return <NewFolderDialog onClose={onClose} onMade={move} />
  return (
    <Dialog
      actions={
        <>
          <Button icon="add" onClick={() => setIsMaking(true)}>
            <Trans>New folder…</Trans>
          </Button>
          <Button
            isBusy={isRunning}
            look="primary"
            onClick={() => void run(() => move(chosen)).then((isDone) => isDone && onClose())}
          >
            <Trans>Move</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Move to a folder`}
    >
      <fieldset className="grid gap-1">
        <legend className="sr-only">
          <Trans>Folder</Trans>
        </legend>
        {[{ id: null, name: t`In no folder` }, ...(folders ?? [])].map((folder) => (
          <label
            className="flex min-h-(--control) items-center gap-3 rounded-md px-2 hover:bg-hover"
            key={folder.id}
          >
            <input
              checked={chosen === folder.id}
              className="size-4 accent-sea"
              name={name}
              onChange={() => setChosen(folder.id)}
              type="radio"
            />
            <bdi>{folder.name}</bdi>
          </label>
        ))}
      </fieldset>
      {isSeen && (
        <output className="mt-3 block text-sm">
          <Trans>Others can read what lies in this folder.</Trans>
        </output>
      )}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </Dialog>
  )
}
