import { useLingui } from '@lingui/react/macro'
import { Chart, type ChartProps } from '../../ui/Chart.tsx'

interface ChartPanelProps extends Omit<ChartProps, 'labels'> {
  /** Heads the first column of the table; “Time” where it is left out. */
  pointColumn?: string
  /** Said where there is nothing to draw: why, and what would fill it. */
  empty?: string
}

/** A chart with its words in the reader's language. Points over time come from `timePoints`, formats from `useFormats`. */
export function ChartPanel({ pointColumn, empty, ...chart }: ChartPanelProps) {
  const { t } = useLingui()
  const labels = {
    asTable: t`As a table`,
    asChart: t`As a chart`,
    empty: empty ?? t`Nothing happened in this time.`,
    pointColumn: pointColumn ?? t`Time`,
  }
  return <Chart {...chart} labels={labels} />
}
