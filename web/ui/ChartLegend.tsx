import { useId } from 'react'
import { lookOf, type ChartLook, type ChartSeries, type ChartShape } from './chart-model.ts'

interface ChartLegendProps {
  series: readonly ChartSeries[]
  shape: ChartShape
  hidden: ReadonlySet<string>
  onToggle: (id: string) => void
}

/** What each line or fill stands for; a press takes it out of the picture and back in. */
export function ChartLegend({ series, shape, hidden, onToggle }: ChartLegendProps) {
  return (
    <ul className="flex flex-wrap gap-x-1">
      {series.map((one, index) => (
        <li key={one.id}>
          <button
            type="button"
            aria-pressed={!hidden.has(one.id)}
            onClick={() => onToggle(one.id)}
            className="inline-flex min-h-8 items-center gap-2 rounded-sm px-2 text-sm text-ink-muted hover:bg-hover not-aria-pressed:line-through pointer-coarse:min-h-11"
          >
            <Swatch look={lookOf(one, index)} shape={shape} isOff={hidden.has(one.id)} />
            <bdi>{one.name}</bdi>
          </button>
        </li>
      ))}
    </ul>
  )
}

interface SwatchProps {
  look: ChartLook
  shape: ChartShape
  isOff: boolean
}

/** Colour and dash, or colour and pattern, as in the picture. */
function Swatch({ look, shape, isOff }: SwatchProps) {
  const id = useId()
  const isLine = shape.kind !== 'bar' && shape.isStacked !== true
  const colour = isOff ? 'var(--color-ink-faint)' : `var(${look.token})`
  return (
    <svg viewBox="0 0 24 12" width="1.75em" height="0.875em" aria-hidden="true" focusable="false">
      {isLine ? (
        <path d="M0 6H24" stroke={colour} strokeWidth={2.5} strokeDasharray={look.dash.join(' ')} />
      ) : (
        <>
          <defs>
            <pattern id={id} width={8} height={8} patternUnits="userSpaceOnUse">
              <rect width={8} height={8} fill={colour} />
              <path
                d={look.pattern}
                stroke="var(--color-surface)"
                strokeWidth={1.5}
                strokeLinecap="round"
                fill="none"
              />
            </pattern>
          </defs>
          <rect width={24} height={12} rx={2} fill={`url(#${id})`} />
        </>
      )}
    </svg>
  )
}
