import type { ComponentProps } from 'react'
import { Icon, type IconName } from '../ui/Icon.tsx'

interface IconButtonProps extends Omit<
  ComponentProps<'button'>,
  'aria-label' | 'title' | 'children'
> {
  icon: IconName
  /** What it does, in words; shown as a tooltip as well. */
  label: string
}

export function IconButton({ icon, label, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      aria-label={label}
      className={`inline-grid size-(--control) shrink-0 place-items-center rounded-md text-ink-muted transition-colors duration-(--duration-quick) hover:bg-hover hover:text-ink ${className}`}
      title={label}
      type="button"
      {...rest}
    >
      <Icon name={icon} size={20} />
    </button>
  )
}
