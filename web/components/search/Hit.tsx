import { Trans, useLingui } from '@lingui/react/macro'
import type { MarkedText, SearchHit } from '#wire/search.ts'
import { directionOf } from '../../i18n/direction.ts'
import { useFormats } from '../charts/use-formats.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useFolders } from '../folders/use-folders.ts'

/* An option of a combobox is reached by its field's keys. */
/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/click-events-have-key-events */

interface HitProps {
  hit: SearchHit
  id: string
  isCurrent: boolean
  onOpen: () => void
}

/** One place that was found: the conversation, where in it, and when. */
export function Hit({ hit, id, isCurrent, onOpen }: HitProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const folder = useFolders()?.find((each) => each.id === hit.folderId)
  const { message, title, at, isArchived, ownerName } = hit
  return (
    <div
      aria-selected={isCurrent}
      className={`cursor-pointer rounded-lg px-3 py-2 ${isCurrent ? 'bg-hover forced-colors:outline' : 'hover:bg-hover'}`}
      id={id}
      onClick={onOpen}
      role="option"
      tabIndex={-1}
    >
      <p className="flex items-baseline gap-3 text-sm">
        <bdi className="min-w-0 grow truncate font-medium">
          {title.text === '' ? t`New conversation` : <Marked marked={title} />}
        </bdi>
        <time className="shrink-0 text-xs text-ink-faint" dateTime={at}>
          {formats.day(Date.parse(at))}
        </time>
      </p>
      {message && (
        <p
          className="mt-0.5 line-clamp-2 text-sm text-ink-muted"
          dir={directionOf(message.lang)}
          {...(message.lang !== null && { lang: message.lang })}
        >
          <Marked marked={message.snippet} />
        </p>
      )}
      {(folder || isArchived || ownerName !== undefined) && (
        <p className="mt-1 flex flex-wrap gap-x-4 text-xs text-ink-faint">
          {folder && (
            <span className="flex items-center gap-1">
              <Icon name="folder" size={14} />
              <bdi>{folder.name}</bdi>
            </span>
          )}
          {isArchived && (
            <span className="flex items-center gap-1">
              <Icon name="archive" size={14} />
              <Trans>In the archive</Trans>
            </span>
          )}
          {ownerName !== undefined && <bdi>{ownerName}</bdi>}
        </p>
      )}
    </div>
  )
}

/** A text with its marks: never HTML. */
function Marked({ marked: { text, ranges } }: { marked: MarkedText }) {
  const pieces = ranges.flatMap(([from, to], index) => [
    text.slice(ranges[index - 1]?.[1] ?? 0, from),
    <mark className="rounded-sm bg-sea-soft text-sea-ink" key={from}>
      {text.slice(from, to)}
    </mark>,
  ])
  return (
    <>
      {pieces}
      {text.slice(ranges.at(-1)?.[1] ?? 0)}
    </>
  )
}
