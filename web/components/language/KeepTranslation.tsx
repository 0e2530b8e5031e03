import { useLingui } from '@lingui/react/macro'
import { createTranslationClient } from '#sdk/translation.ts'
import type { TranslationFile } from '#wire/translation.ts'
import { Button } from '../../ui/Button.tsx'
import { saveFile } from '../../ui/save-file.ts'
import { useApp } from '../app-context.ts'
import { CopyButton } from '../CopyButton.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useTask } from '../use-task.ts'
import { textOf, type ShownTranslation } from './use-translation.ts'

const FORMATS = ['md', 'docx', 'odt'] as const
const NAMES = { md: 'Markdown', docx: 'DOCX', odt: 'ODT' }

interface KeepTranslationProps {
  shown: ShownTranslation
  /** Absent: as the page. */
  title?: string
}

/** The translation as it is now, what was changed by hand too: copied, or as a file. */
export function KeepTranslation({ shown, title }: KeepTranslationProps) {
  const { t } = useLingui()
  const text = textOf(shown)
  const note = useTranslationNote(shown)
  return (
    <KeepText
      lang={shown.start.to}
      modelId={shown.start.modelId}
      note={note}
      text={text}
      title={title ?? t`Translation`}
    />
  )
}

/** Stands with every copy: who translated it. */
export function useTranslationNote({ start: { modelId: model } }: ShownTranslation): string {
  const { t } = useLingui()
  return t`Translated by AI (${model}). Check it before you rely on it.`
}

export function KeepText({ text, ...about }: Omit<TranslationFile, 'format'> & { note: string }) {
  const { client } = useApp()
  const { run, isRunning, failure } = useTask()
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-2">
        <CopyButton text={`${text}\n\n${about.note}`} />
        {FORMATS.map((format) => (
          <Button
            icon="download"
            isBusy={isRunning}
            key={format}
            onClick={() =>
              void run(async () => {
                const file = await createTranslationClient(client.http).toFile({
                  ...about,
                  text,
                  format,
                })
                saveFile(`${about.title.slice(0, 80)}.${format}`, file, file.type)
              })
            }
          >
            {NAMES[format]}
          </Button>
        ))}
      </div>
      {failure && <FailureNotice code={failure.code} detail={failure.message} />}
    </div>
  )
}
