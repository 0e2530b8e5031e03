import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useFormats } from '../charts/use-formats.ts'
import type { Attachment } from '#wire/attachments.ts'
import type { AttachmentPart } from '#wire/message-parts.ts'
import { useApp } from '../app-context.ts'
import { useTask } from '../use-task.ts'
import { FileIcon } from './FileIcon.tsx'
import { PreviewDialog } from './PreviewDialog.tsx'
import { uploadDeskOf } from './upload-desk.ts'

/** The files that went along with a message: each opens what the model got of it. */
export function MessageFiles({ parts }: { parts: readonly AttachmentPart[] }) {
  const { t } = useLingui()
  return (
    <ul aria-label={t`Files of this message`} className="flex flex-wrap gap-2">
      {parts.map((part) => (
        <li className="max-w-full" key={part.attachmentId}>
          <MessageFile part={part} />
        </li>
      ))}
    </ul>
  )
}

function MessageFile({ part }: { part: AttachmentPart }) {
  const { t } = useLingui()
  const app = useApp()
  const formats = useFormats()
  const desk = uploadDeskOf(app)
  const [file, setFile] = useState<Attachment | null>(null)
  const { run, isRunning, failure } = useTask()
  const { attachmentId, name, sizeBytes } = part
  return (
    <>
      <button
        aria-busy={isRunning}
        aria-label={t`Show what the model got of ${name}`}
        className="flex max-w-full items-center gap-2 rounded-lg border border-line bg-raised py-1 ps-1.5 pe-3 text-start hover:bg-hover"
        onClick={() => void run(async () => setFile(await desk.client.get(attachmentId)))}
        type="button"
      >
        <FileIcon file={part} />
        <span className="min-w-0">
          <bdi className="block max-w-[16rem] truncate text-sm">{name}</bdi>
          <span className="block text-xs text-ink-muted">
            {failure ? t`This file is not there any more.` : formats.bytes(sizeBytes)}
          </span>
        </span>
      </button>
      {file && (
        <PreviewDialog desk={desk} file={file} model={undefined} onClose={() => setFile(null)} />
      )}
    </>
  )
}
