import type { ReactNode } from 'react'

interface TileProps {
  label: string
  value: string
  /** What helps to judge the number. */
  detail?: ReactNode
  isBad?: boolean
}

/** The numbers that one looks at first. */
export function Tiles({ tiles }: { tiles: TileProps[] }) {
  return (
    <dl className="grid grid-cols-2 gap-3 sm:grid-cols-3 xl:grid-cols-6">
      {tiles.map(({ label, value, detail, isBad = false }) => (
        <div
          key={label}
          className="grid min-w-0 content-start gap-0.5 rounded-lg border border-line bg-surface px-4 py-3"
        >
          <dt className="text-sm text-ink-muted">{label}</dt>
          <dd
            className={`font-display text-xl [overflow-wrap:anywhere] whitespace-pre-line tabular-nums ${isBad ? 'text-danger' : ''}`}
          >
            {value}
          </dd>
          {detail !== undefined && <dd className="text-xs text-ink-muted">{detail}</dd>}
        </div>
      ))}
    </dl>
  )
}
