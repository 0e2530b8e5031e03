import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { Icon, type IconName } from '../../ui/Icon.tsx'

const LOOKS = {
  primary: 'border-transparent bg-sea text-on-sea hover:bg-sea-hover',
  quiet: 'border-line bg-surface text-ink hover:bg-hover active:bg-pressed',
}

interface LinkButtonProps {
  href: string
  icon?: IconName
  look?: keyof typeof LOOKS
  children: ReactNode
}

/** A way to another page that looks like a button. */
export function LinkButton({ href, icon, look = 'quiet', children }: LinkButtonProps) {
  return (
    <Link
      className={`inline-flex min-h-(--control) items-center justify-center gap-2 rounded-md border px-4 py-1 text-sm font-medium transition-colors duration-(--duration-quick) ${LOOKS[look]}`}
      href={href}
    >
      {icon && <Icon name={icon} size={16} />}
      {children}
    </Link>
  )
}
