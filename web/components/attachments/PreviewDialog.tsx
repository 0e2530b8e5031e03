import { Trans, useLingui } from '@lingui/react/macro'
import { useFormats } from '../charts/use-formats.ts'
import { useEffect, useState } from 'react'
import { createPortal } from 'react-dom'
import type { Attachment, AttachmentText } from '#wire/attachments.ts'
import type { ModelInfo } from '#wire/models.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { NOTE_TEXTS } from './problem-texts.ts'
import { SectionChoice } from './SectionChoice.tsx'
import type { UploadDesk } from './upload-desk.ts'

interface PreviewDialogProps {
  desk: UploadDesk
  file: Attachment
  model: ModelInfo | undefined
  onClose: () => void
}

/** What the model gets of a file, to the letter, and the choice of its pages as long as it was not sent. */
export function PreviewDialog({ desk, file, model, onClose }: PreviewDialogProps) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const { name, kind, notes, sections, conversationId, id } = file
  const tokens = formats.count(file.tokens)
  // Not in the composer's form, which may hold no other.
  return createPortal(
    <Dialog closeLabel={t`Close`} onClose={onClose} size="wide" title={name}>
      <div className="grid gap-4">
        {notes.map((note) => (
          <Banner
            key={note}
            kind={note === 'hidden_text' ? 'warning' : 'info'}
            title={i18n._(NOTE_TEXTS[note])}
          />
        ))}
        {kind === 'text' && sections.length > 1 && conversationId === null && (
          <SectionChoice desk={desk} file={file} model={model} />
        )}
        {kind === 'picture' ? (
          <Picture address={desk.client.addressOf(id)} name={name} />
        ) : (
          <>
            <p className="text-sm">
              <Trans>This is what the model gets, about {tokens} tokens:</Trans>
            </p>
            <WhatTheModelGets desk={desk} file={file} />
          </>
        )}
        <p className="text-sm">
          <a className="underline" download href={desk.client.addressOf(id)}>
            <Trans>Download the file</Trans>
          </a>
        </p>
      </div>
    </Dialog>,
    document.body,
  )
}

function Picture({ address, name }: { address: string; name: string }) {
  return (
    <img
      alt={name}
      className="mx-auto max-h-[60dvh] max-w-full rounded-lg border border-line"
      src={address}
    />
  )
}

function WhatTheModelGets({ desk, file }: Pick<PreviewDialogProps, 'desk' | 'file'>) {
  const { t } = useLingui()
  const [found, setFound] = useState<AttachmentText | 'failed' | null>(null)
  const { id, selected } = file
  useEffect(() => {
    const controller = new AbortController()
    desk.client.getText(id, controller.signal).then(setFound, () => {
      if (!controller.signal.aborted) setFound('failed')
    })
    return () => controller.abort()
    // What is chosen is not asked with, but changes the answer.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [desk, id, selected])
  if (found === 'failed') {
    return (
      <p role="alert">
        <Trans>The text could not be loaded. Close this and open it again.</Trans>
      </p>
    )
  }
  return (
    <section
      aria-label={t`Text that the model gets`}
      className="max-h-[45dvh] overflow-y-auto rounded-lg border border-line bg-canvas p-3 font-mono text-xs whitespace-pre-wrap text-ink"
      dir="auto"
      // It scrolls: the keyboard must reach it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      {found === null ? <Trans>Loading…</Trans> : found.text}
      {found !== null && found.moreCharacters > 0 && (
        <p className="mt-3 font-sans">
          <Trans>The model gets more than is shown here.</Trans>
        </p>
      )}
    </section>
  )
}
