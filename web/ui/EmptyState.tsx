import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'

interface EmptyStateProps {
  icon: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
}

/** A place where nothing is yet, and what to do so that something is. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="grid justify-items-center gap-3 px-6 py-12 text-center">
      <span className="grid size-14 place-items-center rounded-full bg-sea-soft text-sea-ink">
        <Icon name={icon} size={26} />
      </span>
      <p className="font-display text-xl text-balance">{title}</p>
      {children !== undefined && (
        <div className="max-w-[28rem] text-sm text-balance text-ink-muted">{children}</div>
      )}
      {action}
    </div>
  )
}
