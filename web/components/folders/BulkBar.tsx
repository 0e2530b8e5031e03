import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ChangeConversations, Conversation, ConversationsShown } from '#wire/conversations.ts'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { changeConversations } from './change-conversations.ts'
import { ExportDialog } from '../exchange/ExportDialog.tsx'
import { MoveDialog } from './MoveDialog.tsx'
import { useDelete } from './use-delete.ts'

interface BulkBarProps {
  shown: ConversationsShown
  all: readonly Conversation[]
  chosen: readonly Conversation[]
  onSelect: (ids: readonly string[]) => void
  onChanged: () => void
}

type Panel = 'move' | 'purge' | 'export'
type Simple = Exclude<ChangeConversations['change'], 'move'>

/** What can be done with the selected conversations; another part adds its button here (exporting them, for one). */
export function BulkBar({ shown, all, chosen, onSelect, onChanged }: BulkBarProps) {
  const app = useApp()
  const remove = useDelete()
  const { run, isRunning, failure } = useTask()
  const [open, setOpen] = useState<Panel | null>(null)
  const ids = chosen.map(({ id }) => id)
  const isNone = ids.length === 0

  async function change(wanted: Simple) {
    const isDone = await run(() => changeConversations(app, { change: wanted, ids }))
    if (isDone) onChanged()
  }

  return (
    <div className="sticky top-0 z-1 mt-4 border-b border-line bg-canvas py-2">
      <div className="flex flex-wrap items-center gap-2">
        <SelectAll all={all} count={ids.length} onSelect={onSelect} />
        {shown === 'active' && (
          <Button disabled={isNone} icon="archive" onClick={() => void change('archive')}>
            <Trans comment="Puts the selected conversations into the archive">Archive</Trans>
          </Button>
        )}
        {shown === 'archived' && (
          <Button disabled={isNone} onClick={() => void change('unarchive')}>
            <Trans>Take out of the archive</Trans>
          </Button>
        )}
        {shown !== 'deleted' && (
          <>
            <Button disabled={isNone} icon="folder" onClick={() => setOpen('move')}>
              <Trans>Move…</Trans>
            </Button>
            <Button disabled={isNone} icon="download" onClick={() => setOpen('export')}>
              <Trans>Export…</Trans>
            </Button>
            <Button disabled={isNone} icon="trash" onClick={() => void remove(ids).then(onChanged)}>
              <Trans>Delete</Trans>
            </Button>
          </>
        )}
        {shown === 'deleted' && (
          <>
            <Button
              disabled={isNone}
              icon="retry"
              isBusy={isRunning}
              onClick={() => void change('restore')}
            >
              <Trans>Bring back</Trans>
            </Button>
            <Button disabled={isNone} look="danger" onClick={() => setOpen('purge')}>
              <Trans>Delete for good</Trans>
            </Button>
          </>
        )}
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {open && (
        <BulkDialog ids={ids} name={open} onChanged={onChanged} onClose={() => setOpen(null)} />
      )}
    </div>
  )
}

interface BulkDialogProps {
  name: Panel
  ids: readonly string[]
  onChanged: () => void
  onClose: () => void
}

function BulkDialog({ name, ids, onChanged, onClose }: BulkDialogProps) {
  const { t } = useLingui()
  const app = useApp()
  return (
    <>
      {name === 'move' && (
        <MoveDialog
          folderId={null}
          ids={ids}
          onClose={() => {
            onClose()
            onChanged()
          }}
        />
      )}
      {name === 'export' && (
        <ExportDialog
          onClose={onClose}
          target={{ scope: 'conversations', conversationIds: [...ids] }}
        />
      )}
      {name === 'purge' && (
        <ConfirmDialog
          action={t`Delete for good`}
          onClose={onClose}
          onDone={() => {
            onClose()
            onChanged()
          }}
          title={t`Delete for good?`}
          work={() => changeConversations(app, { change: 'purge', ids: [...ids] })}
        >
          <Trans>Nobody can bring them back after that, with all their messages.</Trans>
        </ConfirmDialog>
      )}
    </>
  )
}

interface SelectAllProps extends Pick<BulkBarProps, 'all' | 'onSelect'> {
  count: number
}

function SelectAll({ all, count, onSelect }: SelectAllProps) {
  const { t } = useLingui()
  return (
    <label className="flex min-h-(--control) items-center gap-2 pe-2 text-sm">
      <input
        checked={count > 0 && count === all.length}
        className="ms-3 size-4 accent-sea"
        onChange={({ target }) => onSelect(target.checked ? all.map(({ id }) => id) : [])}
        type="checkbox"
      />
      <span aria-live="polite">
        {count === 0
          ? t`Select all`
          : t({ message: plural(count, { one: '# selected', other: '# selected' }) })}
      </span>
    </label>
  )
}
