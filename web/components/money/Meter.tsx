interface MeterProps {
  /** All in one unit. */
  used: number
  held: number
  /** Null: there is none. */
  warning: number | null
  end: number | null
  state: 'within' | 'warned' | 'ended'
}

const COLOURS = { within: 'bg-sea', warned: 'bg-warning', ended: 'bg-danger' }

/** How much of a budget is used, for the eye alone: the same stands beside it in words. */
export function Meter({ used, held, warning, end, state }: MeterProps) {
  const full = end ?? warning ?? used
  const share = full === 0 ? 1 : Math.min(1, used / full)
  const heldShare = full === 0 ? 0 : Math.min(1 - share, held / full)
  const warningShare = warning !== null && end !== null && end > 0 ? warning / end : null
  return (
    <div
      aria-hidden="true"
      className="relative h-3 overflow-hidden rounded-full border border-line bg-pressed forced-colors:border-[CanvasText]"
    >
      <span
        className={`absolute inset-y-0 start-0 ${COLOURS[state]} forced-colors:bg-[Highlight]`}
        style={{ width: `${share * 100}%` }}
      />
      <span
        className={`absolute inset-y-0 opacity-40 ${COLOURS[state]}`}
        style={{ insetInlineStart: `${share * 100}%`, width: `${heldShare * 100}%` }}
      />
      {warningShare !== null && warningShare < 1 && (
        <span
          className="absolute inset-y-0 w-0.5 bg-ink"
          style={{ insetInlineStart: `${warningShare * 100}%` }}
        />
      )}
    </div>
  )
}
