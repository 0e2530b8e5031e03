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
  /** What is there is a file to keep, not a page. */
  isFile?: boolean
  children: ReactNode
}

/** A way to another page, or to a file, that looks like a button. */
export function LinkButton(props: LinkButtonProps) {
  const { href, icon, look = 'quiet', isFile = false, children } = props
  const className = `inline-flex min-h-(--control) items-center justify-center gap-2 rounded-md border px-4 py-1 text-sm font-medium transition-colors duration-(--duration-quick) ${LOOKS[look]}`
  const content = (
    <>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </>
  )
  return isFile ? (
    <a className={className} download href={href}>
      {content}
    </a>
  ) : (
    <Link className={className} href={href}>
      {content}
    </Link>
  )
}
