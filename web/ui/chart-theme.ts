import { lookOf, type ChartSeries } from './chart-model.ts'

/** What a canvas needs of the tokens, as colours that it understands. */
export interface ChartTheme {
  ink: string
  inkMuted: string
  line: string
  surface: string
  raised: string
  font: string
  isRightToLeft: boolean
  /** In the order of the series. */
  series: { colour: string; soft: string; fill: string | CanvasPattern }[]
}

/** Reads the tokens as they stand at the element: its theme, its direction. */
export function readChartTheme(element: HTMLElement, series: readonly ChartSeries[]): ChartTheme {
  const probe = element.ownerDocument.createElement('span')
  element.append(probe)
  const pixel = createPixel(element.ownerDocument)
  const read = (token: string, alpha = 1) => {
    probe.style.color = `var(${token})`
    return pixel(getComputedStyle(probe).color, alpha)
  }
  const surface = read('--color-surface')
  const { fontFamily, direction } = getComputedStyle(element)
  const theme: ChartTheme = {
    ink: read('--color-ink'),
    inkMuted: read('--color-ink-muted'),
    line: read('--color-line'),
    surface,
    raised: read('--color-raised'),
    font: fontFamily,
    isRightToLeft: direction === 'rtl',
    series: series.map((one, index) => {
      const { token, pattern } = lookOf(one, index)
      const colour = read(token)
      const fill = patternOf(element.ownerDocument, { colour, pattern, over: surface })
      return { colour, soft: read(token, 0.16), fill }
    }),
  }
  probe.remove()
  return theme
}

/** Any CSS colour to `rgb()`: the library computes with colours, and does not know `oklch()`. */
function createPixel(document: Document) {
  const canvas = document.createElement('canvas')
  canvas.width = 1
  canvas.height = 1
  const context = canvas.getContext('2d', { willReadFrequently: true })
  return (colour: string, alpha: number): string => {
    if (!context) return colour
    context.clearRect(0, 0, 1, 1)
    context.fillStyle = colour
    context.fillRect(0, 0, 1, 1)
    const [red, green, blue] = context.getImageData(0, 0, 1, 1).data
    return `rgba(${red}, ${green}, ${blue}, ${alpha})`
  }
}

const TILE = 8

function patternOf(
  document: Document,
  { colour, pattern, over }: { colour: string; pattern: string; over: string },
): string | CanvasPattern {
  if (pattern === '') return colour
  const canvas = document.createElement('canvas')
  canvas.width = TILE
  canvas.height = TILE
  const context = canvas.getContext('2d')
  if (!context) return colour
  context.fillStyle = colour
  context.fillRect(0, 0, TILE, TILE)
  context.strokeStyle = over
  context.lineWidth = 1.5
  context.lineCap = 'round'
  context.stroke(new Path2D(pattern))
  return context.createPattern(canvas, 'repeat') ?? colour
}
