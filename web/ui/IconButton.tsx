import type { ComponentProps } from 'react'
import { Icon, type IconName } from './Icon.tsx'

interface IconButtonProps extends Omit<
  ComponentProps<'button'>,
  'aria-label' | 'title' | 'children'
> {
  icon: IconName
  /** What it does, in words; shown as a tooltip as well. */
  label: string
}

/** A native button that shows an icon and says what it does. */
export function IconButton({ icon, label, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={`inline-grid size-(--control) shrink-0 place-items-center rounded-md border border-transparent text-ink-muted transition-colors duration-(--duration-quick) hover:bg-hover hover:text-ink active:bg-pressed disabled:cursor-default disabled:opacity-45 aria-pressed:bg-sea-soft aria-pressed:text-sea-ink forced-colors:border-[ButtonFace] forced-colors:aria-pressed:border-[Highlight] ${className}`}
      {...rest}
    >
      <Icon name={icon} size={20} />
    </button>
  )
}
