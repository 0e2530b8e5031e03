import { Trans } from '@lingui/react/macro'
import { Link } from 'wouter'
import { Icon } from '../../ui/Icon.tsx'
import { useFolders } from './use-folders.ts'

/** In which folder a new chat begins, and that others will read it. */
export function FolderMark({ id }: { id: string }) {
  const folder = useFolders()?.find((each) => each.id === id)
  if (!folder) return null
  const isSeen = folder.members.length > 0 || folder.access !== 'owner'
  return (
    <p className="flex min-w-0 items-center gap-2 px-2 text-sm text-ink-muted">
      <Icon name="folder" />
      <span className="truncate">
        {isSeen ? (
          <Trans>
            In the folder{' '}
            <Link className="underline underline-offset-4" href={`/f/${id}`}>
              <bdi>{folder.name}</bdi>
            </Link>
            , where others can read it
          </Trans>
        ) : (
          <Trans>
            In the folder{' '}
            <Link className="underline underline-offset-4" href={`/f/${id}`}>
              <bdi>{folder.name}</bdi>
            </Link>
          </Trans>
        )}
      </span>
    </p>
  )
}
