import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { Link } from 'wouter'
import type { PlaygroundSummary } from '#wire/playground.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { Skeleton } from '../../ui/Skeleton.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useRemote } from '../shell/use-remote.ts'
import { useTask } from '../use-task.ts'
import { usePlaygroundClient } from './use-playground.ts'

/** What one kept of the playground. */
export function SavedList({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const client = usePlaygroundClient()
  const load = useCallback((signal: AbortSignal) => client.list(signal), [client])
  const { value, failure, reload } = useRemote(load)
  const { run } = useTask()
  return (
    <Dialog closeLabel={t`Close`} onClose={onClose} title={t`Saved`}>
      {!value && !failure && <Skeleton lines={4} />}
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {value?.length === 0 && (
        <EmptyState icon="archive" title={t`Nothing saved yet`}>
          <Trans>Save a comparison, and it can be opened, changed and shared later.</Trans>
        </EmptyState>
      )}
      <ul className="grid gap-1">
        {value?.map((one) => (
          <SavedRow
            key={one.id}
            onOpen={onClose}
            onRemove={() => void run(() => client.remove(one.id)).then(reload)}
            summary={one}
          />
        ))}
      </ul>
    </Dialog>
  )
}

interface SavedRowProps {
  summary: PlaygroundSummary
  onOpen: () => void
  onRemove: () => void
}

function SavedRow({ summary, onOpen, onRemove }: SavedRowProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const { id, title, models, isShared, updatedAt } = summary
  return (
    <li className="relative flex items-center gap-2 rounded-md px-2 py-1.5 hover:bg-hover">
      <div className="min-w-0 grow">
        <Link
          className="block truncate text-sm font-medium text-ink after:absolute after:inset-0 after:rounded-md"
          href={`/playground/${id}`}
          onClick={onOpen}
        >
          <bdi>{title}</bdi>
        </Link>
        <p className="truncate text-xs">
          {formats.moment(Date.parse(updatedAt))} · {models.join(', ')}
        </p>
      </div>
      {isShared && (
        <Badge icon="share" look="sea">
          <Trans>Shared</Trans>
        </Badge>
      )}
      <IconButton
        className="relative"
        icon="trash"
        label={t`Delete “${title}”`}
        onClick={onRemove}
      />
    </li>
  )
}
