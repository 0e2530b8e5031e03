import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'

interface DisclosureProps {
  icon?: IconName
  title: ReactNode
  /** Opens by itself where there is something in it. */
  isOpen?: boolean
  children: ReactNode
}

/** What few need, one press away: the browser's own, drawn as ours. */
export function Disclosure({ icon, title, isOpen, children }: DisclosureProps) {
  return (
    <details className="group rounded-lg border border-line bg-surface" open={isOpen}>
      <summary className="flex min-h-(--control) list-none items-center gap-2 px-3 py-1 text-sm font-medium">
        {icon && <Icon name={icon} />}
        <span className="min-w-0">{title}</span>
        <span className="ms-auto text-ink-muted transition-transform group-open:rotate-180">
          <Icon name="chevron-down" size={16} />
        </span>
      </summary>
      <div className="border-t border-line p-3">{children}</div>
    </details>
  )
}
