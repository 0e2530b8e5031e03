import type { ComponentProps } from 'react'
import { Icon, type IconName } from '../ui/Icon.tsx'

const LOOKS = {
  primary: 'bg-sea text-on-sea hover:bg-sea-hover border-transparent',
  quiet: 'border-line bg-surface text-ink hover:bg-hover',
  danger: 'border-transparent bg-danger text-on-danger hover:opacity-90',
}

interface TextButtonProps extends ComponentProps<'button'> {
  look?: keyof typeof LOOKS
  icon?: IconName
}

export function TextButton({
  look = 'quiet',
  icon,
  className = '',
  children,
  ...rest
}: TextButtonProps) {
  return (
    <button
      className={`inline-flex min-h-(--control) items-center gap-2 rounded-md border px-4 py-1 text-sm font-medium transition-colors duration-(--duration-quick) ${LOOKS[look]} ${className}`}
      type="button"
      {...rest}
    >
      {icon && <Icon name={icon} size={16} />}
      {children}
    </button>
  )
}
