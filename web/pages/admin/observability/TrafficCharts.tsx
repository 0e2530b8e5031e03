import { Trans, useLingui } from '@lingui/react/macro'
import { Link } from 'wouter'
import type { Traffic } from '#wire/observability.ts'
import { ChartPanel } from '../../../components/charts/ChartPanel.tsx'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { timePoints } from '../../../i18n/time-points.ts'
import type { ChartPoint } from '../../../ui/chart-model.ts'
import { errorName } from './error-names.ts'

interface TrafficChartProps {
  traffic: Traffic
  points: ChartPoint[]
}

/** Requests, failures, times, tokens and money. */
export function TrafficCharts({ traffic }: { traffic: Traffic }) {
  const formats = useFormats()
  const points = timePoints(traffic.times, traffic.stepMs, formats)
  return (
    <section className="grid grid-cols-1 gap-4 lg:grid-cols-2" aria-labelledby="over-time">
      <h2 className="font-display text-xl lg:col-span-2" id="over-time">
        <Trans>Over time</Trans>
      </h2>
      <NamedCharts traffic={traffic} points={points} />
      <TimeCharts traffic={traffic} points={points} />
      <AmountCharts traffic={traffic} points={points} />
    </section>
  )
}

/** How many, told apart by a name. */
function NamedCharts({ traffic, points }: TrafficChartProps) {
  const { t, i18n } = useLingui()
  const formats = useFormats()
  const counts = { points, format: formats.count, formatShort: formats.compact }
  const others = t`Others`
  const byName = (rows: { name: string; values: number[] }[]) =>
    rows.map(({ name, values }) => ({ id: name, name: name || others, values }))
  const models = traffic.models.map(({ model, requests }) => ({ name: model, values: requests }))
  const providers = traffic.providers.map(({ providerId, requests }) => ({
    name: providerId,
    values: requests,
  }))
  const errors = traffic.errors.map(({ code, counts: values }) => ({
    id: code,
    name: errorName(i18n, code),
    values,
  }))
  return (
    <>
      <ChartPanel
        {...counts}
        title={t`Requests by model`}
        kind="bar"
        isStacked
        series={byName(models)}
      />
      <ChartPanel
        {...counts}
        title={t`Requests by provider`}
        kind="bar"
        isStacked
        series={byName(providers)}
      />
      <ChartPanel
        {...counts}
        title={t`Failures by kind`}
        kind="bar"
        isStacked
        series={errors}
        empty={t`Nothing failed in this time.`}
        aside={
          <Link
            className="text-sm underline underline-offset-4"
            href="/admin/requests?outcome=failed"
          >
            <Trans>Show them</Trans>
          </Link>
        }
      />
    </>
  )
}

function TimeCharts({ traffic, points }: TrafficChartProps) {
  const { t } = useLingui()
  const formats = useFormats()
  const times = { points, format: formats.duration, kind: 'line' as const }
  const percentiles = ({ p50, p95, p99 }: Traffic['duration']) => [
    { id: 'p50', name: t`Half of all`, values: p50 },
    { id: 'p95', name: t`95 of 100`, values: p95 },
    { id: 'p99', name: t`99 of 100`, values: p99 },
  ]
  return (
    <>
      <ChartPanel
        {...times}
        title={t`Time to the whole answer`}
        series={percentiles(traffic.duration)}
        empty={t`Nothing was answered in this time.`}
      />
      <ChartPanel
        {...times}
        title={t`Time to the first content`}
        series={percentiles(traffic.firstContent)}
        empty={t`No answer was streamed in this time.`}
      />
    </>
  )
}

/** Tokens, and money in each currency. */
function AmountCharts({ traffic, points }: TrafficChartProps) {
  const { t } = useLingui()
  const formats = useFormats()
  return (
    <>
      <ChartPanel
        points={points}
        format={formats.count}
        formatShort={formats.compact}
        title={t`Tokens`}
        kind="bar"
        isStacked
        series={[
          { id: 'output', name: t`Written`, values: traffic.outputTokens },
          { id: 'input', name: t`Read`, values: freshOf(traffic) },
          { id: 'cached', name: t`Read from a cache`, values: traffic.cachedInputTokens },
        ]}
      />
      {traffic.spend.map(({ currency, micros }) => (
        <ChartPanel
          key={currency}
          points={points}
          title={t`Spend in ${currency}`}
          kind="bar"
          format={(value) => formats.money(value, currency)}
          series={[{ id: 'spend', name: t`Spend`, values: micros }]}
        />
      ))}
    </>
  )
}

/** What was read and did not come from a cache. */
function freshOf({ inputTokens, cachedInputTokens }: Traffic): number[] {
  return inputTokens.map((tokens, at) => Math.max(0, tokens - (cachedInputTokens[at] ?? 0)))
}
