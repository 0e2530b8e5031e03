import type { ReactNode } from 'react'
import { Tooltip as AriaTooltip, TooltipTrigger } from 'react-aria-components'
import { useAriaStyles } from './use-aria-styles.ts'

interface TooltipProps {
  text: string
  /** A React Aria button. */
  children: ReactNode
}

/** Words on hover and on focus, which Escape dismisses (WCAG 1.4.13). Heavy: a `title` does for an icon button. */
export function Tooltip({ text, children }: TooltipProps) {
  useAriaStyles()
  return (
    <TooltipTrigger delay={400}>
      {children}
      <AriaTooltip
        offset={6}
        className="max-w-64 rounded-md bg-ink px-2.5 py-1 text-xs text-canvas shadow-md"
      >
        {text}
      </AriaTooltip>
    </TooltipTrigger>
  )
}
