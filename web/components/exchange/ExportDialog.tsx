import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import type { ExportFormat } from '#wire/exchange.ts'
import { takesFilesAlong } from '#wire/files-along.ts'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useToast } from '../shell/Toasts.tsx'
import { type ExportWish, useExport } from './use-export.ts'

/** What is to be exported. */
export type ExportTarget =
  | { scope: 'message'; messageId: string }
  | { scope: 'conversation'; conversationId: string; leafId: string | null }
  | { scope: 'conversations'; conversationIds: string[] }
  | { scope: 'all' }

interface ExportDialogProps {
  target: ExportTarget
  onClose: () => void
}

const FORMATS: { format: ExportFormat; name: string; use: MessageDescriptor }[] = [
  { format: 'docx', name: 'Word (DOCX)', use: msg`To write on in Word.` },
  { format: 'odt', name: 'OpenDocument (ODT)', use: msg`To write on in LibreOffice.` },
  { format: 'pdf', name: 'PDF', use: msg`To hand on or to file; a screen reader can read it.` },
  { format: 'html', name: 'HTML', use: msg`One page for any browser, which loads nothing.` },
  { format: 'md', name: 'Markdown', use: msg`Plain text, for notes and for other programs.` },
  { format: 'json', name: 'JSON', use: msg`Everything, so that Galerne can take it in again.` },
]

const FORM = 'export-form'

/** One message, a conversation, several or all of them as a file. */
export function ExportDialog({ target, onClose }: ExportDialogProps) {
  const { t, i18n } = useLingui()
  const say = useToast()
  const [format, setFormat] = useState<ExportFormat>('docx')
  const [isWholeTree, setIsWholeTree] = useState(false)
  const { start, stop, isRunning, failure, bytes } = useExport()

  function close() {
    stop()
    onClose()
  }

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (!(await start(wishOf(target, format, isWholeTree)))) return
    say(t`The file is among your downloads`)
    onClose()
  }

  return (
    <Dialog
      actions={
        <>
          <Button onClick={close}>
            <Trans>Cancel</Trans>
          </Button>
          <Button form={FORM} icon="download" isBusy={isRunning} look="primary" type="submit">
            <Trans comment="Makes a file of conversations and downloads it">Export</Trans>
          </Button>
        </>
      }
      closeLabel={t`Close`}
      onClose={close}
      title={i18n._(TITLES[target.scope])}
    >
      <form className="grid gap-4" id={FORM} onSubmit={(event) => void submit(event)}>
        <Formats chosen={format} onChoose={setFormat} />
        {target.scope === 'conversation' && format !== 'json' && (
          <label className="flex min-h-(--control) items-center gap-3 text-sm text-ink">
            <input
              checked={isWholeTree}
              className="size-4 accent-sea"
              onChange={({ target: { checked } }) => setIsWholeTree(checked)}
              type="checkbox"
            />
            <Trans>With every version of every message, not only those on the screen</Trans>
          </label>
        )}
        <p className="text-sm">
          <Trans>Each answer in the file says which model wrote it and who approved it.</Trans>{' '}
          {takesFilesAlong(target.scope, format) ? (
            <Trans>
              Files that were attached to messages come along, in a folder of the archive.
            </Trans>
          ) : (
            <Trans>Files that were attached to messages are named, and do not come along.</Trans>
          )}
        </p>
        {isRunning && <Underway bytes={bytes} />}
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
      </form>
    </Dialog>
  )
}

function Underway({ bytes }: { bytes: number }) {
  const { t, i18n } = useLingui()
  const size = i18n.number(bytes / 1_000_000, { maximumFractionDigits: 1 })
  const detail = bytes > 0 ? { detail: t`${size} MB so far` } : {}
  return <Progress label={t`Making the file`} {...detail} />
}

interface FormatsProps {
  chosen: ExportFormat
  onChoose: (format: ExportFormat) => void
}

function Formats({ chosen, onChoose }: FormatsProps) {
  const { t, i18n } = useLingui()
  return (
    <fieldset className="grid gap-1">
      <legend className="mb-1 text-sm font-medium text-ink">{t`As what?`}</legend>
      {FORMATS.map(({ format, name, use }) => (
        <label
          className="grid min-h-(--control) grid-cols-[auto_1fr] gap-x-3 rounded-md px-2 py-1.5 text-sm hover:bg-sunken has-checked:bg-sea-soft"
          key={format}
        >
          <input
            checked={chosen === format}
            className="mt-1 size-4 accent-sea"
            name="format"
            onChange={() => onChoose(format)}
            type="radio"
            value={format}
          />
          <span className="font-medium text-ink" translate="no">
            {name}
          </span>
          <span className="col-start-2">{i18n._(use)}</span>
        </label>
      ))}
    </fieldset>
  )
}

function wishOf(target: ExportTarget, format: ExportFormat, isWholeTree: boolean): ExportWish {
  if (target.scope !== 'conversation') return { ...target, format }
  const { leafId, ...rest } = target
  return { ...rest, format, isWholeTree, ...(leafId !== null && { leafId }) }
}

const TITLES: Record<ExportTarget['scope'], MessageDescriptor> = {
  message: msg`Export this message`,
  conversation: msg`Export this conversation`,
  conversations: msg`Export these conversations`,
  all: msg`Export all conversations`,
}
