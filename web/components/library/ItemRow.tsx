import { Plural, Trans, useLingui } from '@lingui/react/macro'
import type { LibraryItem } from '#wire/library.ts'
import { Button } from '../../ui/Button.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { useApp } from '../app-context.ts'
import { composingOf } from '../composing/composing-of.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'

interface ItemRowProps {
  item: LibraryItem
  onUse: () => void
  onEdit: () => void
  onVersions: () => void
}

/** One prompt or preset, and what can be done with it. */
export function ItemRow({ item, onUse, onEdit, onVersions }: ItemRowProps) {
  const { t } = useLingui()
  const composing = composingOf(useApp())
  const { run, failure } = useTask()
  const { id, title, command, description, lang, isFavourite, mayEdit, content } = item
  const change = (work: () => Promise<unknown>) =>
    void run(async () => {
      await work()
      await composing.loadLibrary()
    })

  return (
    <li className="rounded-lg border border-line px-3 py-2">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <IconButton
          aria-pressed={isFavourite}
          icon="star"
          label={isFavourite ? t`No favourite any more: ${title}` : t`Make a favourite: ${title}`}
          onClick={() => change(() => composing.client.markItem(id, !isFavourite))}
        />
        <div className="min-w-40 flex-1 text-sm" lang={lang ?? ''}>
          <p className="flex flex-wrap gap-x-2">
            <bdi className="font-medium text-ink">{title}</bdi>
            <bdi>{content.kind === 'prompt' ? `/${command}` : `@${command}`}</bdi>
          </p>
          {description !== '' && (
            <p dir="auto" className="line-clamp-2">
              {description}
            </p>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-0.5">
          <IconButton icon="retry" label={t`Versions of ${title}`} onClick={onVersions} />
          {mayEdit && <IconButton icon="edit" label={t`Change ${title}`} onClick={onEdit} />}
          {mayEdit && (
            <IconButton
              icon="trash"
              label={t`Delete ${title}`}
              onClick={() => change(() => composing.client.deleteItem(id))}
            />
          )}
          <Button onClick={onUse}>
            <Trans>Use</Trans>
          </Button>
        </div>
      </div>
      <Whose item={item} />
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </li>
  )
}

function Whose({ item: { scope, groupName, uses } }: { item: LibraryItem }) {
  return (
    <p className="flex flex-wrap gap-x-3 ps-(--control) text-xs text-ink-muted">
      {scope === 'own' && <Trans>Only you see it</Trans>}
      {scope === 'organisation' && <Trans>For everybody</Trans>}
      {scope === 'group' && (
        <Trans>
          For <bdi>{groupName}</bdi>
        </Trans>
      )}
      {uses > 0 && (
        <span>
          <Plural value={uses} one="used once" other="used # times" />
        </span>
      )}
    </p>
  )
}
