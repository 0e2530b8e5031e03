import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import type { ImportReport } from '#wire/exchange.ts'
import { Banner } from '../../ui/Banner.tsx'
import { Disclosure } from '../../ui/Disclosure.tsx'
import { REASONS, SOURCES, UNITS } from './import-texts.ts'

/** What scrolls must be reachable by keyboard (WCAG 2.1.1). */
const REACHABLE = { tabIndex: 0, role: 'group' }

/** Count by count: what was found, what comes over, what is here already, and what stays behind and why. */
export function ReportView({ report }: { report: ImportReport }) {
  const { t, i18n } = useLingui()
  const isCheck = report.mode === 'check'
  const taken = report.counts.find(({ unit }) => unit === 'message')?.taken ?? 0
  const from = report.sources.map((source) => SOURCES[source]).join(', ')
  const title = i18n._(titleOf(isCheck, taken))
  return (
    <div className="grid gap-4">
      <Banner kind={taken === 0 ? 'info' : isCheck ? 'info' : 'success'} title={title}>
        {from !== '' && (
          <p>
            <Trans>The file is from: {from}</Trans>
          </p>
        )}
      </Banner>
      <Counts report={report} />
      {report.branches > 0 && (
        <p className="text-sm">
          <Trans>
            Places where a conversation goes on in more than one way: {i18n.number(report.branches)}
          </Trans>
        </p>
      )}
      {report.folders.length > 0 && (
        <p className="text-sm">
          <Trans>Folders: {report.folders.join(', ')}</Trans>
        </p>
      )}
      {report.drops.length > 0 && <Drops report={report} />}
      {report.otherFiles.length > 0 && (
        <Disclosure title={t`Files of the archive that hold no conversations`}>
          <ul className="list-disc ps-5 text-sm">
            {report.otherFiles.map((name) => (
              <li key={name}>
                <bdi>{name}</bdi>
              </li>
            ))}
          </ul>
        </Disclosure>
      )}
    </div>
  )
}

function titleOf(isCheck: boolean, taken: number): MessageDescriptor {
  if (taken === 0 && isCheck) return msg`Nothing new is in this file`
  return isCheck ? msg`This is what will come over` : msg`The import is done`
}

function Counts({ report: { counts, mode } }: { report: ImportReport }) {
  const { t, i18n } = useLingui()
  const rows = counts.filter(({ found }) => found > 0)
  return (
    <div aria-label={t`Counts`} className="overflow-x-auto" {...REACHABLE}>
      <table className="w-full text-sm tabular-nums [&_td]:px-2 [&_td]:py-1.5 [&_td]:text-end [&_th]:px-2 [&_th]:py-1.5 [&_th]:text-end [&_th:first-child]:text-start">
        <thead className="border-b border-line text-ink">
          <tr>
            <th scope="col">
              <Trans comment="Column: conversations, messages, files">What</Trans>
            </th>
            <th scope="col">
              <Trans comment="Column: how many there are in the file">In the file</Trans>
            </th>
            <th scope="col">
              {mode === 'check' ? (
                <Trans comment="Column: how many will be imported">Will come over</Trans>
              ) : (
                <Trans comment="Column: how many were imported">Came over</Trans>
              )}
            </th>
            <th scope="col">
              <Trans comment="Column: how many were imported before">Here already</Trans>
            </th>
            <th scope="col">
              <Trans comment="Column: how many are not imported">Stay behind</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ unit, found, taken, already, dropped }) => (
            <tr className="border-b border-line/60" key={unit}>
              <th className="font-medium text-ink" scope="row">
                {i18n._(UNITS[unit])}
              </th>
              <td>{i18n.number(found)}</td>
              <td className="font-medium text-ink">{i18n.number(taken)}</td>
              <td>{i18n.number(already)}</td>
              <td>{i18n.number(dropped)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Drops({ report: { drops } }: { report: ImportReport }) {
  const { t, i18n } = useLingui()
  return (
    <section aria-label={t`What stays behind, and why`} className="grid gap-2">
      <h3 className="text-sm font-medium text-ink">
        <Trans>What stays behind, and why</Trans>
      </h3>
      <ul className="grid gap-2 text-sm">
        {drops.map(({ unit, reason, count, examples }) => (
          <li className="grid" key={`${unit} ${reason}`}>
            <span className="text-ink">
              {i18n._(REASONS[reason])} <span className="tabular-nums">({i18n.number(count)})</span>
            </span>
            {examples.length > 0 && (
              <span className="truncate text-xs">
                <bdi>{examples.join(' · ')}</bdi>
              </span>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
