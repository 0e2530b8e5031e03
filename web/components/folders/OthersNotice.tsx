import { Trans } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { Conversation } from '#wire/conversations.ts'
import { useFolders } from './use-folders.ts'

/** In the place of the message field, where a conversation is somebody else's: it can be read. */
export function OthersNotice({ conversation }: { conversation: Conversation }) {
  const { ownerName, folderId } = conversation
  const folder = useFolders()?.find(({ id }) => id === folderId)
  return (
    <p
      className="mx-auto mb-4 w-full max-w-(--measure) rounded-xl border border-line bg-sunken px-5 py-4 text-sm text-ink-muted"
      role="note"
    >
      <Trans>
        This conversation belongs to <bdi className="font-medium text-ink">{ownerName}</bdi>. You
        can read it, but not write in it.
      </Trans>{' '}
      {folder && (
        <Link className="underline underline-offset-4" href={`/f/${folder.id}`}>
          <Trans>
            Back to the folder <bdi>{folder.name}</bdi>
          </Trans>
        </Link>
      )}
    </p>
  )
}
