import type { ReactNode } from 'react'

interface FactProps {
  term: ReactNode
  /** It takes a line of the grid for itself. */
  isWide?: boolean
  children: ReactNode
}

/** A term and what holds, inside a `dl`. */
export function Fact({ term, isWide = false, children }: FactProps) {
  return (
    <div className={`min-w-0 ${isWide ? 'col-span-full' : ''}`}>
      <dt className="text-xs text-ink-muted">{term}</dt>
      <dd className="[overflow-wrap:anywhere]">{children}</dd>
    </div>
  )
}
