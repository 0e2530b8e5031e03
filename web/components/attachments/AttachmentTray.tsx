import { useLingui } from '@lingui/react/macro'
import { useFormats } from '../charts/use-formats.ts'
import { useEffect, useState } from 'react'
import type { Attachment } from '#wire/attachments.ts'
import type { ModelInfo } from '#wire/models.ts'
import { useStore } from '../../state/external-store.ts'
import { useApp } from '../app-context.ts'
import { focusMessageField } from '../Composer.tsx'
import type { ComposerHandle } from '../composer-handle.ts'
import { AttachmentChip } from './AttachmentChip.tsx'
import { PreviewDialog } from './PreviewDialog.tsx'
import { UploadChip } from './UploadChip.tsx'
import { uploadDeskOf, type Upload } from './upload-desk.ts'

/** The files of a message that is being written: on their way, there, or refused. */
export function AttachmentTray({ composer }: { composer: ComposerHandle }) {
  const { t } = useLingui()
  const app = useApp()
  const { conversationId, draft, model } = composer
  const desk = uploadDeskOf(app)
  const uploads = useStore(desk.uploadsOf(conversationId))
  const known = useStore(desk.known)
  const [openId, setOpenId] = useState<string | null>(null)
  const { attachmentIds } = draft
  const files = attachmentIds.flatMap((id) => known.get(id) ?? [])

  useEffect(() => {
    const offered = composer.takeOffered()
    if (offered.length > 0) desk.take(conversationId, offered)
  })
  useEffect(() => {
    for (const id of attachmentIds) void desk.lookUp(conversationId, id)
  }, [attachmentIds, conversationId, desk])
  useHold(composer, useObstacle({ uploads, files, model }))

  const remove = (act: () => void) => {
    act()
    // Its button has gone, and with it the focus.
    focusMessageField()
  }
  const opened = openId === null ? undefined : known.get(openId)
  if (uploads.length === 0 && attachmentIds.length === 0) return null
  return (
    <>
      <ul
        aria-label={t`Files of this message`}
        className="flex max-h-[35dvh] flex-wrap gap-2 overflow-y-auto p-1 pb-2"
      >
        {files.map((file) => (
          <AttachmentChip
            file={file}
            key={file.id}
            onOpen={() => setOpenId(file.id)}
            onRemove={() => remove(() => desk.remove(conversationId, file.id))}
          />
        ))}
        {uploads.map((upload) => (
          <UploadChip key={upload.key} onRemove={() => remove(upload.cancel)} upload={upload} />
        ))}
      </ul>
      <Announcement files={files} uploads={uploads} />
      {opened && (
        <PreviewDialog desk={desk} file={opened} model={model} onClose={() => setOpenId(null)} />
      )}
    </>
  )
}

interface Contents {
  uploads: readonly Upload[]
  files: readonly Attachment[]
  model: ModelInfo | undefined
}

/** Of what a model reads at once, for files: the rest is the conversation's and the answer's. */
const SHARE_OF_CONTEXT = 0.75

/** Why the message cannot go yet; null: nothing is against it. */
function useObstacle({ uploads, files, model }: Contents): string | null {
  const { t } = useLingui()
  const { models } = useApp()
  const formats = useFormats()
  const { models: listed } = useStore(models.state)
  if (uploads.some(({ failure }) => failure === null)) {
    return t`Wait a moment: files are still being read.`
  }
  const modelName = model?.name ?? ''
  const isBlind = model !== undefined && model.seesPictures !== true
  if (isBlind && files.some(({ kind }) => kind === 'picture')) {
    const seeing = listed.filter(({ seesPictures }) => seesPictures).map(({ name }) => name)
    const names = seeing.slice(0, 4).join(', ')
    return seeing.length === 0
      ? t`${modelName} cannot see pictures, and neither can any other model here. Remove the picture.`
      : t`${modelName} cannot see pictures. These models can: ${names}.`
  }
  const tokens = files.reduce((sum, file) => sum + file.tokens, 0)
  const room = Math.floor((model?.contextTokens ?? Infinity) * SHARE_OF_CONTEXT)
  if (tokens <= room) return null
  const [all, most] = [formats.count(tokens), formats.count(room)]
  return t`The files are too long for ${modelName}: about ${all} tokens, and it reads ${most} of them. Open a file to choose pages.`
}

function useHold({ hold }: ComposerHandle, reason: string | null): void {
  useEffect(() => {
    hold(reason)
  }, [hold, reason])
  // Not on each change: the composer would be free for a moment.
  useEffect(() => () => hold(null), [hold])
}

/** What happens in the tray, for those who do not see it. */
function Announcement({ files, uploads }: Omit<Contents, 'model'>) {
  const { t } = useLingui()
  const ready = files.length
  const failed = uploads.filter(({ failure }) => failure !== null).length
  const coming = uploads.length - failed
  return (
    <p aria-live="polite" className="sr-only">
      {coming > 0
        ? t`Files are being read.`
        : t`Files attached: ${ready}. Files that could not be read: ${failed}.`}
    </p>
  )
}
