import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'

interface EmptyStateProps {
  icon: IconName
  title: string
  children?: ReactNode
  action?: ReactNode
  /** It is all that the page has, so its title is the page's. */
  isPage?: boolean
}

/** A place where nothing is yet, and what to do so that something is. */
export function EmptyState({ icon, title, children, action, isPage = false }: EmptyStateProps) {
  const Title = isPage ? 'h1' : 'p'
  return (
    <div className="grid justify-items-center gap-3 px-6 py-12 text-center">
      <span className="grid size-14 place-items-center rounded-full bg-sea-soft text-sea-ink">
        <Icon name={icon} size={26} />
      </span>
      <Title className="font-display text-xl text-balance">{title}</Title>
      {children !== undefined && (
        <div className="max-w-[28rem] text-sm text-balance text-ink-muted">{children}</div>
      )}
      {action}
    </div>
  )
}
