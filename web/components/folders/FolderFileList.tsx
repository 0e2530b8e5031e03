import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useRef, useState, type DragEvent } from 'react'
import { Classification } from '#wire/classification.ts'
import type { FolderFile } from '#wire/folder-files.ts'
import { Button } from '../../ui/Button.tsx'
import { useApp } from '../app-context.ts'
import { AttachmentChip } from '../attachments/AttachmentChip.tsx'
import { PreviewDialog } from '../attachments/PreviewDialog.tsx'
import { UploadChip } from '../attachments/UploadChip.tsx'
import { uploadDeskOf } from '../attachments/upload-desk.ts'
import { useFormats } from '../charts/use-formats.ts'
import { CLASSES } from '../classification/class-texts.ts'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useFolderFiles } from './use-folder-files.ts'

/** What can be read as text. */
const ACCEPTED =
  '.pdf,.docx,.odt,.xlsx,.ods,.pptx,.odp,.eml,.md,.txt,.csv,.tsv,.html,.htm,.json,.xml'

/** The files that every conversation of a folder is told: what they take, and, for its owner, adding and removing. */
export function FolderFileList({ folderId, isOwn }: { folderId: string; isOwn: boolean }) {
  const { t } = useLingui()
  const desk = uploadDeskOf(useApp())
  const { shown, uploads, failure, reload, take, remove, classify } = useFolderFiles(folderId)
  const [openId, setOpenId] = useState<string | null>(null)
  const [goingId, setGoingId] = useState<string | null>(null)
  const files = shown?.files ?? []
  const opened = files.find(({ id }) => id === openId)
  const going = files.find(({ id }) => id === goingId)
  // Nothing to say to those who can change nothing about it.
  if (!isOwn && files.length === 0) return null
  return (
    <section aria-label={t`Files`} className="mt-8 grid gap-3">
      <h2 className="font-medium">
        <Trans>Files</Trans>
      </h2>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      {shown && files.length > 0 && (
        <Cost mostTokens={shown.mostTokens} toldTokens={shown.toldTokens} />
      )}
      <ul className="grid justify-items-start gap-2">
        {files.map((file) => (
          <FileRow
            file={file}
            isOwn={isOwn}
            key={file.id}
            onClassify={(to) => void classify(file.id, to)}
            onOpen={() => setOpenId(file.id)}
            onRemove={() => setGoingId(file.id)}
          />
        ))}
        {uploads.map((upload) => (
          <UploadChip key={upload.key} onRemove={upload.cancel} upload={upload} />
        ))}
      </ul>
      {isOwn && <AddFiles onFiles={take} />}
      {opened && (
        <PreviewDialog
          desk={desk}
          file={opened}
          model={undefined}
          onClose={() => {
            setOpenId(null)
            // Other pages may have been chosen.
            void reload()
          }}
        />
      )}
      {going && (
        <RemoveDialog file={going} onClose={() => setGoingId(null)} work={() => remove(going.id)} />
      )}
    </section>
  )
}

function Cost({ toldTokens, mostTokens }: { toldTokens: number; mostTokens: number }) {
  const formats = useFormats()
  const [told, most] = [formats.count(toldTokens), formats.count(mostTokens)]
  return (
    <p className="max-w-prose text-sm text-ink-muted">
      <Trans>
        These files take about {told} of {most} tokens. They go to the model with every question in
        this folder, also when it is about something else, and are paid for each time.
      </Trans>
    </p>
  )
}

interface FileRowProps {
  file: FolderFile
  isOwn: boolean
  onOpen: () => void
  onRemove: () => void
  onClassify: (to: Classification) => void
}

function FileRow({ file, isOwn, onOpen, onRemove, onClassify }: FileRowProps) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const { name, classification, toldTokens, tokens } = file
  const [told, all] = [formats.count(toldTokens), formats.count(tokens)]
  return (
    <li className="flex max-w-full flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <ul className="contents">
        <AttachmentChip file={file} onOpen={onOpen} {...(isOwn && { onRemove })} />
      </ul>
      {isOwn ? (
        <select
          aria-label={t`How careful to be: ${name}`}
          className="field w-auto text-sm"
          onChange={({ target }) => onClassify(Classification.parse(target.value))}
          value={classification}
        >
          {Classification.options.map((one) => (
            <option key={one} value={one}>
              {i18n._(CLASSES[one].name)}
            </option>
          ))}
        </select>
      ) : (
        <span className="text-ink-muted">{i18n._(CLASSES[classification].name)}</span>
      )}
      {toldTokens < tokens && (
        <span className="text-warning">
          {toldTokens === 0 ? (
            <Trans>Does not fit: the model gets nothing of it.</Trans>
          ) : (
            <Trans>
              Does not fit: the model gets the first {told} of {all} tokens.
            </Trans>
          )}
        </span>
      )}
    </li>
  )
}

function AddFiles({ onFiles }: { onFiles: (files: readonly File[]) => void }) {
  const { t } = useLingui()
  const input = useRef<HTMLInputElement>(null)
  const [isOver, setIsOver] = useState(false)
  function drop(event: DragEvent) {
    event.preventDefault()
    setIsOver(false)
    onFiles([...event.dataTransfer.files])
  }
  return (
    // Dropping is for a mouse; the button does the same for everybody.
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={`grid justify-items-center gap-3 rounded-lg border border-dashed px-4 py-5 text-center text-sm ${isOver ? 'border-sea bg-sea-soft' : 'border-line'}`}
      onDragLeave={() => setIsOver(false)}
      onDragOver={(event) => {
        event.preventDefault()
        setIsOver(true)
      }}
      onDrop={drop}
    >
      <p className="max-w-prose text-ink-muted">
        <Trans>
          Drop files here or choose them. Every conversation in this folder is told what they say,
          and becomes as careful as they are.
        </Trans>
      </p>
      <Button icon="attach" onClick={() => input.current?.click()}>
        <Trans>Attach files</Trans>
      </Button>
      <input
        accept={ACCEPTED}
        aria-label={t`Attach files`}
        className="sr-only"
        multiple
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])])
          // The same file again is a change again.
          target.value = ''
        }}
        ref={input}
        tabIndex={-1}
        type="file"
      />
    </div>
  )
}

interface RemoveDialogProps {
  file: FolderFile
  work: () => Promise<void>
  onClose: () => void
}

function RemoveDialog({ file, work, onClose }: RemoveDialogProps) {
  const { t } = useLingui()
  const { name, conversations } = file
  return (
    <ConfirmDialog
      action={t`Remove ${name}`}
      onClose={onClose}
      onDone={onClose}
      title={t`Remove ${name}`}
      work={work}
    >
      <p>
        {conversations === 0 ? (
          <Trans>No conversation has used it yet. The file is deleted.</Trans>
        ) : (
          <Plural
            one="# conversation has used it. What was answered there stays, and may quote it; further answers know nothing of it. The file is deleted."
            other="# conversations have used it. What was answered there stays, and may quote it; further answers know nothing of it. The file is deleted."
            value={conversations}
          />
        )}
      </p>
    </ConfirmDialog>
  )
}
