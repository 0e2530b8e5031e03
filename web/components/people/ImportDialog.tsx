import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useId, useState, type ChangeEvent } from 'react'
import type { ImportLine, ImportReport } from '#wire/directory.ts'
import { Badge } from '../../ui/Badge.tsx'
import { Button } from '../../ui/Button.tsx'
import { Dialog } from '../../ui/Dialog.tsx'
import { FailureNotice } from '../FailureNotice.tsx'
import { useFormats } from '../charts/use-formats.ts'
import { useTask } from '../use-task.ts'
import { useDirectory } from './use-directory.ts'

/** The same in every language: these are the names of columns. */
const EXAMPLE = `email,name,roles,groups
ana@example.org,Ana Sousa,member,Finance
bo@example.org,Bo Chen,builder;auditor,Finance;IT`

/** People from a table: tried first, then done. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useLingui()
  const client = useDirectory()
  const [csv, setCsv] = useState('')
  const [makesGroups, setMakesGroups] = useState(false)
  const [report, setReport] = useState<ImportReport | null>(null)
  const { run, isRunning, failure } = useTask()
  const importing = (isDryRun: boolean) =>
    run(async () => setReport(await client.importPeople({ csv, isDryRun, makesGroups })))
  const canImport = report?.isDryRun && report.created + report.updated > 0
  const isDone = report !== null && !report.isDryRun
  return (
    <Dialog
      size="wide"
      title={t`Import people`}
      closeLabel={t`Close`}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{isDone ? <Trans>Done</Trans> : <Trans>Cancel</Trans>}</Button>
          {!isDone && (
            <Button
              look={canImport ? 'quiet' : 'primary'}
              isBusy={isRunning}
              disabled={csv === ''}
              onClick={() => void importing(true)}
            >
              <Trans>Try it</Trans>
            </Button>
          )}
          {canImport && (
            <Button look="primary" isBusy={isRunning} onClick={() => void importing(false)}>
              <Trans>Import</Trans>
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        {!isDone && (
          <Fields
            onText={(text) => {
              setCsv(text)
              setReport(null)
            }}
            makesGroups={makesGroups}
            onMakesGroups={(value) => {
              setMakesGroups(value)
              setReport(null)
            }}
          />
        )}
        {failure && <FailureNotice code={failure.code} detail={failure.message} />}
        {report && <Report report={report} />}
      </div>
    </Dialog>
  )
}

interface FieldsProps {
  onText: (text: string) => void
  makesGroups: boolean
  onMakesGroups: (value: boolean) => void
}

function Fields({ onText, makesGroups, onMakesGroups }: FieldsProps) {
  const id = useId()
  async function read({ target }: ChangeEvent<HTMLInputElement>) {
    onText((await target.files?.[0]?.text()) ?? '')
  }
  return (
    <>
      <p>
        <Trans>
          A CSV file, as spreadsheets save it. The first line names the columns; “email” must be
          there. Several roles or groups are apart by semicolons. It adds and gives; it never takes
          away. Nothing happens until you have seen what would.
        </Trans>
      </p>
      <pre
        // What scrolls must be reachable by keyboard.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className="overflow-x-auto rounded-md border border-line bg-surface p-3 text-xs text-ink"
        dir="ltr"
        translate="no"
      >
        {EXAMPLE}
      </pre>
      <div className="grid gap-1.5 text-sm text-ink">
        <label className="font-medium" htmlFor={`${id}-file`}>
          <Trans>File</Trans>
        </label>
        <input
          id={`${id}-file`}
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          className="text-sm file:me-3 file:min-h-(--control) file:rounded-md file:border file:border-line file:bg-surface file:px-4 file:font-medium file:text-ink"
          onChange={(event) => void read(event)}
        />
      </div>
      <span className="flex min-h-(--control) items-center gap-2.5 text-sm text-ink">
        <input
          id={`${id}-groups`}
          type="checkbox"
          className="size-4 shrink-0"
          checked={makesGroups}
          onChange={({ target }) => onMakesGroups(target.checked)}
        />
        <label htmlFor={`${id}-groups`}>
          <Trans>Make groups that do not exist yet</Trans>
        </label>
      </span>
    </>
  )
}

/** So many lines are shown; of more, those that are refused come first. */
const LINES_SHOWN = 200

function Report({ report }: { report: ImportReport }) {
  const { t } = useLingui()
  const formats = useFormats()
  const created = formats.count(report.created)
  const updated = formats.count(report.updated)
  const unchanged = formats.count(report.unchanged)
  const refused = formats.count(report.refused)
  const isRefused = ({ outcome }: ImportLine) => outcome === 'refused'
  const lines = [
    ...report.lines.filter(isRefused),
    ...report.lines.filter((line) => !isRefused(line)),
  ]
  const hidden = Math.max(0, lines.length - LINES_SHOWN)
  return (
    <section className="grid gap-2 text-sm" aria-label={t`Report`}>
      <output className="font-medium text-ink">
        {report.isDryRun ? (
          <Trans>
            This would add {created}, change {updated}, leave {unchanged} as they are and refuse{' '}
            {refused}.
          </Trans>
        ) : (
          <Trans>
            Added: {created}. Changed: {updated}. Left as they are: {unchanged}. Refused: {refused}.
          </Trans>
        )}
      </output>
      <ul className="max-h-72 divide-y divide-line overflow-y-auto rounded-md border border-line bg-surface">
        {lines.slice(0, LINES_SHOWN).map((line) => (
          <Line key={line.line} line={line} />
        ))}
      </ul>
      {lines.length > LINES_SHOWN && (
        <p>
          <Plural
            value={hidden}
            one="# more line is not shown."
            other="# more lines are not shown."
          />
        </p>
      )}
    </section>
  )
}

const LOOKS = { create: 'success', update: 'sea', unchanged: 'plain', refused: 'danger' } as const

function Line({ line: { line, email, name, outcome, notes } }: { line: ImportLine }) {
  const { t } = useLingui()
  const outcomes = {
    create: t`new`,
    update: t`changed`,
    unchanged: t`as it is`,
    refused: t`refused`,
  }
  return (
    <li className="px-3 py-2">
      <span className="flex flex-wrap items-center gap-2">
        <span className="text-ink-faint tabular-nums">{line}</span>
        <bdi className="text-ink">{name}</bdi>
        <bdi className="text-ink-muted">{email}</bdi>
        <Badge look={LOOKS[outcome]}>{outcomes[outcome]}</Badge>
      </span>
      {notes.length > 0 && (
        <span className="block text-ink-muted" lang="en" dir="ltr">
          {notes.join(' · ')}
        </span>
      )}
    </li>
  )
}
