import { plural } from '@lingui/core/macro'
import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback } from 'react'
import { useSearchParams } from 'wouter'
import { Dimension, type DependenceReport } from '#wire/dependence.ts'
import { ChartPanel } from '../../components/charts/ChartPanel.tsx'
import { useFormats } from '../../components/charts/use-formats.ts'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Select } from '../../ui/Select.tsx'
import { DIMENSION_NAMES, DIMENSIONS } from './resilience/dimension-names.ts'
import { ExitChecklist } from './resilience/ExitChecklist.tsx'
import { ShareTable } from './resilience/ShareTable.tsx'
import { useDependence } from './resilience/use-dependence.ts'

const SPANS = [7, 30, 90, 365]

/** On whom the organisation's calls depend, how concentrated that is, and what stands in the way of leaving. */
export function DependencePage() {
  const { t, i18n } = useLingui()
  const [search, setSearch] = useSearchParams()
  const days = SPANS.find((span) => String(span) === search.get('days')) ?? 30
  const by = Dimension.catch('operator').parse(search.get('by'))
  const client = useDependence()
  const load = useCallback(
    (signal: AbortSignal) => client.getDependence(days, signal),
    [client, days],
  )
  const remote = useRemote(load)
  const { value: report } = remote
  const set = (change: Record<string, string>) =>
    setSearch({ days: String(days), by, ...change }, { replace: true })
  return (
    <>
      <PageTitle
        title={t`Dependence`}
        actions={
          <LinkButton href={client.dependenceFile(days)} icon="download" isFile>
            <Trans>Save as PDF (English)</Trans>
          </LinkButton>
        }
      >
        <Trans>On whom your calls depend, and what stands in the way of leaving.</Trans>
      </PageTitle>
      <div className="mb-6 flex flex-wrap gap-4">
        <Select
          label={t`Time span`}
          value={String(days)}
          onChange={(event) => set({ days: event.target.value })}
          options={SPANS.map((span) => ({
            value: String(span),
            name: plural(span, { one: 'Last day', other: 'Last # days' }),
          }))}
        />
        <Select
          label={t`Split by`}
          value={by}
          onChange={(event) => set({ by: event.target.value })}
          options={DIMENSIONS.map((value) => ({ value, name: i18n._(DIMENSION_NAMES[value]) }))}
        />
      </div>
      <RemoteStatus of={remote} />
      {report && <ReportView report={report} by={by} />}
    </>
  )
}

function ReportView({ report, by }: { report: DependenceReport; by: Dimension }) {
  const { t } = useLingui()
  if (report.totals.calls === 0) {
    return (
      <>
        <EmptyState
          action={
            <LinkButton href="/playground" icon="compare" look="primary">
              <Trans>Ask a model</Trans>
            </LinkButton>
          }
          icon="balance"
          title={t`Nothing was called in this time`}
        >
          <Trans>
            As soon as calls go through Galerne, this shows whom they went to, and how much hangs on
            each.
          </Trans>
        </EmptyState>
        <ExitChecklist items={report.checklist} />
      </>
    )
  }
  return (
    <>
      <Indices report={report} by={by} />
      <div className="grid grid-cols-1 items-start gap-4 2xl:grid-cols-2">
        <ShareTable report={report} by={by} />
        <IndexChart report={report} by={by} />
      </div>
      <ExitChecklist items={report.checklist} />
    </>
  )
}

function Indices({ report, by }: { report: DependenceReport; by: Dimension }) {
  const { t } = useLingui()
  const formats = useFormats()
  const index = report.concentration[by]
  const tiles = [
    { name: t`Calls`, value: index?.calls ?? null },
    { name: t`Tokens`, value: index?.tokens ?? null },
    { name: t`Spend`, value: index?.spend ?? null },
  ]
  return (
    <section aria-labelledby="concentration" className="mb-6">
      <h2 className="font-display text-xl" id="concentration">
        <Trans>Concentration</Trans>
      </h2>
      <p className="mt-1 mb-3 max-w-(--measure) text-sm text-ink-muted">
        <Trans>
          Herfindahl–Hirschman index: 10,000 where one has all, 2,500 where four share alike. Above
          2,500 counts as highly concentrated.
        </Trans>
      </p>
      <dl className="grid grid-cols-3 gap-3">
        {tiles.map(({ name, value }) => (
          <div key={name} className="rounded-lg border border-line bg-surface p-4">
            <dt className="text-sm text-ink-muted">{name}</dt>
            <dd className="font-display text-2xl tabular-nums">
              {value === null ? '–' : formats.count(value)}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function IndexChart({ report, by }: { report: DependenceReport; by: Dimension }) {
  const { t } = useLingui()
  const formats = useFormats()
  const points = report.overTime.map(({ day }, at) => {
    const ms = Date.parse(`${day}T12:00:00Z`)
    const isMajor = at % Math.ceil(report.overTime.length / 8) === 0
    return { name: formats.day(ms), short: formats.shortDay(ms), isMajor }
  })
  return (
    <ChartPanel
      title={t`Concentration of calls, day by day`}
      kind="line"
      points={points}
      pointColumn={t`Day`}
      format={formats.count}
      formatShort={formats.compact}
      series={[
        {
          id: by,
          name: t`Index`,
          values: report.overTime.map(({ index }) => index[by] ?? null),
        },
      ]}
    />
  )
}
