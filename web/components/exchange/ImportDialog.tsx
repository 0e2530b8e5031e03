import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import type { ApiFailure } from '#sdk/api-failure.ts'
import { Classification } from '#wire/classification.ts'
import type { ImportReport } from '#wire/exchange.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { Progress } from '../../ui/Progress.tsx'
import { Select } from '../../ui/Select.tsx'
import { useApp } from '../app-context.ts'
import { CLASSES } from '../classification/class-texts.ts'
import { useNewClass } from '../classification/use-new-class.ts'
import { FailureNotice } from '../FailureNotice.tsx'
import { DropFile } from './DropFile.tsx'
import { ReportView } from './ReportView.tsx'
import { WhereFrom } from './WhereFrom.tsx'
import { type ImportProgress, useImport } from './use-import.ts'

/** Conversations from other programs: what will come over is told before anything does. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const { conversations } = useApp()
  const [file, setFile] = useState<File | null>(null)
  const { classification, setClassification } = useNewClass()
  const { send, stop, isRunning, failure, progress, report } = useImport()
  const isDone = report?.mode === 'take' && !isRunning

  function close() {
    stop()
    onClose()
  }

  async function choose(chosen: File) {
    setFile(chosen)
    await send(chosen, 'check', classification)
  }

  async function take() {
    if (!file) return
    if (await send(file, 'take', classification)) await conversations.refresh()
  }

  return (
    <Dialog
      actions={
        <Actions
          isBusy={isRunning}
          isDone={isDone}
          onClose={close}
          onTake={() => void take()}
          report={file === null ? null : report}
        />
      }
      closeLabel={t`Close`}
      onClose={close}
      size="wide"
      title={t`Import conversations`}
    >
      <div className="grid gap-4">
        {!isDone && (
          <>
            <p className="text-sm">
              <Trans>
                Choose an export as you downloaded it. Nothing is changed before you have seen what
                will come over.
              </Trans>
            </p>
            <DropFile
              isBusy={isRunning}
              name={file?.name ?? null}
              onFile={(one) => void choose(one)}
            />
            <ClassChoice chosen={classification} isBusy={isRunning} onChoose={setClassification} />
          </>
        )}
        {file === null && <WhereFrom />}
        {isRunning && <Underway progress={progress} />}
        {failure && <Problem failure={failure} />}
        {report && !isRunning && !failure && <ReportView report={report} />}
      </div>
    </Dialog>
  )
}

/** What is wrong with a file only the server knows, and says in English. */
function Problem({ failure: { code, message } }: { failure: ApiFailure }) {
  const { t } = useLingui()
  if (code !== 'invalid_request') return <FailureNotice code={code} detail={message} />
  return (
    <Banner kind="danger" title={t`This file cannot be imported`}>
      <p dir="ltr" lang="en">
        {message}
      </p>
    </Banner>
  )
}

interface ActionsProps {
  isBusy: boolean
  isDone: boolean
  report: ImportReport | null
  onClose: () => void
  onTake: () => void
}

function Actions({ isBusy, isDone, report, onClose, onTake }: ActionsProps) {
  const { t } = useLingui()
  const count = report?.counts.find(({ unit }) => unit === 'message')?.taken ?? 0
  return (
    <>
      <Button onClick={onClose}>{isDone ? t`Close` : t`Cancel`}</Button>
      {report?.mode === 'check' && (
        <Button
          disabled={count === 0}
          icon="download"
          isBusy={isBusy}
          look="primary"
          onClick={onTake}
        >
          <Trans comment="Takes over conversations from another program">Import</Trans>
        </Button>
      )}
    </>
  )
}

function Underway({ progress }: { progress: ImportProgress | null }) {
  const { t, i18n } = useLingui()
  if (!progress) return <Progress label={t`Sending the file`} />
  const { readBytes, totalBytes } = progress
  const conversations = i18n.number(progress.conversations)
  const messages = i18n.number(progress.messages)
  return (
    <Progress
      detail={t`Conversations: ${conversations}. Messages: ${messages}.`}
      label={t`Reading the file`}
      share={totalBytes === 0 ? 0 : Math.min(1, readBytes / totalBytes)}
    />
  )
}

interface ClassChoiceProps {
  chosen: Classification | null
  isBusy: boolean
  onChoose: (classification: Classification) => void
}

function ClassChoice({ chosen, isBusy, onChoose }: ClassChoiceProps) {
  const { t, i18n } = useLingui()
  if (chosen === null) return null
  const options = Classification.options.map((value) => ({
    value,
    name: i18n._(CLASSES[value].name),
  }))
  return (
    <Select
      disabled={isBusy}
      label={t`How carefully they are to be handled`}
      onChange={({ target }) => onChoose(Classification.parse(target.value))}
      options={options}
      value={chosen}
    />
  )
}
