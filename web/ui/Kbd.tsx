import type { ReactNode } from 'react'

/** A key of the keyboard. */
export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-block min-w-[1.6em] rounded-xs whitespace-nowrap border border-b-2 border-line-strong bg-surface px-1.5 text-center font-sans text-xs font-medium text-ink-muted">
      {children}
    </kbd>
  )
}
