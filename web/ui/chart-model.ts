/** One place along the axis: a moment, or a thing that has a name. */
export interface ChartPoint {
  /** Whole, for the table and the tip: “Sunday 22 November, 10:05”. */
  name: string
  /** Short, under the axis: “10:05”. */
  short: string
  /** False: the axis leaves its name out, as between two round hours. Default true. */
  isMajor?: boolean
}

export interface ChartSeries {
  id: string
  name: string
  /** One a point; null: nothing is known there, which is not zero. */
  values: readonly (number | null)[]
  /** Which of the eight looks (colour, dash, pattern); by its place in the list where it is left out. */
  look?: number
}

export interface ChartLabels {
  asTable: string
  asChart: string
  /** Shown in place of a chart in which there is nothing but zeros: says why, and what would fill it. */
  empty: string
  /** Heads the first column of the table: “Time”, “Model”. */
  pointColumn: string
}

export interface ChartShape {
  kind: 'line' | 'area' | 'bar'
  /** On top of each other, so that their sum can be seen. */
  isStacked?: boolean
  /** Bars that grow along the line of text: for names that are long. */
  isHorizontal?: boolean
}

/** Colour, dash, point and pattern of a series: each tells it apart without the others. */
export interface ChartLook {
  /** A token of tokens.css. */
  token: string
  dash: number[]
  point: 'circle' | 'rect' | 'triangle' | 'rectRot' | 'star' | 'cross' | 'crossRot' | 'dash'
  /** Strokes over the fill, in a tile of 8 × 8; empty: plain. */
  pattern: string
}

const LOOKS: readonly ChartLook[] = [
  { token: '--color-chart-1', dash: [], point: 'circle', pattern: '' },
  {
    token: '--color-chart-2',
    dash: [7, 4],
    point: 'rect',
    pattern: 'M0 8L8 0M-2 2L2 -2M6 10L10 6',
  },
  { token: '--color-chart-3', dash: [2, 3], point: 'triangle', pattern: 'M2 2h.01M6 6h.01' },
  { token: '--color-chart-4', dash: [9, 3, 2, 3], point: 'rectRot', pattern: 'M0 4H8' },
  { token: '--color-chart-5', dash: [4, 2], point: 'star', pattern: 'M4 0V8' },
  {
    token: '--color-chart-6',
    dash: [12, 4],
    point: 'cross',
    pattern: 'M0 0L8 8M-2 6L2 10M6 -2L10 2',
  },
  { token: '--color-chart-7', dash: [1, 4], point: 'crossRot', pattern: 'M0 4H8M4 0V8' },
  {
    token: '--color-chart-8',
    dash: [6, 2, 1, 2, 1, 2],
    point: 'dash',
    pattern: 'M0 8L8 0L0 0L8 8',
  },
]

/** Beyond eight they come again: group what is more into “others” before. */
export function lookOf({ look }: ChartSeries, index: number): ChartLook {
  const found = LOOKS[(look ?? index) % LOOKS.length] ?? LOOKS[0]
  if (!found) throw new Error('There is always a first look.')
  return found
}

/** Nothing to see: no points, or nothing but zeros and gaps. */
export function isEmptyChart(series: readonly ChartSeries[]): boolean {
  return series.every(({ values }) => values.every((value) => value === null || value === 0))
}

/** What a screen reader says of a point: “10:05: Requests 12, Errors 0”. */
export function describePoint(options: {
  point: ChartPoint | undefined
  series: readonly ChartSeries[]
  index: number
  format: (value: number) => string
}): string {
  const { point, series, index, format } = options
  if (!point) return ''
  const said = series.map(({ name, values }) => {
    const value = values[index] ?? null
    return `${name} ${value === null ? '–' : format(value)}`
  })
  return `${point.name}: ${said.join(', ')}`
}
