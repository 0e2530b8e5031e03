import type { AttachmentPart } from '#wire/message-parts.ts'
import { Icon } from '../../ui/Icon.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { useSharing } from './use-sharing.ts'

interface SharedFileProps {
  file: AttachmentPart
  /** Null: it cannot be had here. */
  shareId: string | null
}

/** A file of what is shared: had by one's own session, through the share, for as long as that lasts. */
export function SharedFile({ file, shareId }: SharedFileProps) {
  const client = useSharing()
  const size = useFormats().bytes(file.sizeBytes)
  const look =
    'flex min-h-(--control) items-center gap-2 rounded-md border border-line bg-surface px-3 text-sm'
  const inside = (
    <>
      <Icon name="download" size={16} />
      <bdi className="min-w-0 [overflow-wrap:anywhere]">{file.name}</bdi>
      <span className="text-ink-muted">{size}</span>
    </>
  )
  if (shareId === null) return <span className={look}>{inside}</span>
  return (
    <a
      className={`${look} hover:bg-hover`}
      download={file.name}
      href={client.sharedFile(shareId, file.attachmentId)}
    >
      {inside}
    </a>
  )
}
