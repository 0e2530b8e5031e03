import type { ReactNode } from 'react'
import { Icon } from './Icon.tsx'

const KINDS = {
  info: 'bg-sea-soft text-sea-ink',
  success: 'bg-success-soft text-success',
  warning: 'bg-warning-soft text-warning',
  danger: 'bg-danger-soft text-danger',
}

interface BannerProps {
  kind: keyof typeof KINDS
  title: string
  children?: ReactNode
  /** Buttons: what to do about it. */
  actions?: ReactNode
}

/** What the reader has to know now, with an edge where colours are forced. Danger interrupts a screen reader; the other kinds wait for a pause. */
export function Banner({ kind, title, children, actions }: BannerProps) {
  return (
    <div
      role={kind === 'danger' ? 'alert' : 'status'}
      className={`flex items-start gap-3 rounded-lg border border-transparent px-4 py-3 text-sm ${KINDS[kind]}`}
    >
      <span className="mt-px">
        <Icon name={kind} size={20} />
      </span>
      <div className="grid min-w-0 grow gap-1">
        <strong className="font-semibold">{title}</strong>
        {children !== undefined && <div className="text-ink">{children}</div>}
        {actions !== undefined && <div className="mt-2 flex flex-wrap gap-2">{actions}</div>}
      </div>
    </div>
  )
}
