import type { ReactNode } from 'react'
import { Icon, type IconName } from './Icon.tsx'

const LOOKS = {
  plain: 'border-line text-ink-muted',
  sea: 'border-transparent bg-sea-soft text-sea-ink',
  success: 'border-transparent bg-success-soft text-success',
  warning: 'border-transparent bg-warning-soft text-warning',
  danger: 'border-transparent bg-danger-soft text-danger',
}

interface BadgeProps {
  look?: keyof typeof LOOKS
  icon?: IconName
  children: ReactNode
}

/** One fact in a word or two, beside what it is about. */
export function Badge({ look = 'plain', icon, children }: BadgeProps) {
  return (
    <span
      className={`inline-flex max-w-full items-center gap-1 rounded-full border px-2 py-0.5 text-xs whitespace-nowrap ${LOOKS[look]}`}
    >
      {icon && <Icon name={icon} size={17} />}
      <span className="truncate">{children}</span>
    </span>
  )
}
