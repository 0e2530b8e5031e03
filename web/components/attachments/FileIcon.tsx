import type { Attachment } from '#wire/attachments.ts'
import { Icon } from '../../ui/Icon.tsx'

/** A file's kind at a glance; its ending says it in words. */
export function FileIcon({ file }: { file: Pick<Attachment, 'name' | 'mediaType'> }) {
  const ending = /\.([a-z\d]{1,5})$/i.exec(file.name)?.[1]?.toUpperCase() ?? ''
  return (
    <span
      aria-hidden="true"
      className="grid h-9 min-w-9 shrink-0 place-items-center rounded-md bg-sea-soft px-1 font-mono text-[0.625rem] text-sea-ink"
    >
      {file.mediaType.startsWith('image/') || ending === '' ? (
        <Icon name={ending === '' ? 'attach' : 'image'} size={18} />
      ) : (
        ending
      )}
    </span>
  )
}
