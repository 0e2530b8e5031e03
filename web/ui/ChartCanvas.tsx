import {
  BarController,
  BarElement,
  CategoryScale,
  Chart as Drawn,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
} from 'chart.js'
import { useEffect, useRef, useState } from 'react'
import { configurationOf, type Drawing } from './chart-configuration.ts'
import { describePoint } from './chart-model.ts'
import { readChartTheme } from './chart-theme.ts'

// The parts that we draw with, and no others, so that the rest stays out of the chunk.
const PARTS = [
  BarController,
  BarElement,
  CategoryScale,
  Filler,
  LinearScale,
  LineController,
  LineElement,
  PointElement,
  Tooltip,
]
Drawn.register(...PARTS)

interface ChartCanvasProps extends Drawing {
  title: string
  heightRem: number
}

/** The picture. A range input in it, for keyboards and screen readers, walks along the points; each is said in words. */
export function ChartCanvas({ title, heightRem, ...drawing }: ChartCanvasProps) {
  const frame = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const drawn = useRef<Drawn>(null)
  const [active, setActive] = useState<number | null>(null)
  const [, redraw] = useState(0)
  const { points, series, format, hidden } = drawing
  const last = Math.max(0, points.length - 1)
  const at = Math.min(active ?? last, last)

  useEffect(() => listenToTheme(() => redraw((before) => before + 1)), [])
  // Data come often, and a new drawing would flicker: the same one takes them on.
  useEffect(() => {
    if (!frame.current || !canvas.current) return
    const configuration = configurationOf(drawing, readChartTheme(frame.current, series))
    if (drawn.current) {
      drawn.current.data = configuration.data
      drawn.current.options = configuration.options ?? {}
      drawn.current.update('none')
    } else drawn.current = new Drawn(canvas.current, configuration)
    point(drawn.current, active)
  })
  useEffect(
    () => () => {
      drawn.current?.destroy()
      drawn.current = null
    },
    [drawn],
  )

  const shown = series.filter(({ id }) => !hidden.has(id))
  return (
    <div
      ref={frame}
      className="relative w-full rounded-sm has-focus-visible:outline-2 has-focus-visible:outline-offset-4 has-focus-visible:outline-focus"
      style={{ height: `${heightRem}rem` }}
    >
      <canvas ref={canvas} aria-hidden="true" />
      <input
        type="range"
        // Over the picture, so that a finger that explores the page finds it there; the mouse goes through it.
        className="pointer-events-none absolute inset-0 size-full opacity-0"
        aria-label={title}
        aria-valuetext={describePoint({ point: points[at], series: shown, index: at, format })}
        min={0}
        max={last}
        value={at}
        onFocus={() => setActive(at)}
        onBlur={() => setActive(null)}
        onChange={(event) => setActive(event.target.valueAsNumber)}
      />
    </div>
  )
}

/** Shows the tip at a point, as the mouse would; null: at none. */
function point(chart: Drawn, index: number | null): void {
  const active = chart.data.datasets
    .map((_, datasetIndex) => ({ datasetIndex, index: index ?? -1 }))
    .filter((one) => chart.isDatasetVisible(one.datasetIndex))
    .filter((one) => chart.getDatasetMeta(one.datasetIndex).data[one.index] !== undefined)
  if (index === null && chart.getActiveElements().length === 0) return
  chart.setActiveElements(active)
  chart.tooltip?.setActiveElements(active, { x: 0, y: 0 })
  chart.update('none')
}

/** Tells whenever the colours or the direction may be others: a canvas does not follow the page by itself. */
function listenToTheme(change: () => void): () => void {
  const scheme = matchMedia('(prefers-color-scheme: dark)')
  scheme.addEventListener('change', change)
  const observer = new MutationObserver(change)
  observer.observe(document.documentElement, { attributeFilter: ['data-theme', 'dir'] })
  return () => {
    scheme.removeEventListener('change', change)
    observer.disconnect()
  }
}
