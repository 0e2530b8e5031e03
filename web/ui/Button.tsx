import type { ComponentProps } from 'react'
import { Icon, type IconName } from './Icon.tsx'
import { Spinner } from './Spinner.tsx'

const LOOKS = {
  primary: 'border-transparent bg-sea text-on-sea hover:bg-sea-hover',
  quiet: 'border-line bg-surface text-ink hover:bg-hover active:bg-pressed',
  bare: 'border-transparent text-ink-muted hover:bg-hover hover:text-ink active:bg-pressed',
  danger: 'border-transparent bg-danger text-on-danger hover:opacity-90',
}

export type ButtonLook = keyof typeof LOOKS

interface ButtonProps extends ComponentProps<'button'> {
  look?: ButtonLook
  icon?: IconName
  /** While true the button keeps its place and its focus and does nothing. */
  isBusy?: boolean
}

/** A native button with words. */
export function Button(props: ButtonProps) {
  const { look = 'quiet', icon, isBusy = false, className = '', onClick, children, ...rest } = props
  return (
    <button
      type="button"
      className={`inline-flex min-h-(--control) items-center justify-center gap-2 rounded-md border px-4 py-1 text-sm font-medium transition-colors duration-(--duration-quick) aria-disabled:cursor-default aria-disabled:opacity-70 disabled:cursor-default disabled:opacity-45 ${LOOKS[look]} ${className}`}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? undefined : onClick}
      {...rest}
    >
      {isBusy ? <Spinner size={16} /> : icon && <Icon name={icon} size={16} />}
      {children}
    </button>
  )
}
