import { Trans, useLingui } from '@lingui/react/macro'
import type { Traffic } from '#wire/observability.ts'
import { ChartPanel } from '../../../components/charts/ChartPanel.tsx'
import { useFormats } from '../../../components/charts/use-formats.ts'
import { timePoints } from '../../../i18n/time-points.ts'

/** How full the server is: the highest of each step. */
export function SaturationCharts({ traffic }: { traffic: Traffic }) {
  const { t } = useLingui()
  const formats = useFormats()
  const points = timePoints(traffic.times, traffic.stepMs, formats)
  const { inFlight, loopDelayMs, memoryBytes, cpuShare } = traffic.saturation
  const shared = { points, heightRem: 9 }
  return (
    <section className="grid grid-cols-1 gap-3" aria-labelledby="saturation">
      <h2 className="font-display text-xl" id="saturation">
        <Trans>How full the server is</Trans>
      </h2>
      <p className="max-w-(--measure) text-sm text-ink-muted">
        <Trans>The highest value of each step.</Trans>
      </p>
      <div className="grid grid-cols-1 gap-4 md:grid-cols-2">
        <ChartPanel
          {...shared}
          title={t`Calls under way`}
          kind="line"
          format={formats.count}
          series={[{ id: 'in-flight', name: t`Calls`, values: inFlight }]}
          empty={t`No call was under way for long enough to be seen.`}
        />
        <ChartPanel
          {...shared}
          title={t`Processor`}
          kind="line"
          format={formats.percent}
          series={[{ id: 'cpu', name: t`Of one core`, values: cpuShare }]}
        />
        <ChartPanel
          {...shared}
          title={t`Memory (RAM)`}
          kind="line"
          format={formats.bytes}
          series={[{ id: 'memory', name: t`Memory (RAM)`, values: memoryBytes }]}
        />
        <ChartPanel
          {...shared}
          title={t`Delay of the event loop`}
          kind="line"
          format={formats.duration}
          series={[{ id: 'delay', name: t`99 of 100 within`, values: loopDelayMs }]}
          empty={t`There was no delay.`}
        />
      </div>
    </section>
  )
}
