import type { ChartPoint, ChartSeries } from './chart-model.ts'

interface ChartTableProps {
  title: string
  pointColumn: string
  points: readonly ChartPoint[]
  series: readonly ChartSeries[]
  format: (value: number) => string
  heightRem: number
}

/** The same numbers to read: each series a column, each point a row. */
export function ChartTable(props: ChartTableProps) {
  const { title, pointColumn, points, series, format, heightRem } = props
  return (
    <div
      // What scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-auto"
      style={{ maxHeight: `${heightRem}rem` }}
    >
      <table aria-label={title} className="w-full border-collapse text-sm tabular-nums">
        <thead>
          <tr>
            <th scope="col" className="sticky top-0 bg-surface py-2 pe-4 text-start font-medium">
              {pointColumn}
            </th>
            {series.map(({ id, name }) => (
              <th
                key={id}
                scope="col"
                className="sticky top-0 bg-surface px-2 py-2 text-end font-medium"
              >
                <bdi>{name}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {points.map((point, index) => (
            <tr key={point.name} className="border-t border-line">
              <th scope="row" className="py-1.5 pe-4 text-start font-normal text-ink-muted">
                <bdi>{point.name}</bdi>
              </th>
              {series.map(({ id, values }) => (
                <td key={id} className="px-2 py-1.5 text-end">
                  {textOf(values[index] ?? null, format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function textOf(value: number | null, format: (value: number) => string): string {
  return value === null ? '–' : format(value)
}
