import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import type { SpendReport, SpendRow } from '#wire/money.ts'
import { CAPABILITY_NAMES } from '../catalogue/names.ts'
import { useFormats } from '../charts/use-formats.ts'

const NUMBER = 'px-3 py-2 text-end whitespace-nowrap tabular-nums'

/** The report as a table, with its sum. */
export function SpendTable({ report }: { report: SpendReport }) {
  const { t } = useLingui()
  const { rows, total } = report
  return (
    <section
      aria-labelledby="spend-table"
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <h2 className="sr-only" id="spend-table">
        <Trans>Spend</Trans>
      </h2>
      <table className="w-full border-collapse text-sm">
        <thead className="border-b border-line text-ink-muted">
          <tr>
            <Heading name={t`Name`} isText />
            <Heading name={t`Spend`} />
            <Heading name={t`Waste`} className="max-md:hidden" />
            <Heading name={t`Requests`} />
            <Heading name={t`Tokens read`} className="max-md:hidden" />
            <Heading name={t`Tokens read from a cache`} className="max-lg:hidden" />
            <Heading name={t`Tokens written`} className="max-md:hidden" />
            <Heading name={t`Without a price`} className="max-lg:hidden" />
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.id} row={row} report={report} />
          ))}
        </tbody>
        <tfoot className="border-t border-line font-medium">
          <Row row={total} report={report} isTotal />
        </tfoot>
      </table>
    </section>
  )
}

interface HeadingProps {
  name: string
  isText?: boolean
  className?: string
}

function Heading({ name, isText = false, className = '' }: HeadingProps) {
  return (
    <th
      scope="col"
      className={`px-3 py-2 font-medium ${isText ? 'text-start' : 'text-end'} ${className}`}
    >
      {name}
    </th>
  )
}

/** What calls of the assistant are for that are no answers: AsidePurpose. */
const PURPOSE_NAMES: Readonly<Record<string, MessageDescriptor>> = {
  'assistant-title': msg`Titles of conversations`,
  'assistant-follow-ups': msg`Suggested questions`,
  'assistant-memory': msg`Proposals what to remember`,
}

interface RowProps {
  row: SpendRow
  report: SpendReport
  isTotal?: boolean
}

function Row({ row, report, isTotal = false }: RowProps) {
  const { i18n } = useLingui()
  const formats = useFormats()
  const { by, currency } = report
  const { id, label, micros, wasteMicros, requests } = row
  const day = by === 'day' && !isTotal && formats.day(Date.parse(`${id}T12:00:00Z`))
  const known = { operation: CAPABILITY_NAMES, purpose: PURPOSE_NAMES }
  const named = by === 'operation' || by === 'purpose' ? known[by][id] : undefined
  const name = named ? i18n._(named) : day || (label ?? (id || '–'))
  return (
    <tr className="border-b border-line last:border-0">
      <th
        scope="row"
        className={`max-w-80 min-w-32 px-3 py-2 text-start [overflow-wrap:anywhere] ${isTotal ? 'font-medium' : 'font-normal'}`}
      >
        {isTotal ? <Trans>Sum</Trans> : <bdi>{name}</bdi>}
      </th>
      <td className={NUMBER}>{formats.money(micros, currency)}</td>
      <td className={`${NUMBER} max-md:hidden`}>
        {wasteMicros === 0 ? '–' : formats.money(wasteMicros, currency)}
      </td>
      <td className={NUMBER}>{formats.count(requests)}</td>
      <td className={`${NUMBER} max-md:hidden`}>{formats.count(row.inputTokens)}</td>
      <td className={`${NUMBER} max-lg:hidden`}>{formats.count(row.cachedInputTokens)}</td>
      <td className={`${NUMBER} max-md:hidden`}>{formats.count(row.outputTokens)}</td>
      <td className={`${NUMBER} max-lg:hidden`}>
        {row.unpriced === 0 ? '–' : formats.count(row.unpriced)}
      </td>
    </tr>
  )
}
