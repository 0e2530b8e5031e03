import { Trans, useLingui } from '@lingui/react/macro'
import { useId, useState } from 'react'
import type { GlossaryClient } from '#sdk/glossary.ts'
import type { GlossaryImportReport } from '#wire/glossary.ts'
import { Button } from '../../../ui/Button.tsx'
import { Dialog } from '../../../ui/Dialog.tsx'
import { FailureNotice } from '../../FailureNotice.tsx'
import { useTask } from '../../use-task.ts'

interface TakeFileProps {
  client: GlossaryClient
  glossaryId: string
  onClose: () => void
  onDone: () => void
}

/** A file is looked at first: what would come in, what would not and why. */
export function TakeFile({ client, glossaryId, onClose, onDone }: TakeFileProps) {
  const { t } = useLingui()
  const id = useId()
  const { run, isRunning, failure } = useTask()
  const [file, setFile] = useState<File | null>(null)
  const [report, setReport] = useState<GlossaryImportReport | null>(null)

  function look(next: File | undefined) {
    setReport(null)
    setFile(next ?? null)
    if (next) void run(async () => setReport(await client.import(glossaryId, 'check', next)))
  }
  async function take() {
    if (file && (await run(() => client.import(glossaryId, 'take', file)))) onDone()
  }

  const isWorth = report !== null && report.taken + report.merged > 0
  return (
    <Dialog
      actions={
        <Button disabled={!isWorth} isBusy={isRunning} look="primary" onClick={() => void take()}>
          <Trans>Take it in</Trans>
        </Button>
      }
      closeLabel={t`Close`}
      onClose={onClose}
      title={t`Take in a file`}
    >
      <div className="grid gap-4 text-sm">
        <label htmlFor={id}>
          <Trans>
            A table (CSV) with a column for each language, named by its tag (de, fr, de:forbidden),
            or a TBX file.
          </Trans>
        </label>
        <input
          accept=".csv,.tsv,.txt,.tbx,.xml,text/csv,application/xml"
          className="field"
          id={id}
          onChange={({ target }) => look(target.files?.[0])}
          type="file"
        />
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        {report && <Report report={report} />}
      </div>
    </Dialog>
  )
}

function Report({ report }: { report: GlossaryImportReport }) {
  const { t, i18n } = useLingui()
  const number = new Intl.NumberFormat(i18n.locale)
  const rows: [string, number][] = [
    [t`Entries in the file`, report.entries],
    [t`New`, report.taken],
    [t`Put into entries that are there`, report.merged],
    [t`There already`, report.unchanged],
    [t`Not readable`, report.refused],
  ]
  return (
    <div aria-live="polite" className="grid gap-3">
      <dl className="grid grid-cols-[1fr_auto] gap-x-6 gap-y-1">
        {rows.map(([name, count]) => (
          <div className="col-span-2 grid grid-cols-subgrid" key={name}>
            <dt>{name}</dt>
            <dd className="text-end font-medium text-ink tabular-nums">{number.format(count)}</dd>
          </div>
        ))}
      </dl>
      {report.problems.length > 0 && (
        <ul className="grid max-h-40 gap-1 overflow-y-auto border-s-2 border-buoy ps-3">
          {report.problems.map(({ line, reason }) => (
            <li key={line}>
              {t`Line ${line}`}: <span lang="en">{reason}</span>
            </li>
          ))}
        </ul>
      )}
      {report.examples.length > 0 && (
        <ul className="grid gap-1">
          {report.examples.map(({ terms }) => (
            <li key={terms.map(({ lang, text }) => lang + text).join(' ')}>
              {terms.map(({ lang, text }, at) => (
                <span key={lang + text}>
                  {at > 0 && ' · '}
                  <bdi lang={lang}>{text}</bdi>
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
