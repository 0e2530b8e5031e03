import { Trans, useLingui } from '@lingui/react/macro'
import { plural } from '@lingui/core/macro'
import type { DrilledModel, DrillReport } from '#wire/dependence.ts'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { Banner } from '../../../ui/Banner.tsx'

const NUMBER = 'px-3 py-2 text-end whitespace-nowrap tabular-nums'
const HEADING = 'px-3 py-2 font-medium'

/** What would have failed, got slower or dearer. */
export function DrillReportView({ report }: { report: DrillReport }) {
  const { t } = useLingui()
  const { calls, affectedCalls, failingCalls } = report
  const models = report.models.filter(({ verdict }) => verdict !== 'unaffected')
  const { name } = report.lose
  return (
    <section aria-labelledby="drill-report" className="mt-8 grid grid-cols-1 gap-4">
      <h2 className="font-display text-xl" id="drill-report">
        <Trans>Without {name}</Trans>
      </h2>
      {failingCalls > 0 ? (
        <Banner
          kind="warning"
          title={plural(failingCalls, {
            one: '# call would have failed',
            other: '# calls would have failed',
          })}
        >
          <Trans>Nobody else has their models, or may be called for them.</Trans>
        </Banner>
      ) : (
        <Banner kind="success" title={t`No call would have failed`} />
      )}
      <p className="text-sm text-ink-muted">
        <Trans>
          Calls of this time: {calls}. Answered there: {affectedCalls}.
        </Trans>
      </p>
      {models.length > 0 && <ModelTable models={models} currency={report.currency} />}
    </section>
  )
}

function ModelTable({ models, currency }: { models: DrilledModel[]; currency: string }) {
  return (
    <section
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-labelledby="drill-report"
      className="overflow-x-auto rounded-lg border border-line bg-surface"
    >
      <table className="w-full border-collapse text-sm">
        <thead className="border-b border-line text-ink-muted">
          <tr>
            <th scope="col" className={`${HEADING} text-start`}>
              <Trans>Name</Trans>
            </th>
            <th scope="col" className={`${HEADING} text-end`}>
              <Trans>Calls</Trans>
            </th>
            <th scope="col" className={`${HEADING} text-start`}>
              <Trans>Instead</Trans>
            </th>
            <th scope="col" className={`${HEADING} text-end max-md:hidden`}>
              <Trans>To the first content</Trans>
            </th>
            <th scope="col" className={`${HEADING} text-end max-md:hidden`}>
              <Trans>Cost</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {models.map((model) => (
            <Row key={`${model.operation} ${model.model}`} model={model} currency={currency} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ model, currency }: { model: DrilledModel; currency: string }) {
  const formats = useFormats()
  const { verdict, to } = model
  const change = (
    before: number | null,
    after: number | null,
    format: (value: number) => string,
  ) => (before === null || after === null ? '–' : `${format(before)} → ${format(after)}`)
  return (
    <tr className="border-b border-line last:border-0">
      <th
        scope="row"
        className="max-w-80 px-3 py-2 text-start font-normal [overflow-wrap:anywhere]"
      >
        <bdi>{model.model}</bdi>
      </th>
      <td className={NUMBER}>{formats.count(model.affectedCalls)}</td>
      <td className="px-3 py-2 [overflow-wrap:anywhere]">
        {verdict === 'fails' ? (
          <strong className="font-medium text-danger">
            <Trans>nobody</Trans>
          </strong>
        ) : (
          <bdi>{to}</bdi>
        )}
      </td>
      <td className={`${NUMBER} max-md:hidden`}>
        {change(model.latencyBeforeMs, model.latencyAfterMs, formats.duration)}
      </td>
      <td className={`${NUMBER} max-md:hidden`}>
        {change(model.microsBefore, model.microsAfter, (value) => formats.money(value, currency))}
      </td>
    </tr>
  )
}
