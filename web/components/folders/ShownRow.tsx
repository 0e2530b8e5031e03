import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { Conversation } from '#wire/conversations.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { ConversationMenu } from '../ConversationMenu.tsx'
import { useFolders } from './use-folders.ts'

interface ShownRowProps {
  conversation: Conversation
  /** Absent: it cannot be selected. */
  onToggle?: () => void
  isSelected?: boolean
}

/** One conversation in a list that has room for it: with its day and its folder. */
export function ShownRow({ conversation, isSelected = false, onToggle }: ShownRowProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const { id, title, folderId, deletedAt, updatedAt, isPinned, ownerName } = conversation
  const folder = useFolders()?.find((each) => each.id === folderId)
  const name = title || t`New conversation`
  return (
    <li className="flex items-center gap-2 py-1">
      {onToggle && (
        <span className="grid size-(--control) shrink-0 place-items-center">
          <input
            aria-label={t`Select “${name}”`}
            checked={isSelected}
            className="size-6 accent-sea"
            onChange={onToggle}
            type="checkbox"
          />
        </span>
      )}
      <div className="min-w-0 grow">
        {deletedAt === undefined ? (
          <Link className="block min-h-6 truncate font-medium hover:underline" href={`/c/${id}`}>
            <bdi>{name}</bdi>
          </Link>
        ) : (
          <bdi className="block truncate font-medium">{name}</bdi>
        )}
        <p className="flex flex-wrap gap-x-4 text-xs text-ink-faint">
          <time dateTime={deletedAt ?? updatedAt}>
            {formats.moment(Date.parse(deletedAt ?? updatedAt))}
          </time>
          {folder && (
            <span className="flex items-center gap-1">
              <Icon name="folder" size={14} />
              <bdi>{folder.name}</bdi>
            </span>
          )}
          {isPinned && (
            <span className="flex items-center gap-1">
              <Icon name="pin" size={14} />
              <Trans comment="Of a conversation that stays at the top of the list">Pinned</Trans>
            </span>
          )}
          {ownerName !== undefined && <bdi>{ownerName}</bdi>}
        </p>
      </div>
      {deletedAt === undefined && ownerName === undefined && (
        <ConversationMenu conversation={conversation} />
      )}
    </li>
  )
}
