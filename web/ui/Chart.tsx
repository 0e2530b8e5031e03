import { lazy, type ReactNode, Suspense, useId, useState } from 'react'
import { ChartLegend } from './ChartLegend.tsx'
import { ChartTable } from './ChartTable.tsx'
import {
  isEmptyChart,
  type ChartLabels,
  type ChartPoint,
  type ChartSeries,
  type ChartShape,
} from './chart-model.ts'

/** The drawing library comes with the first chart that is shown. */
const ChartCanvas = lazy(async () => ({
  default: (await import('./ChartCanvas.tsx')).ChartCanvas,
}))

export interface ChartProps extends ChartShape {
  title: string
  points: readonly ChartPoint[]
  series: readonly ChartSeries[]
  /** A value in full, in the reader's language: “1,234 requests”, “€0.42”. */
  format: (value: number) => string
  /** The same for the axis, where there is little room: “1.2K”. */
  formatShort?: (value: number) => string
  labels: ChartLabels
  heightRem?: number
  /** Beside the title: the sum, a link. */
  aside?: ReactNode
}

const NOTHING: ReadonlySet<string> = new Set()

/**
 * Lines, areas or bars with a title, a legend and the same as a table. Themes follow tokens.css; series differ by dash or
 * pattern as well as by colour; the arrow keys walk along the points.
 */
export function Chart(props: ChartProps) {
  const { title, points, series, format, labels, heightRem = 14, aside } = props
  const { kind, isStacked = false, isHorizontal = false } = props
  const id = useId()
  const [isTable, setIsTable] = useState(false)
  const [hidden, setHidden] = useState(NOTHING)
  const isEmpty = points.length === 0 || isEmptyChart(series)
  const shape = { kind, isStacked, isHorizontal }
  const toggle = (which: string) =>
    setHidden((before) => {
      const after = new Set(before)
      if (!after.delete(which)) after.add(which)
      return after
    })

  return (
    <section
      aria-labelledby={id}
      className="grid min-w-0 grid-cols-1 content-start gap-3 rounded-lg border border-line bg-surface p-4"
    >
      <div className="flex min-h-(--control) flex-wrap items-center justify-between gap-x-4">
        <h3 id={id} className="font-medium">
          {title}
        </h3>
        <div className="flex flex-wrap items-center gap-x-3">
          {aside}
          {!isEmpty && (
            <button
              type="button"
              onClick={() => setIsTable(!isTable)}
              className="min-h-8 rounded-sm px-2 text-sm text-ink-muted underline underline-offset-4 hover:bg-hover hover:text-ink pointer-coarse:min-h-11"
            >
              {isTable ? labels.asChart : labels.asTable}
              <span className="sr-only">: {title}</span>
            </button>
          )}
        </div>
      </div>
      {isEmpty && (
        <p
          className="grid place-items-center px-4 text-center text-sm text-balance text-ink-muted"
          style={{ minHeight: `${heightRem / 2}rem` }}
        >
          {labels.empty}
        </p>
      )}
      {!isEmpty && isTable && (
        <ChartTable
          {...{ title, points, series, format, heightRem }}
          pointColumn={labels.pointColumn}
        />
      )}
      {!isEmpty && !isTable && (
        <>
          {series.length > 1 && <ChartLegend {...{ series, shape, hidden }} onToggle={toggle} />}
          <Suspense fallback={<div style={{ height: `${heightRem}rem` }} />}>
            <ChartCanvas
              key={`${kind} ${isStacked} ${isHorizontal}`}
              {...{ title, shape, points, series, hidden, format, heightRem }}
              formatShort={props.formatShort ?? format}
            />
          </Suspense>
        </>
      )}
    </section>
  )
}
