import { Plural, useLingui } from '@lingui/react/macro'
import { useFormats } from '../charts/use-formats.ts'
import type { Attachment } from '#wire/attachments.ts'
import { Icon } from '../../ui/Icon.tsx'
import { IconButton } from '../../ui/IconButton.tsx'
import { FileIcon } from './FileIcon.tsx'

interface AttachmentChipProps {
  file: Attachment
  onOpen: () => void
  /** Absent: it is not theirs to remove. */
  onRemove?: () => void
}

/** A file that is there: what it is, how much of it the model gets, and the way to see just that. */
export function AttachmentChip({ file, onOpen, onRemove }: AttachmentChipProps) {
  const { t } = useLingui()
  const { name, notes } = file
  const isSuspicious = notes.includes('hidden_text')
  return (
    <li className="flex max-w-full items-center gap-1 rounded-lg border border-line bg-canvas py-1 ps-2">
      <button
        aria-label={t`Show what the model gets of ${name}`}
        className="flex min-w-0 items-center gap-2 rounded-md py-1 text-start"
        onClick={onOpen}
        type="button"
      >
        <FileIcon file={file} />
        <span className="min-w-0">
          <bdi className="block max-w-[14rem] truncate text-sm">{name}</bdi>
          <span className="block text-xs text-ink-muted">
            <Extent file={file} />
          </span>
        </span>
        {isSuspicious && (
          <span className="text-warning" title={t`This file has hidden text.`}>
            <Icon name="warning" size={16} />
            <span className="sr-only">{t`This file has hidden text.`}</span>
          </span>
        )}
      </button>
      {onRemove && <IconButton icon="close" label={t`Remove ${name}`} onClick={onRemove} />}
    </li>
  )
}

/** “12 pages, about 4,300 tokens”, or the size of a picture. */
function Extent({ file }: { file: Attachment }) {
  const { t } = useLingui()
  const formats = useFormats()
  const { sections, selected, kind, width, height } = file
  if (kind === 'picture') return <>{`${width ?? 0} × ${height ?? 0}`}</>
  const tokens = formats.count(file.tokens)
  const count = selected?.length ?? sections.length
  const all = sections.length
  const [first] = sections
  return (
    <>
      {selected !== null && (
        <Plural
          value={all}
          one={`${formats.count(count)} of # part`}
          other={`${formats.count(count)} of # parts`}
        />
      )}
      {selected === null && first?.kind === 'page' && (
        <Plural value={count} one="# page" other="# pages" />
      )}
      {selected === null && first?.kind === 'sheet' && (
        <Plural value={count} one="# sheet" other="# sheets" />
      )}
      {selected === null && first?.kind === 'slide' && (
        <Plural value={count} one="# slide" other="# slides" />
      )}
      {(selected !== null || first?.kind !== 'whole') && ' · '}
      {t`about ${tokens} tokens`}
    </>
  )
}
