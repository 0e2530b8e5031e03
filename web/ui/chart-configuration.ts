import type { ChartConfiguration, ChartDataset, ChartOptions } from 'chart.js'
import { lookOf, type ChartPoint, type ChartSeries, type ChartShape } from './chart-model.ts'
import type { ChartTheme } from './chart-theme.ts'

export interface Drawing {
  shape: ChartShape
  points: readonly ChartPoint[]
  series: readonly ChartSeries[]
  /** Ids of the series that the reader has switched off. */
  hidden: ReadonlySet<string>
  format: (value: number) => string
  formatShort: (value: number) => string
}

type Configuration = ChartConfiguration<'line' | 'bar', (number | null)[], string>

/** What is to be drawn, in the library's words. Nothing moves: live numbers would never stand still. */
export function configurationOf(drawing: Drawing, theme: ChartTheme): Configuration {
  return {
    type: drawing.shape.kind === 'bar' ? 'bar' : 'line',
    data: {
      labels: drawing.points.map(({ name }) => name),
      datasets: drawing.series.map((one, index) => datasetOf({ one, index, drawing, theme })),
    },
    options: optionsOf(drawing, theme),
  }
}

function datasetOf(of: {
  one: ChartSeries
  index: number
  drawing: Drawing
  theme: ChartTheme
}): ChartDataset<'line' | 'bar', (number | null)[]> {
  const { one, index, drawing, theme } = of
  const { kind, isStacked = false } = drawing.shape
  const { dash, point } = lookOf(one, index)
  const colours = theme.series[index]
  const colour = colours?.colour ?? theme.ink
  const base = { label: one.name, data: [...one.values], hidden: drawing.hidden.has(one.id) }
  if (kind === 'bar') {
    return {
      ...base,
      type: 'bar',
      backgroundColor: colours?.fill ?? colour,
      hoverBackgroundColor: colours?.fill ?? colour,
      borderColor: theme.surface,
      hoverBorderColor: theme.ink,
      borderWidth: isStacked ? 1 : 0,
      borderRadius: 2,
      maxBarThickness: 36,
    }
  }
  const isArea = kind === 'area'
  return {
    ...base,
    type: 'line',
    borderColor: colour,
    borderDash: isStacked ? [] : dash,
    borderWidth: 2,
    backgroundColor: (isStacked ? colours?.fill : colours?.soft) ?? colour,
    fill: isArea ? (isStacked && index > 0 ? '-1' : 'origin') : false,
    pointStyle: point,
    // A lone point between two gaps would not be seen as a line.
    pointRadius: (context) => (isAlone(one.values, context.dataIndex) ? 3 : 0),
    pointHoverRadius: 5,
    pointBackgroundColor: colour,
    pointHoverBackgroundColor: colour,
    pointHoverBorderColor: theme.surface,
    tension: 0,
  }
}

function isAlone(values: readonly (number | null)[], index: number): boolean {
  return (values[index - 1] ?? null) === null && (values[index + 1] ?? null) === null
}

function optionsOf(drawing: Drawing, theme: ChartTheme): ChartOptions<'line' | 'bar'> {
  const { points, format, formatShort } = drawing
  const { isStacked = false, isHorizontal = false } = drawing.shape
  const font = { family: theme.font, size: 12 }
  const names = {
    stacked: isStacked,
    reverse: theme.isRightToLeft && !isHorizontal,
    grid: { display: false },
    border: { color: theme.line },
    ticks: {
      color: theme.inkMuted,
      font,
      maxRotation: 0,
      autoSkipPadding: 12,
      callback: (value: number | string) => points[Number(value)]?.short ?? '',
    },
    afterBuildTicks(scale: { ticks: { value: number }[] }) {
      scale.ticks = scale.ticks.filter(({ value }) => points[value]?.isMajor !== false)
    },
  }
  const numbers = {
    stacked: isStacked,
    beginAtZero: true,
    reverse: theme.isRightToLeft && isHorizontal,
    position: sideOfNumbers(isHorizontal, theme),
    grid: { color: theme.line, drawTicks: false },
    border: { display: false },
    ticks: {
      color: theme.inkMuted,
      font,
      padding: 8,
      maxTicksLimit: 6,
      callback: (value: number | string) => formatShort(Number(value)),
    },
    // Between two whole numbers there is nothing to count: of lines with the same name the first stays.
    afterBuildTicks(scale: { ticks: { value: number }[] }) {
      const texts = scale.ticks.map(({ value }) => formatShort(value))
      scale.ticks = scale.ticks.filter((_tick, at) => texts.indexOf(texts[at] ?? '') === at)
    },
  }
  return {
    animation: false,
    responsive: true,
    maintainAspectRatio: false,
    normalized: true,
    spanGaps: false,
    indexAxis: isHorizontal ? 'y' : 'x',
    interaction: { mode: 'index', intersect: false, axis: isHorizontal ? 'y' : 'x' },
    scales: isHorizontal ? { x: numbers, y: names } : { x: names, y: numbers },
    plugins: { legend: { display: false }, tooltip: tooltipOf(format, theme) },
  }
}

function sideOfNumbers(
  isHorizontal: boolean,
  { isRightToLeft }: ChartTheme,
): 'bottom' | 'left' | 'right' {
  if (isHorizontal) return 'bottom'
  return isRightToLeft ? 'right' : 'left'
}

function tooltipOf(format: (value: number) => string, theme: ChartTheme) {
  const font = { family: theme.font, size: 13 }
  return {
    backgroundColor: theme.raised,
    borderColor: theme.line,
    borderWidth: 1,
    titleColor: theme.ink,
    bodyColor: theme.ink,
    titleFont: font,
    bodyFont: font,
    padding: 10,
    boxPadding: 6,
    usePointStyle: true,
    rtl: theme.isRightToLeft,
    textDirection: theme.isRightToLeft ? 'rtl' : 'ltr',
    callbacks: {
      label: ({ dataset, raw }: { dataset: { label?: string | undefined }; raw: unknown }) =>
        ` ${dataset.label ?? ''}: ${typeof raw === 'number' ? format(raw) : '–'}`,
    },
  }
}
