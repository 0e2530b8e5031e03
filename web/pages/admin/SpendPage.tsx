import { Trans, useLingui } from '@lingui/react/macro'
import { useCallback, useState } from 'react'
import { SpendBy, type SpendReport } from '#wire/money.ts'
import { ChartPanel } from '../../components/charts/ChartPanel.tsx'
import { useFormats } from '../../components/charts/use-formats.ts'
import {
  daysOf,
  lastDays,
  lastMonth,
  monthUntilNow,
  type DayRange,
} from '../../components/money/ranges.ts'
import { SpendNotes } from '../../components/money/SpendNotes.tsx'
import { SpendTable } from '../../components/money/SpendTable.tsx'
import { useMoney } from '../../components/money/use-money.ts'
import { LinkButton } from '../../components/shell/LinkButton.tsx'
import { PageTitle } from '../../components/shell/PageTitle.tsx'
import { RemoteStatus } from '../../components/shell/RemoteStatus.tsx'
import { useRemote } from '../../components/shell/use-remote.ts'
import { EmptyState } from '../../ui/EmptyState.tsx'
import { Select } from '../../ui/Select.tsx'

const RANGES: Record<string, () => DayRange> = {
  month: () => monthUntilNow(),
  week: () => lastDays(7),
  'thirty-days': () => lastDays(30),
  'last-month': () => lastMonth(),
  quarter: () => lastDays(90),
}

/** What was spent, by whatever one asks for: a table first, a chart of the days beside it, and a file to take away. */
export function SpendPage() {
  const { t } = useLingui()
  const client = useMoney()
  const [rangeName, setRangeName] = useState('month')
  const [by, setBy] = useState<SpendBy>('model')
  const load = useCallback(
    async (signal: AbortSignal) => {
      const range = RANGES[rangeName]?.() ?? monthUntilNow()
      const [report, days] = await Promise.all([
        client.getSpend({ ...range, by }, signal),
        client.getSpend({ ...range, by: 'day' }, signal),
      ])
      return { report, days, file: client.spendFile({ ...range, by }) }
    },
    [client, rangeName, by],
  )
  const remote = useRemote(load)
  const { value } = remote
  return (
    <>
      <PageTitle
        title={t`Spend`}
        actions={
          value && (
            <LinkButton href={value.file} icon="download" isFile>
              <Trans>Save as CSV</Trans>
            </LinkButton>
          )
        }
      >
        <Trans>From the ledger: what callers were charged, and what providers ask for.</Trans>
      </PageTitle>
      <Choices {...{ rangeName, setRangeName, by, setBy }} />
      <RemoteStatus of={remote} />
      {value?.report.total.requests === 0 && (
        <EmptyState
          action={
            <LinkButton href="/playground" icon="compare" look="primary">
              <Trans>Ask a model</Trans>
            </LinkButton>
          }
          icon="coins"
          title={t`Nothing was spent in this time`}
        >
          <Trans>
            As soon as calls are made, they are here: by model, by key, by provider and by day.
          </Trans>
        </EmptyState>
      )}
      {value && value.report.total.requests > 0 && (
        <div className="grid grid-cols-1 gap-6">
          <SpendNotes report={value.report} />
          <SpendTable report={value.report} />
          <DayChart days={value.days} />
        </div>
      )}
    </>
  )
}

interface ChoicesProps {
  rangeName: string
  setRangeName: (name: string) => void
  by: SpendBy
  setBy: (by: SpendBy) => void
}

function Choices({ rangeName, setRangeName, by, setBy }: ChoicesProps) {
  const { t } = useLingui()
  const ranges = {
    month: t`This month`,
    'last-month': t`Last month`,
    week: t`Last 7 days`,
    'thirty-days': t`Last 30 days`,
    quarter: t`Last 90 days`,
  }
  const kinds: Record<SpendBy, string> = {
    model: t`Model`,
    key: t`Key`,
    provider: t`Provider`,
    day: t`Day`,
    owner: t`Owner`,
    group: t`Group`,
    operation: t`Operation`,
    purpose: t`Purpose`,
  }
  return (
    <div className="mb-6 flex flex-wrap gap-4">
      <Select
        className="w-48 max-sm:w-full"
        label={t`Time span`}
        value={rangeName}
        onChange={({ target }) => setRangeName(target.value)}
        options={Object.entries(ranges).map(([value, name]) => ({ value, name }))}
      />
      <Select
        className="w-48 max-sm:w-full"
        label={t`Split by`}
        value={by}
        onChange={({ target }) => setBy(SpendBy.catch('model').parse(target.value))}
        options={Object.entries(kinds).map(([value, name]) => ({ value, name }))}
      />
    </div>
  )
}

function DayChart({ days }: { days: SpendReport }) {
  const { t } = useLingui()
  const formats = useFormats()
  const byDay = new Map(days.rows.map((row) => [row.id, row]))
  const all = daysOf(days)
  const noon = (day: string) => Date.parse(`${day}T12:00:00Z`)
  const format = (micros: number) => formats.money(micros, days.currency)
  return (
    <ChartPanel
      kind="bar"
      title={t`Spend by day`}
      pointColumn={t`Day`}
      points={all.map((day) => ({
        name: formats.day(noon(day)),
        short: formats.shortDay(noon(day)),
      }))}
      series={[
        {
          id: 'spend',
          name: t`Spend`,
          values: all.map((day) => byDay.get(day)?.micros ?? 0),
        },
      ]}
      format={format}
    />
  )
}
